"""Markdown as question banks are kept on GitHub: checkboxes, or lettered options with the answer in `<details>`.

Our own has besides a comment with the item's facts, reasons below the options, and lines for what is typed or matched.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.exchange.carrying import facts_in
from bot.exchange.draft import Couple, Draft, Found, Part, Place, Reading, Refused, Wish
from bot.exchange.text import decoded, left_out, unescaped
from bot.kernel.questions import Kind

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
_NUMBERED = re.compile(r"^(?:\*\*)?(?:Q(?:uestion)?\s*)?(\d{1,4})\s*[.):]\s*(?:\*\*)?\s*(.*)$", re.IGNORECASE)
_CHECKBOX = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\[([ xX✓✔])\]\s*(.*)$")
_LETTERED = re.compile(r"^\s*(?:[-*+]\s+)?(?:\*\*)?([A-Ha-h])(?:[.)]|\s*:)(?:\*\*)?\s+(.*)$")
_ANSWER = re.compile(
    r"^\s*(?:<[^>]*>)*\s*(?:\*\*|__)?(?:the\s+)?(?:correct\s+|right\s+)?(?:answers?|ans|key)(?:\s+is|\s+are|\(s\))?\s*(?:\*\*|__)?\s*[:=]\s*(?:\*\*|__)?\s*(.*)$",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(
    r"^\s*(?:\*\*|__)?(?:explanation|rationale|reason|why)(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*(.*)$", re.IGNORECASE
)
_SAID = re.compile(r"^(Answer|Wrong|Unit|Worked out|Source):\s*(.*)$")
_ABOUT = re.compile(r"^<!--\s*recall:\s*(.*?)\s*-->$")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\((?:[^()]|\([^)]*\))*\)")
_BACK_TO_TOP = re.compile(r"back to (?:the )?top|^\s*-{3,}\s*$|^\s*\*{3,}\s*$", re.IGNORECASE)
_TAGS = re.compile(r"</?(?:details|summary|p|br|div|center|b|i|u|sub|sup|span)\b[^>]*>", re.IGNORECASE)
_STEP = re.compile(r"^\s*(\d{1,2})[.)]\s+(.*)$")
_PAIR = re.compile(r"^\s*[-*+]\s+(.*?)\s+→\s+(.*)$")
_REASON = re.compile(r"^\s{2,}[-*+]\s+(.*)$")


@dataclass(slots=True)
class _Block:
    """What is gathered of one item."""

    line: int = 0
    heading: bool = False
    stem: list[str] = field(default_factory=list)
    options: list[Part] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    boxes: bool = False
    answer: str = ""
    explanation: list[str] = field(default_factory=list)
    explaining: bool = False
    images: list[str] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    said: list[tuple[str, str]] = field(default_factory=list)
    steps: list[Part] = field(default_factory=list)
    couples: list[Couple] = field(default_factory=list)


def read(data: bytes, wish: Wish) -> Reading:  # noqa: ARG001 - as all readers
    """Each question of the file; headings without options are sections."""
    text, notes = decoded(data)
    return Reading(list(_Reader().read(text)), notes)


class _Reader:
    def __init__(self) -> None:
        self.block = _Block()
        self.category = ""
        self.fence: list[str] | None = None

    def read(self, text: str) -> Iterator[Found]:
        lines = text.split("\n")
        start = 0
        if lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:60]):
            start = next(n for n, line in enumerate(lines[1:60], start=1) if line.strip() == "---") + 1
        for number, line in enumerate(lines[start:], start=start + 1):
            yield from self._line(number, line.rstrip())
        yield from self._end()

    def _line(self, number: int, line: str) -> Iterator[Found]:
        if line.lstrip().startswith(("```", "~~~")):
            self.fence = None if self.fence is not None else self.block.stem
            return
        if self.fence is not None:
            if not self.block.options:
                self.block.stem.append(line)
            return
        if (found := _ABOUT.match(line.strip())) and self.block.heading:
            self.block.about = dict(part.split("=", 1) for part in found[1].split("; ") if "=" in part)
        elif found := _HEADING.match(line):
            yield from self._end()
            self.block = _Block(number, heading=True, stem=[self._shown(found[2])])
        elif self.block.about:
            self._ours(line)
        elif found := _CHECKBOX.match(line):
            self.block.boxes = True
            self._option(self._shown(found[2]), right=found[1] != " ")
        elif self._begins(line):
            yield from self._end()
            found = _NUMBERED.match(line)
            self.block = _Block(number, stem=[self._shown(found[2] if found else line)])
        else:
            self._other(number, line)

    def _begins(self, line: str) -> bool:
        """A numbered line is a question of its own where the one before has got its options, or there is none."""
        if not _NUMBERED.match(line):
            return False
        block = self.block
        return bool(block.options or block.answer) or not block.heading or _is_section(block.stem)

    def _option(self, text: str, *, right: bool = False, letter: str = "") -> None:
        self.block.explaining = False
        self.block.options.append(Part(text, right=right))
        self.block.letters.append(letter.upper() or chr(ord("A") + len(self.block.options) - 1))

    def _other(self, number: int, line: str) -> None:
        block = self.block
        bare = line.strip()
        if not bare or _BACK_TO_TOP.search(bare):
            return
        if (found := _LETTERED.match(line)) and not block.answer and self._is_next(found[1]):
            self._option(self._shown(found[2]), letter=found[1])
        elif (found := _ANSWER.match(bare)) and (block.options or found[1].strip()):
            block.answer, block.explaining = self._shown(found[1]) or "?", True
        elif block.answer == "?" or (found := _EXPLAINED.match(bare)):
            if block.answer == "?":
                block.answer = self._shown(bare) or "?"
            elif found:
                block.explaining = True
                block.explanation.append(self._shown(found[1]))
        elif block.explaining or block.options:
            self._behind(line)
        else:
            block.line = block.line or number
            block.stem.append(self._shown(line))

    def _is_next(self, letter: str) -> bool:
        block = self.block
        return bool(block.stem) and not block.boxes and ord(letter.upper()) == ord("A") + len(block.options)

    def _behind(self, line: str) -> None:
        """What follows the options: more of the last one, a reason, an explanation."""
        block = self.block
        text = self._shown(line)
        if not text or re.fullmatch(
            r"(?:show |view |see )?(?:the )?(?:answer|explanation|solution)s?[:.]?", text, re.IGNORECASE
        ):
            return
        if line.startswith((">", "**")) or block.explaining or block.answer:
            block.explanation.append(text.lstrip("> "))
        elif line.startswith("  ") and block.options:
            last = block.options[-1]
            block.options[-1] = replace(last, text=f"{last.text} {text}")

    def _ours(self, line: str) -> None:
        block = self.block
        bare = line.strip()
        if found := _SAID.match(bare):
            block.said.append((found[1], unmarked(found[2])))
        elif found := _CHECKBOX.match(line):
            block.options.append(Part(unmarked(found[2]), right=found[1] != " "))
        elif (found := _REASON.match(line)) and (block.options or block.steps or block.couples or block.said):
            self._reason(unmarked(found[1]))
        elif found := _PAIR.match(line):
            block.couples.append(Couple(unmarked(found[1]), unmarked(found[2])))
        elif (found := _STEP.match(line)) and block.about.get("kind") == Kind.ORDERING:
            block.steps.append(Part(unmarked(found[2])))
        elif bare.startswith("> "):
            block.explanation.append(unmarked(bare[2:]))
        elif bare and not (block.options or block.said or block.steps or block.couples):
            block.stem.append(unmarked(bare, bold=True))

    def _reason(self, why: str) -> None:
        block = self.block
        if block.couples:
            block.couples[-1] = replace(block.couples[-1], why=why)
        elif block.steps:
            block.steps[-1] = replace(block.steps[-1], why=why)
        elif block.options:
            block.options[-1] = replace(block.options[-1], why=why)

    def _shown(self, text: str) -> str:
        """A line without images, links, tags and signs of Markdown; bold stays for the stem."""
        for found in _IMAGE.finditer(text):
            self.block.images.append(found[2].rsplit("/", 1)[-1][:60] or found[1] or "without a name")
        text = _LINK.sub(r"\1", _IMAGE.sub("", text))
        return unmarked(_TAGS.sub("", text), bold=True)

    def _end(self) -> Iterator[Found]:
        block, self.block = self.block, _Block()
        if block.about:
            yield from _own_item(block, self.category)
            return
        if block.options or block.answer:
            yield _item(block, self.category)
        elif block.heading and block.stem:
            self.category = re.sub(r"\*\*", "", block.stem[0])[:80]


def unmarked(text: str, *, bold: bool = False) -> str:
    """Markdown's signs gone, what they escape kept; `bold` leaves `**` around what it marks."""
    text = re.sub(r"(?<![`\\])`([^`]+)`", r"\1", text.strip())
    if not bold:
        text = re.sub(r"(?<!\\)\*\*(\S(?:.*?\S)?)\*\*", r"\1", text)
    text = re.sub(r"(?<![\\\w*])[_*](?![*_\s])([^*_]+?)(?<!\s)[_*](?![\w*])", r"\1", text)
    return unescaped(re.sub(r"\\([\\`*_{}\[\]()#+.!|<>~-])", r"\1", text)).strip()


