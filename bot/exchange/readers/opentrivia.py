"""The text files of OpenTriviaQA: `#Q` question, `^` the right answer, then the options by letter."""

import re
from collections.abc import Iterator

from bot.exchange.draft import Draft, Found, Part, Place, Reading, Refused, Wish
from bot.exchange.text import decoded
from bot.kernel.questions import Kind

_OPTION = re.compile(r"^([A-Z])\s(.*)$")


def read(data: bytes, wish: Wish) -> Reading:  # noqa: ARG001 - as all readers
    """Each question of the file."""
    text, notes = decoded(data)
    return Reading(_found(text), notes)


def _found(text: str) -> Iterator[Found]:
    block: list[str] = []
    first = 1
    for number, line in enumerate((*text.split("\n"), "#Q"), start=1):
        if line.startswith("#Q"):
            if any(one.strip() for one in block):
                yield _question(block, first)
            block, first = [line[2:].strip()], number
        elif block:
            block.append(line.strip())
        elif line.strip():
            yield Refused(Place(number), line.strip(), "It comes before the first '#Q'.")


def _question(block: list[str], line: int) -> Found:
    stem: list[str] = []
    parts: list[Part] = []
    right = ""
    for text in block:
        option = _OPTION.match(text)
        if text.startswith("^"):
            right = text[1:].strip()
        elif option and right and ord(option[1]) == ord("A") + len(parts):
            parts.append(Part(option[2].strip(), right=_same(option[2], right)))
        elif text and not right:
            stem.append(text)
        elif text and parts:
            parts[-1] = Part(f"{parts[-1].text} {text}", right=_same(f"{parts[-1].text} {text}", right))
    label = " ".join(stem)
    if not right:
        return Refused(Place(line), label, "No line begins with '^' and says what is right.")
    if not parts:
        return Draft(Place(line), Kind.TYPED, "\n".join(stem), [Part(right, right=True)])
    if not any(part.right for part in parts):
        return Refused(Place(line), label, f"What is right, '{right[:60]}', is not one of its options.")
    return Draft(Place(line), Kind.SINGLE, "\n".join(stem), parts)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
