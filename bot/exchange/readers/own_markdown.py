"""An item of our own Markdown: a comment with its facts, reasons below its options, and lines for what is typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.exchange.carrying import facts_in, source_in, unsealed
from bot.exchange.draft import Couple, Draft, Found, Part, Place, Refused
from bot.exchange.inline import unmarked
from bot.kernel.questions import Kind

_ABOUT = re.compile(r"^<!--\s*recall:\s*(.*?)\s*-->$")
_SAID = re.compile(r"^(Answer|Wrong|Unit|Worked out|Source):\s*(.*)$")
_OPTION = re.compile(r"^\s*[-*+]\s+\[([ xX✓✔])\]\s*(.*)$")
_REASON = re.compile(r"^\s{2,}[-*+]\s+(.*)$")
_PAIR = re.compile(r"^\s*[-*+]\s+(.*?)\s+→\s+(.*)$")
_STEP = re.compile(r"^\s*\d{1,2}[.)]\s+(.*)$")
_SOURCE = re.compile(r"^(.*), <?(https?://[^\s<>]+)>? (\(\d{4}-\d\d-\d\d\))$")


def about(line: str) -> dict[str, str] | None:
    """What the comment below a heading says of an item; None where it is none of ours."""
    found = _ABOUT.match(line.strip())
    return dict(part.split("=", 1) for part in found[1].split("; ") if "=" in part) if found else None


@dataclass(slots=True)
class OwnItem:
    """What is gathered of one item. `heading` is its first line, as it stands behind the signs of a heading."""

    line: int
    heading: str
    about: dict[str, str]
    stem: list[str] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    options: list[Part] = field(default_factory=list)
    steps: list[Part] = field(default_factory=list)
    couples: list[Couple] = field(default_factory=list)
    explanation: list[str] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)

    def take(self, number: int, line: str) -> None:
        """One line below the comment."""
        bare = line.strip()
        kind = self.about.get("kind")
        if found := _SAID.match(bare):
            self.said.append((found[1], found[2]))
        elif found := _OPTION.match(line):
            self.options.append(Part(unmarked(found[2]), right=found[1] != " "))
        elif (found := _REASON.match(line)) and (self.options or self.steps or self.couples):
            self._reason(unmarked(found[1]))
        elif kind == Kind.MATCHING and (found := _PAIR.match(line)):
            self.couples.append(Couple(unmarked(found[1]), unmarked(found[2])))
        elif kind == Kind.ORDERING and (found := _STEP.match(line)):
            self.steps.append(Part(unmarked(found[1])))
        elif bare == ">" or bare.startswith("> "):
            self.explanation.append(unmarked(bare[1:]))
        elif bare:
            self._text(number, bare)

    def code(self, number: int, line: str) -> None:
        """One line of a code block, which somebody wrote into the file."""
        if self._asks():
            self.stem.append(line)
        elif line.strip():
            self.left.append((number, line.strip()))

    def _asks(self) -> bool:
        return not (self.options or self.said or self.steps or self.couples or self.explanation)

    def _text(self, number: int, bare: str) -> None:
        if self._asks():
            self.stem.append("" if bare == "\\" else unmarked(bare, bold=True))
        else:
            self.left.append((number, bare))

    def _reason(self, why: str) -> None:
        if self.couples:
            self.couples[-1] = replace(self.couples[-1], why=why)
        elif self.steps:
            self.steps[-1] = replace(self.steps[-1], why=why)
        else:
            self.options[-1] = replace(self.options[-1], why=why)

    def found(self, category: str) -> Found:
        """The item, whole."""
        place, about = Place(self.line), self.about
        stem = "\n".join([unmarked(self.heading, bold=True), *self.stem]).strip()
        try:
            kind = Kind(about.get("kind", ""))
        except ValueError:
            return Refused(place, stem, f"'{about.get('kind', '')[:30]}' is not a kind of question.")
        facts, tags = facts_in(unsealed(tag) for tag in about.get("tags", "").split(", ") if tag)
        said = dict(self.said)
        lines, source = self.explanation, None
        if "Source" in said:
            shown = _source_line(said["Source"])
            rest, source = source_in(shown)
            lines = [*lines, rest]
        draft = Draft(
            place, kind, stem, explanation="\n".join(lines).strip(), source=source, name=about.get("id", ""), tags=tags,
            category=unsealed(about.get("section", "")) or category, unit=unmarked(said.get("Unit", "")), markup="none",
            worked=unmarked(said.get("Worked out", "")), facts=facts, changes=left_behind(self.left),
        )  # fmt: skip
        return self._body(draft)

    def _body(self, draft: Draft) -> Found:
        answers = [unmarked(text) for name, text in self.said if name == "Answer"]
        near = [_wrong(text) for name, text in self.said if name == "Wrong"]
        match draft.kind:
            case Kind.ORDERING:
                return replace(draft, parts=self.steps)
            case Kind.MATCHING:
                return replace(draft, couples=self.couples, parts=near)
            case Kind.TYPED:
                return replace(draft, parts=[*(Part(text, right=True) for text in answers), *near])
            case Kind.NUMERIC:
                return _numeric(draft, answers[0] if answers else "", near)
        return replace(draft, parts=self.options)


def _source_line(text: str) -> str:
    """The line, its address as it stands."""
    if found := _SOURCE.match(text):
        return f"Source: {unmarked(found[1])}, {found[2]} {found[3]}"
    return f"Source: {unmarked(text)}"


def left_behind(lines: Sequence[tuple[int, str]]) -> list[str]:
    """The sentence about lines below the options, by their numbers, of which nobody can tell what they are."""
    if not lines:
        return []
    number, text = lines[0]
    what = f"Line {number} is" if len(lines) == 1 else f"{len(lines)} lines from line {number} on are"
    return [f"{what} left out: '{text[:40]}' is neither an option nor marked as an explanation ('> …')."]


def _numeric(draft: Draft, answer: str, near: list[Part]) -> Found:
    found = re.match(r"(\S+)(?: ± (\S+))?$", answer)
    try:
        value, tolerance = (float(found[1]), float(found[2] or 0)) if found else (None, 0.0)
    except ValueError:
        value, tolerance = None, 0.0
    if value is None:
        why = (
            f"Its answer '{answer[:30]}' is not a number: write 'Answer: 1000' or 'Answer: 2.5 ± 0.1', the unit apart."
        )
        return Refused(draft.place, draft.stem, why)
    return replace(draft, value=value, tolerance=tolerance, parts=near)


def _wrong(text: str) -> Part:
    wrong, _, why = text.partition(" — ")
    return Part(unmarked(wrong), unmarked(why))
