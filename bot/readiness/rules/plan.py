"""From the date of the exam to what to do today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.kernel.questions import Exam

LAST_DAYS = 7
"""In the last week: one mock, misses, and nothing new."""

EACH_MOCK_DAYS = 7
LAST_MOCK_DAYS = 4
"""The last mock lies so many days before the exam: early enough to mend what it shows."""

A_DAY, LEAST_NEW = 20, 5
"""Questions a day in all, and new ones among them however many reviews wait."""

MOST_MISSES = 10


class Phase(StrEnum):
    """Where in the plan somebody is."""

    BUILD = "build"
    LAST_WEEK = "last_week"
    THE_DAY = "the_day"


@dataclass(frozen=True, slots=True)
class Worth:
    """A domain with what an hour of practice in it adds: points of the exam's scored questions on the day."""

    number: int
    title: str
    points: float
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do until an exam and today. `mock_on` is when to sit the next mock, None where no more is to come;
    `mocks_done`: the last of them has been taken.

    Today's portion is `reviews`, `misses` and `new` questions; `done` were answered today. `worth` is in the order of
    what gains most. `others` are the person's other exams that are to come.
    """

    exam: Exam
    exam_on: date
    days_left: int
    phase: Phase
    reviews: int
    misses: int
    new: int
    mock_on: date | None
    mock_today: bool
    done: int
    worth: tuple[Worth, ...]
    mocks_done: bool = False
    others: tuple[tuple[Exam, date], ...] = ()

    @property
    def goal(self) -> int:
        """Today's questions in all."""
        return self.reviews + self.misses + self.new


def make_plan(
    *,
    exam: Exam,
    today: date,
    exam_on: date,
    due: int,
    misses: int,
    mocks_on: Sequence[date],
    done: int,
    worth: Sequence[Worth],
    others: Sequence[tuple[Exam, date]] = (),
) -> Plan | None:
    """The plan as it stands on a day; None where the exam is past.

    `due` reviews and `misses`, other questions that were wrong the last time, are as the day began, so that the portion
    stays the same all day.
    """
    left = (exam_on - today).days
    if left < 0:
        return None
    phase = Phase.THE_DAY if left == 0 else Phase.LAST_WEEK if left <= LAST_DAYS else Phase.BUILD
    mock_on = next_mock(today, exam_on, mocks_on)
    building = phase is Phase.BUILD
    return Plan(
        exam=exam,
        exam_on=exam_on,
        days_left=left,
        phase=phase,
        reviews=0 if phase is Phase.THE_DAY else due,
        misses=min(misses, MOST_MISSES) if phase is Phase.LAST_WEEK else 0,
        new=max(LEAST_NEW, A_DAY - due) if building else 0,
        mock_on=mock_on,
        mock_today=mock_on == today,
        done=done,
        worth=tuple(sorted(worth, key=lambda one: (-one.points, one.number))),
        mocks_done=_sat_last(exam_on, mocks_on),
        others=tuple(others),
    )


def _sat_last(exam_on: date, mocks_on: Sequence[date]) -> bool:
    """Whether there was a mock in the last week."""
    return any(sat >= exam_on - timedelta(days=LAST_DAYS) for sat in mocks_on)


def next_mock(today: date, exam_on: date, mocks_on: Sequence[date]) -> date | None:
    """The day of the next mock: one a week, the last one a few days before the exam, and no other in the last week."""
    if _sat_last(exam_on, mocks_on):
        return None
    week = exam_on - timedelta(days=LAST_DAYS)
    latest = max(mocks_on, default=None)
    coming = max(today, latest + timedelta(days=EACH_MOCK_DAYS)) if latest else today
    if coming < week:
        return coming
    last = max(today, exam_on - timedelta(days=LAST_MOCK_DAYS))
    return last if last < exam_on - timedelta(days=1) else None
