"""Who plays, what they were asked, and what they answered: the same in every game."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.kernel.grading import Answer
from bot.kernel.questions import Question


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody in the round; who left keeps the answers given so far (`active` False)."""

    id: int
    name: str
    joined_at: datetime
    active: bool = True


@dataclass(frozen=True, slots=True)
class Locked:
    """One player's answer to one question, as it counts. `elapsed_ms` runs from the question's appearance."""

    answer: Answer
    correct: bool
    credit: float
    points: int
    elapsed_ms: int
    at: datetime
    unsure: bool = False


Stops = tuple[tuple[datetime, datetime], ...]
"""From when to when a clock stood still, the earliest first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of this round and what became of it; `seed` fixes the order in which its options are shown.

    `stops` are in no row: what was pressed before them is replayed to the process alone that saw them.
    """

    question: Question
    seed: int
    opened_at: datetime | None = None
    deadline: datetime | None = None
    closed_at: datetime | None = None
    skipped: bool = False
    answers: Mapping[int, Locked] = field(default_factory=dict)
    stops: Stops = field(default=(), compare=False)

    @property
    def left_out(self) -> bool:
        """Whether it could not be shown, so that it counts for nobody."""
        return self.skipped and self.opened_at is None
