"""When somebody sits their exams, by their own calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.kernel.questions import Exam, Question


@dataclass(frozen=True, slots=True)
class ExamDays:
    """The day of each exam for which they set one. Days begin and end where they live, as far as `zone` is known."""

    on: Mapping[Exam, date] = field(default_factory=dict)
    zone: tzinfo = UTC

    def today(self, at: datetime) -> date:
        """Which day an instant belongs to, for them."""
        return at.astimezone(self.zone).date()

    def bounds(self, at: datetime) -> tuple[datetime, datetime]:
        """When the day that an instant belongs to begins, and when it is over, for them."""
        today = self.today(at)
        return self._midnight(today), self._midnight(today + timedelta(days=1))

    def coming(self, at: datetime) -> list[tuple[Exam, date]]:
        """The exams that are still to come, today's included, the soonest first."""
        today = self.today(at)
        found = [(exam, day) for exam, day in self.on.items() if day >= today]
        return sorted(found, key=lambda one: (one[1], one[0]))

    def begins(self, exam: Exam) -> datetime | None:
        """When the day of an exam begins."""
        day = self.on.get(exam)
        return None if day is None else self._midnight(day)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def deadlines(self, at: datetime) -> dict[Exam, datetime]:
        """When the days of the exams begin that are still to come."""
        found = {exam: self.begins(exam) for exam, _ in self.coming(at)}
        return {exam: begins for exam, begins in found.items() if begins is not None}


def known_by(question: Question, deadlines: Mapping[Exam, datetime]) -> datetime | None:
    """By when a question is to be known: before the soonest exam that asks it.

    One that serves no exam is practiced all the same, and is to be known before the soonest of all.
    """
    asks = [deadlines[exam] for exam in question.exams if exam in deadlines] if question.exams else deadlines.values()
    return min(asks, default=None)
