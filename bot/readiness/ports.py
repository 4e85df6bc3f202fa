"""What the forecast and the plan need from outside."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.exams.api import Result
from bot.kernel.questions import Exam
from bot.learners.api import ExamDays
from bot.readiness.rules.reliability import Outcome


@dataclass(frozen=True, slots=True)
class Told:
    """A forecast that somebody was shown."""

    exam_on: date
    at: datetime
    chance: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Sat:
    """An exam of somebody's that is past; `passed` None where they have not said how it went.

    `dated`: whether the day is one that they named; else it is the day on which they told of the exam, at `told_at`.
    """

    exam: Exam
    on: date
    passed: bool | None = None
    dated: bool = True
    told_at: datetime | None = None


class ReadinessStore(Protocol):
    """Forecasts and results."""

    def keep(self, player_id: int, exam: Exam, told: Told) -> Awaitable[None]:
        """Queue the forecast that they are shown, in place of the last; done when committed. Raises `StorageError`."""

    async def told(self, player_id: int, exam: Exam) -> Told | None:
        """The last forecast that they were shown."""

    def put_result(
        self, player_id: int, exam: Exam, exam_on: date, at: datetime, chance: float | None, *, passed: bool
    ) -> Awaitable[None]:
        """Queue what they told of an exam, in place of what they told of it before. Raises `StorageError`."""

    def drop_results(self, player_id: int, exam: Exam) -> Awaitable[None]:
        """Queue the removal of all that they told of an exam. Raises `StorageError`."""

    async def results(self, player_id: int) -> list[Sat]:
        """What they told of their exams, the earliest first."""

    async def outcomes(self) -> list[Outcome]:
        """The chances told, each with whether they passed, of all who said, in the order in which they said it."""


class Mocks(Protocol):
    """Mock exams that are over."""

    async def results(self, player_id: int, exam: Exam | None = None) -> Sequence[Result]:
        """What somebody's mocks came to, the newest first."""


class Dates(Protocol):
    """When people sit their exams."""

    async def of(self, player_id: int) -> ExamDays:
        """The days that they set."""
