"""When people sit their exams, as rows."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.ports import Zones
from bot.kernel.questions import Exam
from bot.learners.days import ExamDays
from bot.learners.tables import learners
from bot.reminders.api import tables as reminder_tables
from bot.storage.changes import Put
from bot.storage.writer import Writer


class SqlExamDays:
    """A row for each exam of a person. They live in the zone of their reminder; without one nobody knows where."""

    def __init__(self, writer: Writer, reading: AsyncEngine, zones: Zones) -> None:
        self._writer = writer
        self._reading = reading
        self._zones = zones

    async def of(self, player_id: int) -> ExamDays:
        """When they sit their exams."""
        served = learners.c.exam.in_([exam.value for exam in Exam])  # one of another version of Recall stays and rests
        theirs = learners.c.player_id == player_id, learners.c.exam_at.is_not(None), served
        zones = reminder_tables.reminders.c
        async with self._reading.connect() as connection:
            rows = await connection.execute(select(learners).where(*theirs))
            on = {Exam(row.exam): row.exam_at.date() for row in rows}
            query = select(zones.zone).where(zones.player_id == player_id)
            name = (await connection.execute(query)).scalar_one_or_none()
        return ExamDays(on, (self._zones.find(name) if name else None) or UTC)

    def put(self, player_id: int, days: Mapping[Exam, date | None]) -> asyncio.Future[None]:
        """Note these, or with None that there is none; the others stay. Done when committed."""
        rows = [Put(learners, _row(player_id, exam, day)) for exam, day in days.items() if day is not None]
        gone = [exam.value for exam, day in days.items() if day is None]
        theirs = learners.c.player_id == player_id, learners.c.exam.in_(gone)
        drop = [learners.delete().where(*theirs)] if gone else []
        return self._writer.queue(("learner", player_id), rows, *drop)


def _row(player_id: int, exam: Exam, day: date) -> dict[str, object]:
    return {"player_id": player_id, "exam": exam.value, "exam_at": datetime.combine(day, time(), UTC)}
