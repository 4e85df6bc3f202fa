"""Aiken: a question, its options by letter, and `ANSWER: B` (https://docs.moodle.org/en/Aiken_format)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.exchange.draft import Draft, Found, Part, Place, Reading, Refused, Wish
from bot.exchange.text import decoded
from bot.kernel.questions import Kind

_OPTION = re.compile(r"^\s*([A-Za-z])[.)]\s*(.*)$")
_ANSWER = re.compile(r"^\s*ANSWER\s*:\s*(.*)$", re.IGNORECASE)
_LETTERS = re.compile(r"^\(?[A-Za-z][.)]?(?:\s*(?:,|;|&|/|and)\s*\(?[A-Za-z][.)]?)*$")
_MORE = re.compile(r"^\s*(FEEDBACK|EXPLANATION|REASON)\s*:\s*(.*)$", re.IGNORECASE)


@dataclass(slots=True)
class _Block:
    line: int = 0
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)


def read(data: bytes, wish: Wish) -> Reading:  # noqa: ARG001 - as all readers
    """Each question of the file; what is begun and not ended is refused by line."""
    text, notes = decoded(data)
    return Reading(_found(text), notes)


def _found(text: str) -> Iterator[Found]:
    block, waiting = _Block(), None
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _MORE.match(line):
            waiting = _with_explanation(waiting, found[2])
            continue
        if not line.strip():
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        if found := _ANSWER.match(line):
            waiting, block = _question(block, found[1].strip(), number), _Block()
        elif (found := _OPTION.match(line)) and _is_next(block, found[1]):
            block.line = block.line or number
            block.options.append((found[1].upper(), found[2]))
        elif block.options:
            yield _unfinished(block)
            block = _Block(number, [line.strip()])
        else:
            block.line = block.line or number
            block.stem.append(line.strip())
    if waiting is not None:
        yield waiting
    if block.stem or block.options:
        yield _unfinished(block)


def _is_next(block: _Block, letter: str) -> bool:
    """Options come in the order of the alphabet: `A. Lincoln was …` may as well begin a question."""
    return ord(letter.upper()) == ord("A") + len(block.options)


def _with_explanation(found: Found | None, text: str) -> Found | None:
    if not isinstance(found, Draft):
        return found
    return Draft(found.place, found.kind, found.stem, found.parts, explanation=text.strip())


def _unfinished(block: _Block) -> Refused:
    return Refused(Place(block.line), " ".join(block.stem), "It has no line 'ANSWER:' at its end.")


def _letters(answer: str, options: Sequence[tuple[str, str]]) -> set[str]:
    """The letters that an answer consists of, or the one before its option's text; the `a` of a sentence is none."""
    if _LETTERS.match(answer):
        return {letter.upper() for letter in re.findall(r"\b[A-Za-z]\b", answer)}
    found = _OPTION.match(answer)
    named = found and next((text for letter, text in options if letter == found[1].upper()), None)
    return {found[1].upper()} if found and named is not None and named.strip() == found[2].strip() else set()


def _question(block: _Block, answer: str, line: int) -> Found:
    place, label = Place(block.line or line), " ".join(block.stem)
    if not block.stem:
        return Refused(place, label, "Its question is missing: it begins with an option or with 'ANSWER:'.")
    letters = _letters(answer, block.options)
    known = {letter for letter, _ in block.options}
    if not letters or not letters <= known:
        mend = "write only its letter, such as 'ANSWER: B'"
        return Refused(place, label, f"Line {line}, 'ANSWER: {answer[:30]}', is not one of its options: {mend}.")
    if len(block.options) < 2:
        return Refused(place, label, "It has only one option, so there is nothing to choose.")
    parts = [Part(text, right=letter in letters) for letter, text in block.options]
    return Draft(place, Kind.MULTIPLE if len(letters) > 1 else Kind.SINGLE, "\n".join(block.stem), parts)
