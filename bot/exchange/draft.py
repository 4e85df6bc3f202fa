"""What a reader finds, whatever the format: an item as its author wrote it, not yet held against what a game needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.kernel.questions import Kind, Question, Source

Markup = Literal["html", "guessed", "none"]
"""Texts are HTML; or HTML only where they look like it; or are to be taken as they stand."""


def one_line(text: str) -> str:
    """Text of others as one printable line."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


class Lost(str):
    """A sentence about a change by which some of what was written is gone, and not only written otherwise."""

    __slots__ = ()


class RefusedError(ValueError):
    """An item that cannot come in; the message says why."""


class UnreadableError(ValueError):
    """A file of which nothing can be taken; the message says why, on one line, for whoever brought it."""

    def __init__(self, why: str) -> None:
        super().__init__(one_line(why))


class UnknownKindError(UnreadableError):
    """A file that does not tell what kind of file it is; whoever brought it may say so."""


class UnclearError(UnreadableError):
    """A table whose columns nobody can tell apart; whoever brought it may say what they are. `first`: its first row."""

    def __init__(self, why: str, first: Sequence[str]) -> None:
        super().__init__(why)
        self.first = tuple(first)

    def __reduce__(self) -> tuple[type["UnclearError"], tuple[str, tuple[str, ...]]]:
        """What another process makes it of."""
        return UnclearError, (str(self), self.first)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands in its file: by line, by cell, or by the name of the part of an archive."""

    line: int | None = None
    cell: str | None = None
    part: str | None = None

    def __str__(self) -> str:
        where = self.cell or (f"line {self.line}" if self.line else "")
        return ", ".join(one for one in (self.part, where) if one)


@dataclass(frozen=True, slots=True)
class Part:
    """An option, a step, a spelling, a wrong answer: its text, the reason beside it, and whether it is right."""

    text: str
    why: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Couple:
    """A prompt with its response."""

    prompt: str
    match: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One item as it was found.

    `parts` are the options, the steps in their order, or the spellings (`right`) and near misses of what is typed, or
    the usual mistakes of what is worked out. `changes` are sentences about what the reader had to alter or leave out.
    `markup`: whether its texts are HTML. `facts` are what our own formats alone say (`difficulty`, `exams`).
    """

    place: Place
    kind: Kind
    stem: str
    parts: Sequence[Part] = ()
    couples: Sequence[Couple] = ()
    value: float = 0.0
    tolerance: float = 0.0
    unit: str = ""
    worked: str = ""
    explanation: str = ""
    source: Source | None = None
    name: str = ""
    category: str = ""
    tags: Sequence[str] = ()
    changes: Sequence[str] = ()
    markup: Markup = "guessed"
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that is no item of any kind that Recall plays, with why not and where it stands."""

    place: Place
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A question that was in order as it stood: our own format."""

    place: Place
    question: Question
    subtopic: str = ""


Found = Draft | Refused | Ready


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. `notes` are about the whole file. `topic` and `title` are what it says of itself."""

    found: Iterable[Found]
    notes: Sequence[str] = ()
    title: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What whoever brings a file says about it. `columns` names a table's columns from the left.

    `header`: whether the table's first row names them as well; None where that is to be seen.
    """

    name: str = ""
    columns: tuple[str, ...] = ()
    header: bool | None = None