def _is_section(stem: Sequence[str]) -> bool:
    """A heading above numbered questions, unless it is a question itself."""
    whole = " ".join(stem).strip()
    return not whole.endswith(("?", ":", ".")) or len(whole.split()) < 4


def _item(block: _Block, category: str) -> Found:
    place = Place(block.line)
    stem = "\n".join(block.stem).strip()
    label = stem.replace("**", "")
    changes = left_out(block.images)
    explanation = "\n".join(line for line in block.explanation if line).replace("**", "")
    parts = [replace(part, text=part.text.replace("**", "")) for part in block.options]
    if not parts:
        return Draft(
            place, Kind.TYPED, stem, [Part(block.answer.replace("**", ""), right=True)], explanation=explanation,
            category=category, changes=changes,
        )  # fmt: skip
    if not block.boxes or not any(part.right for part in parts):
        parts, named = _keyed(block, parts)
        if not named:
            said = (
                f"'{block.answer[:40]}' is not one of its options." if block.answer else "No option is marked as right."
            )
            return Refused(place, label, said)
    kind = Kind.MULTIPLE if sum(part.right for part in parts) > 1 else Kind.SINGLE
    if kind is Kind.MULTIPLE and not re.search(r"\b(choose|select|pick|which|two|three|all|\d)\b", stem, re.IGNORECASE):
        kind = Kind.SINGLE
    return Draft(place, kind, stem, parts, explanation=explanation, category=category, changes=changes)


