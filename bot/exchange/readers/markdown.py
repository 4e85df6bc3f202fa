"""Markdown as question banks are kept on GitHub: checkboxes, or lettered options with the answer in `<details>`.

Items of our own have a comment below their heading (`own_markdown.py`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.exchange.draft import Draft, Found, Part, Place, Reading, Refused, RefusedError, Wish
from bot.exchange.inline import shown, without_bold
from bot.exchange.readers.own_markdown import OwnItem, about
from bot.exchange.readers.table import place_named
from bot.exchange.text import decoded, left_out
from bot.kernel.names import shows_something
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
_BACK_TO_TOP = re.compile(r"back to (?:the )?top|^\s*-{3,}\s*$|^\s*\*{3,}\s*$", re.IGNORECASE)
_FENCE = re.compile(r"^\s*(?P<marks>(?P<sign>[`~])(?P=sign){2,})(?P<info>.*)$")
_ONLY_LINK = re.compile(r"^[\s>*_-]*\[([^\[\]]+)\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?[^()]*\)[\s*_.]*$")
_LABEL = re.compile(r"[A-Za-z]?[.):]?")
"""An option that has nothing to say but in the code below it."""

_SHOW = re.compile(r"(?:show |view |see )?(?:the )?(?:answer|explanation|solution)s?[:.]?", re.IGNORECASE)

_LETTERS = re.compile(r"\(?[A-H]\)?(?:\s*(?:,|and|&|/|;)\s*\(?[A-H]\)?)*(?:\.|[.):]\s.*)?", re.IGNORECASE)
"""Letters of options, or one with its text behind it; a sentence that begins with `A` is neither."""


@dataclass(slots=True)
class _Block:
    """What is gathered of one item."""

    line: int = 0
    heading: str | None = None
    stem: list[str] = field(default_factory=list)
    options: list[Part] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    boxes: bool = False
    answer: str = ""
    explanation: list[str] = field(default_factory=list)
    explaining: bool = False
    unfolds: bool = False
    images: list[str] = field(default_factory=list)
    listed: int = 0
    """Lines of a list in its stem, which may be options."""

    numbered: bool = False
    """Whether it begins with a number."""

    loose: Sequence[str] = ()
    """The numbered lines without an answer that stand before it."""

    asks: bool = False
    """Whether what stands above such lines asks something."""


def read(data: bytes, wish: Wish) -> Reading:  # noqa: ARG001 - as all readers
    """Each question of the file; headings without options are sections."""
    text, notes = decoded(data)
    reader = _Reader()
    found = list(reader.read(text))
    return Reading(found, [*notes, *reader.notes])


class _Reader:
    def __init__(self) -> None:
        self.block = _Block()
        self.own: OwnItem | None = None
        self.category = ""
        self.fence = ""
        self.joins = False
        self.loose: list[str] = []
        self.asks = False
        self.notes: list[str] = []

    def read(self, text: str) -> Iterator[Found]:
        lines = text.split("\n")
        start = 0
        if lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:60]):
            start = next(n for n, line in enumerate(lines[1:60], start=1) if line.strip() == "---") + 1
        ends = _ends(lines)
        for number, line in enumerate(lines[start:], start=start + 1):
            if not self._fenced(number, line, ends):
                yield from self._line(number, line.rstrip())
        yield from self._end()

    def _fenced(self, number: int, line: str, ends: Mapping[str, Sequence[int]]) -> bool:
        """Whether a line belongs to a block of code: one that ends, as a fence without an end is read as text."""
        found = _FENCE.match(line)
        if self.fence:
            bare = line.strip()
            if bare.startswith(self.fence) and not bare.strip(self.fence[0]):
                self.fence = ""
            else:
                self._code(number, line.rstrip())
            return True
        if found is None or (found["sign"] == "`" and "`" in found["info"]):
            return False
        if ends[found["sign"]][number] >= len(found["marks"]):
            self.fence = found["marks"]
            self.joins = self._is_option(line)
        else:
            end = f"end it with the line {found['marks']}."
            self.notes.append(f"Line {number} begins a block of code that never ends, and is left out: {end}")
        return True

    def _is_option(self, fence: str) -> bool:
        """Whether the code below a fence is what the last option says."""
        block = self.block
        if not block.options or block.explanation or block.explaining or block.answer:
            return False
        said = block.options[-1].text
        return fence.startswith("  ") or not shows_something(said) or _LABEL.fullmatch(said) is not None

    def _code(self, number: int, line: str) -> None:
        block = self.block
        if self.own:
            self.own.code(number, line)
        elif self.joins:
            last = block.options[-1]
            before = last.text if shows_something(last.text) else ""
            block.options[-1] = replace(last, text=f"{before} {line.strip()}".strip())
        elif block.options or block.answer:
            block.explanation.append(line)
        else:
            block.stem.append(line)

    def _line(self, number: int, line: str) -> Iterator[Found]:
        if (said := about(line)) is not None and self.block.heading is not None:
            self.own = OwnItem(self.block.line, self.block.heading, said)
        elif found := _HEADING.match(line):
            yield from self._end()
            self.block = _Block(number, heading=found[2], stem=[self._shown(found[2])])
        elif self.own:
            self.own.take(number, line)
        elif found := _CHECKBOX.match(line):
            self.block.boxes, self.block.line = True, self.block.line or number
            self._option(self._shown(found[2]), right=found[1] != " ")
        elif self._begins(line):
            yield from self._end()
            found = _NUMBERED.match(line)
            stem = [self._shown(_paired(found, 2) if found else line)]
            self.block = _Block(number, stem=stem, numbered=True, loose=self.loose, asks=self.asks)
        else:
            self._other(number, line)

    def _begins(self, line: str) -> bool:
        """A numbered line is a question of its own where the one before has got its options, or there is none."""
        if not _NUMBERED.match(line):
            return False
        block = self.block
        return bool(block.options or block.answer) or block.heading is None or _is_section(block.stem)

    def _option(self, text: str, *, right: bool = False, letter: str = "") -> None:
        self.block.explaining = False
        self.block.options.append(Part(text, right=right))
        self.block.letters.append(letter.upper() or chr(ord("A") + len(self.block.options) - 1))

    def _other(self, number: int, line: str) -> None:
        block = self.block
        bare = line.strip()
        if not bare or _BACK_TO_TOP.search(bare):
            return
        block.line = block.line or number
        if (found := _LETTERED.match(line)) and not block.answer and self._is_next(found[1]):
            self._option(self._shown(_paired(found, 2)), letter=found[1])
        elif (found := _ANSWER.match(bare)) and (block.options or found[1].strip()):
            block.answer, block.explaining = self._shown(_paired(found, 1)) or "?", True
        elif block.answer == "?" or (found := _EXPLAINED.match(bare)):
            if block.answer == "?":
                block.answer = self._shown(bare) or "?"
            elif found:
                block.explaining = True
                block.explanation.append(self._shown(_paired(found, 1)))
        elif block.explaining or block.options:
            self._behind(line)
        else:
            block.listed += _LISTED.match(line) is not None
            block.stem.append(self._shown(line))

    def _is_next(self, letter: str) -> bool:
        block = self.block
        return bool(block.stem) and not block.boxes and ord(letter.upper()) == ord("A") + len(block.options)

    def _behind(self, line: str) -> None:
        """What follows the options: more of the last one, or an explanation, to which links bring their addresses."""
        block = self.block
        if link := _ONLY_LINK.match(line):
            block.explanation += [f"{self._shown(link[1])}: {link[2]}"] if link[2].startswith("http") else []
            return
        text = self._shown(line)
        if not text or _SHOW.fullmatch(text):
            block.unfolds = block.unfolds or bool(text)
            return
        if block.unfolds and not block.answer and _is_answer(without_bold(text), block.options):
            block.answer, block.explaining = text, True
            return
        if line.startswith("  ") and not (block.explaining or block.answer or block.explanation) and block.options:
            last = block.options[-1]
            block.options[-1] = replace(last, text=f"{last.text} {text}")
        else:
            block.explanation.append(text.lstrip("> "))

    def _shown(self, text: str) -> str:
        """A line without images, links, tags and signs of Markdown; bold stays for the stem."""
        return shown(text, self.block.images)

    def _end(self) -> Iterator[Found]:
        block, self.block = self.block, _Block()
        own, self.own = self.own, None
        is_loose = own is None and block.numbered and not (block.options or block.answer)
        if is_loose:
            self.loose.append(without_bold(" ".join(block.stem)))
        else:
            self.loose, self.asks = [], not block.numbered and any(line.endswith("?") for line in block.stem)
        if own:
            yield own.found(self.category)
        elif block.options or block.answer:
            yield _item(block, self.category)
        elif block.heading is not None and block.stem:
            self.category = without_bold(block.stem[0])[:80]


def _ends(lines: Sequence[str]) -> dict[str, list[int]]:
    """For either sign, the longest fence that can end a block of code from each line on."""
    longest = {sign: [0] * (len(lines) + 1) for sign in "`~"}
    for place in range(len(lines) - 1, -1, -1):
        for sign, after in longest.items():
            bare = lines[place].strip()
            ends = len(bare) if bare[:3] == sign * 3 and not bare.strip(sign) else 0
            after[place] = max(after[place + 1], ends)
    return longest


def _paired(found: re.Match[str], place: int) -> str:
    """What stands behind a number, a letter, or `Answer:`, without the end of a bold that began before that."""
    before, text = found.string[: found.start(place)], found[place]
    return text.replace("**", "", 1) if before.count("**") % 2 and text.count("**") % 2 else text


def _is_section(stem: Sequence[str]) -> bool:
    """A heading above numbered questions, unless it is a question itself."""
    whole = " ".join(stem).strip()
    return not whole.endswith(("?", ":", ".")) or len(whole.split()) < 4


def _is_answer(text: str, options: Sequence[Part]) -> bool:
    """Whether a line that is unfolded is no explanation, but an option, or its letter."""
    return _LETTERS.fullmatch(text) is not None or any(text.casefold() == one.text.casefold() for one in options)


def _item(block: _Block, category: str) -> Found:
    place = Place(block.line)
    stem = "\n".join(block.stem).strip()
    label = without_bold(stem)
    changes = left_out(block.images)
    explanation = without_bold("\n".join(line for line in block.explanation if line))
    parts = [replace(part, text=without_bold(part.text)) for part in block.options]
    draft = Draft(
        place, Kind.TYPED, stem, explanation=explanation, category=category, changes=changes, markup="none",
    )  # fmt: skip
    if not parts and _has_options(block, label):
        return Refused(place, label, NO_OPTIONS)
    if not parts:
        return replace(draft, parts=[Part(without_bold(block.answer), right=True)])
    if not block.boxes or not any(part.right for part in parts):
        try:
            key = _key(without_bold(block.answer).strip(), block.letters, parts)
        except RefusedError as error:
            return Refused(place, label, str(error))
        parts = [replace(part, right=n in key) for n, part in enumerate(parts)]
    kind = Kind.MULTIPLE if sum(part.right for part in parts) > 1 else Kind.SINGLE
    if kind is Kind.MULTIPLE and not re.search(r"\b(choose|select|pick|which|two|three|all|\d)\b", stem, re.IGNORECASE):
        kind = Kind.SINGLE
    return replace(draft, kind=kind, parts=parts)


NO_OPTIONS = (
    "Its options are not marked as such. Write each one as a line that begins with '- [ ]', or '- [x]' where it is "
    "right, or with its letter and a period, such as 'A.'; if it is to be typed, write its answer in words."
)
_LISTED = re.compile(r"^\s*(?:[-*+]|\(?\d{1,2}[.)]|\(?[A-Ha-h]\))\s+\S")
_BULLET = re.compile(r"^\s*[-*+]\s")
_PLACE = re.compile(r"\(?(\d{1,2}|[A-Ha-h])[.)]?")
_PLACES = re.compile(rf"(?:(?:option|choice|number)\s+)?(?:{_PLACE.pattern}(?:\s*(?:,|;|&|\band\b)\s*|$))+")
_PLACE_AND_TEXT = re.compile(rf"{_PLACE.pattern}(?!\w)\s*(.*)")
_COUNTS = re.compile(r"\b(?:how (?:many|much|often)|number of|count)\b", re.IGNORECASE)


def _has_options(block: _Block, stem: str) -> bool:
    """Whether what seems to be typed is chosen from a list above it: numbered lines, of which it would be the last."""
    answer = without_bold(block.answer).strip()
    if block.loose and not stem.endswith("?"):
        lines = {line.casefold() for line in (*block.loose, stem)}
        behind = _PLACE_AND_TEXT.fullmatch(answer)
        said = {answer.casefold(), behind[2].casefold() if behind else ""}
        return block.asks or _PLACES.fullmatch(answer) is not None or bool(lines & said)
    place = _PLACE.fullmatch(answer)
    if place is None or block.listed < 2:
        return False
    bulleted = all(_BULLET.match(line) for line in block.stem if _LISTED.match(line))
    counts = place[1].isdecimal() and bulleted and _COUNTS.search(stem)
    return 0 <= place_named(place[1]) < block.listed and not counts


def _key(answer: str, letters: Sequence[str], parts: Sequence[Part]) -> set[int]:
    """The places of the options that the answer names, by letters or by their text. Raises `RefusedError`."""
    folded = answer.casefold().rstrip(".")
    whole = {n for n, part in enumerate(parts) if part.text.casefold().rstrip(".") == folded}
    if whole and not _PLACE.fullmatch(answer):
        return {n for n in whole if parts[n].text == answer} or whole
    if lettered := {n for n, part in enumerate(parts) if _is_lettered(answer, letters[n], part.text)}:
        return lettered
    named = _letters(answer)
    places = {n for n, letter in enumerate(letters) if letter in named}
    unknown = sorted(named - set(letters))
    if whole and (not places or places == whole):
        return whole
    if whole:
        either = f"'{answer[:40]}' could be the option with this text, or the one with this letter."
        raise RefusedError(f"{either} Mark the right one with a checkbox: '- [x] …' beside '- [ ] …'.")
    if unknown and len(named) > 1:
        raise RefusedError(f"'{unknown[0]}' in '{answer[:40]}' is not one of its options. {_MEND}")
    if not places:
        raise RefusedError(
            f"'{answer[:40]}' is not one of its options. {_MEND}" if answer else "No option is marked as right."
        )
    return places


_MEND = "Write its letter, or its text."
_GOES_ON = r"(?:and|or|but|only|alone|both|is|are|was|because|as|since|though|it|the|we|you)\b"
"""What stands behind a letter that is one of an option."""

_ARTICLE = re.compile(rf"a (?!{_GOES_ON})[a-z]", re.IGNORECASE)
"""How an answer in words begins, of which the first is no letter of an option."""

_WORD = re.compile(rf"[A-H](?:-|(?:\s*/\s*[A-H])+\s+)(?!{_GOES_ON})\w", re.IGNORECASE)
"""How a term begins, such as B-tree or A/B testing, of which no letter is one of an option."""


def _is_lettered(answer: str, letter: str, text: str) -> bool:
    """Whether an answer is the letter of an option and, behind it, the whole text of the same option."""
    begun = re.match(rf"\(?{re.escape(letter)}\)?(?:[.):–—-]\s*|\s+(?:[:–—-]\s*)?)", answer, re.IGNORECASE)
    return begun is not None and answer[begun.end() :].casefold().rstrip(".") == text.casefold().rstrip(".")


def _letters(answer: str) -> set[str]:
    if _ARTICLE.match(answer) or _WORD.match(answer):
        return set()
    begun = re.match(r"\(?([A-Ha-h])\)?(?=[\s.,;:)&/-]|$)((?:\s*(?:,|and|&|/|;)\s*\(?[A-Ha-h]\)?(?![\w']))*)", answer)
    letters = {letter.upper() for letter in re.findall(r"\b[A-Ha-h]\b", begun[0])} if begun else set()
    return letters or (set(answer) if re.fullmatch(r"[A-H]{2,5}", answer) else set())
