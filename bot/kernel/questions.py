"""What a question is: the kinds that the exams use, each with exactly what it needs."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

MARK = "**"
"""Stands before and behind what decides in a stem."""


class Kind(StrEnum):
    """The question kinds; the first three share the body `Choice`."""

    SINGLE = "single"
    TRUE_FALSE = "true_false"
    MULTIPLE = "multiple"
    ORDERING = "ordering"
    MATCHING = "matching"
    NUMERIC = "numeric"
    TYPED = "typed"


class Exam(StrEnum):
    """The exams that an item can serve, by AWS's codes."""

    AIF_C01 = "AIF-C01"
    MLA_C02 = "MLA-C02"


class Angle(StrEnum):
    """What a player has to do with the concept."""

    RECALL = "recall"
    CHOOSE = "choose"
    CONTRAST = "contrast"
    DIAGNOSE = "diagnose"
    COMPUTE = "compute"


class Stage(StrEnum):
    """How far an item is: a `DRAFT` is asked nowhere, one on trial (`PRETEST`) only where it does not count."""

    DRAFT = "draft"
    PRETEST = "pretest"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice, with its rationale: what it is for, and why (not) here.

    `contrast`: how to tell its concept from the key's, where the two are often mixed up; else empty.
    """

    text: str
    why: str
    right: bool = False
    concept: str | None = None
    contrast: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Single choice, true/false or multiple response, told apart by the question's kind."""

    options: tuple[Option, ...]

    @property
    def key(self) -> tuple[int, ...]:
        """Indices of the right options, ascending."""
        return tuple(i for i, option in enumerate(self.options) if option.right)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an ordering."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Ordering:
    """Steps in their right order; they are shown shuffled."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A prompt and the response that belongs to it."""

    prompt: str
    match: str
    why: str


@dataclass(frozen=True, slots=True)
class Extra:
    """Something that is not the answer, and why: a spare response, a near miss, a usual mistake."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Matching:
    """Prompts to match; `extra` responses fit no prompt."""

    pairs: tuple[Pair, ...]
    extra: tuple[Extra, ...] = ()

    @property
    def responses(self) -> tuple[str, ...]:
        """All responses: each pair's own first, in the pairs' order, then the spare ones."""
        return (*(pair.match for pair in self.pairs), *(extra.text for extra in self.extra))


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number, right within `tolerance` either way; `mistakes` holds the values of usual errors."""

    value: float
    tolerance: float
    unit: str
    worked: str
    mistakes: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """A short text: `answers` are its spellings, the canonical one first; `near` are wrong ones people give.

    `exact`: no slip is forgiven. `rivals` are other terms of the packs that look like one of the answers.
    """

    answers: tuple[str, ...]
    near: tuple[Extra, ...] = ()
    exact: bool = False
    rivals: tuple[str, ...] = ()


Body = Choice | Ordering | Matching | Numeric | Typed


@dataclass(frozen=True, slots=True)
class Source:
    """Where the facts stand, and when they stood there."""

    title: str
    url: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Status:
    """A service that an item names and that is not simply current: `state` is renamed, closed or retired."""

    service: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Question:
    """One item of a pack.

    `exams` maps an exam to the domain (1 to 5) that the item serves there; empty means background. `tasks` maps it
    to the task statement of its guide, such as `1.2`, where the item names one. `difficulty` runs from 1 (recall) to
    5 (trade-off); `expected` is the share of prepared candidates that its author expects to be right. In `stem`,
    `**…**` marks what decides: see `asking` and `clues`. `apart` names items that must not meet this one in a game.
    `scenario`: written as the associate exam writes. `image` is a drawn picture (PNG), as a recipe that the renderer
    understands, or None. `source` is None, and reasons are empty, where an author of a server's own gave none. `tags`
    are words of its author's own.
    """

    id: str
    version: int
    kind: Kind
    topic: str
    concept: str
    angle: Angle
    difficulty: int
    stem: str
    body: Body
    explanation: str
    source: Source | None
    exams: dict[Exam, int] = field(default_factory=dict)
    status: tuple[Status, ...] = ()
    twin: str | None = None
    image: str | None = None
    tasks: dict[Exam, str] = field(default_factory=dict)
    expected: float | None = None
    apart: tuple[str, ...] = ()
    scenario: bool = False
    stage: Stage = Stage.LIVE
    tags: tuple[str, ...] = ()

    @property
    def asking(self) -> str:
        """The stem as it is asked: without the marks of what decides."""
        return self.stem.replace(MARK, "")

    @property
    def clues(self) -> tuple[str, ...]:
        """The words of the stem that decide, in their order."""
        return tuple(" ".join(part.split()) for part in self.stem.split(MARK)[1::2])

    @property
    def choose(self) -> int:
        """How many options are to be chosen; 0 where the kind has no options."""
        return len(self.body.key) if isinstance(self.body, Choice) else 0

    @property
    def guess_floor(self) -> float:
        """Chance of being right by guessing: one over the number of options, 0 where nothing is offered."""
        if self.kind in (Kind.SINGLE, Kind.TRUE_FALSE) and isinstance(self.body, Choice):
            return 1 / len(self.body.options)
        return 0.0