def _keyed(block: _Block, parts: list[Part]) -> tuple[list[Part], bool]:
    """The options with those marked that the answer names, by letters or by their text."""
    answer = block.answer.replace("**", "").strip()
    folded = answer.casefold().rstrip(".")
    whole = [n for n, part in enumerate(parts) if part.text.casefold().rstrip(".") == folded]
    begun = re.match(r"\(?([A-Ha-h])\)?(?=[\s.,;:)&/-]|$)((?:\s*(?:,|and|&|/|;)\s*\(?[A-Ha-h]\)?(?![\w']))*)", answer)
    letters = {letter.upper() for letter in re.findall(r"\b[A-Ha-h]\b", begun[0])} if begun else set()
    if not letters and re.fullmatch(r"[A-H]{2,5}", answer):
        letters = set(answer)
    chosen = set(whole) or {n for n, letter in enumerate(block.letters) if letter in letters}
    return [replace(part, right=n in chosen) for n, part in enumerate(parts)], bool(chosen)


def _own_item(block: _Block, category: str) -> Iterator[Found]:
    place, about = Place(block.line), block.about
    stem = "\n".join(block.stem).strip()
    try:
        kind = Kind(about.get("kind", ""))
    except ValueError:
        yield Refused(place, stem, f"'{about.get('kind', '')[:30]}' is not a kind of question.")
        return
    facts, tags = facts_in([tag for tag in about.get("tags", "").split(", ") if tag])
    said = dict(block.said)
    lines = [*block.explanation, *(f"{name}: {said[name]}" for name in ("Worked out", "Source") if name in said)]
    draft = Draft(
        place, kind, stem, explanation="\n".join(lines), name=about.get("id", ""), tags=tags, facts=facts,
        category=about.get("section", category), unit=said.get("Unit", ""), markup="none",
    )  # fmt: skip
    yield _own_body(draft, block)


def _own_body(draft: Draft, block: _Block) -> Found:
    answers = [text for name, text in block.said if name == "Answer"]
    wrongs = [text for name, text in block.said if name == "Wrong"]
    near = [Part(*_halved(text)) for text in wrongs]
    match draft.kind:
        case Kind.ORDERING:
            return replace(draft, parts=block.steps)
        case Kind.MATCHING:
            return replace(draft, couples=block.couples, parts=near)
        case Kind.TYPED:
            return replace(draft, parts=[*(Part(text, right=True) for text in answers), *near])
        case Kind.NUMERIC:
            found = re.match(r"(\S+)(?: ± (\S+))?$", answers[0] if answers else "")
            try:
                value, tolerance = (float(found[1]), float(found[2] or 0)) if found else (None, 0.0)
            except ValueError:
                value, tolerance = None, 0.0
            if value is None:
                return Refused(draft.place, draft.stem, "Its answer is not a number.")
            return replace(draft, value=value, tolerance=tolerance, parts=near)
    return replace(draft, parts=block.options)


def _halved(text: str) -> tuple[str, str]:
    wrong, _, why = text.partition(" — ")
    return wrong, why
