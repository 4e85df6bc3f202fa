"""Forecasts and results as rows."""

import asyncio
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.questions import Exam
from bot.readiness.ports import Sat, Told
from bot.readiness.rules.reliability import Outcome
from bot.readiness.tables import exam_results, forecasts
from bot.storage.changes import Put
from bot.storage.writer import Writer


async def outcomes(reading: AsyncEngine) -> list[Outcome]:
    """The chances told, each with whether they passed, of all who said, in the order in which they said it."""
    columns = exam_results.c
    query = select(columns.player_id, columns.chance, columns.passed).where(columns.chance.is_not(None))
    async with reading.connect() as connection:
        rows = await connection.execute(query.order_by(columns.told_at, columns.exam_at))
        return [Outcome(row.player_id, row.chance, bool(row.passed)) for row in rows]


class SqlReadiness:
    """A row for the last forecast of a person and exam, and one for each exam that they told of."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    def keep(self, player_id: int, exam: Exam, told: Told) -> asyncio.Future[None]:
        """Queue the forecast that they are shown, in place of the last."""
        row = {
            "player_id": player_id,
            "exam": exam.value,
            "exam_at": _midnight(told.exam_on),
            "at": told.at,
            "chance": told.chance,
            "low": told.low,
            "high": told.high,
        }
        return self._writer.queue(_scope(player_id), [Put(forecasts, row)])

    async def told(self, player_id: int, exam: Exam) -> Told | None:
        """The last forecast that they were shown."""
        theirs = (forecasts.c.player_id == player_id) & (forecasts.c.exam == exam.value)
        async with self._reading.connect() as connection:
            row = (await connection.execute(select(forecasts).where(theirs))).one_or_none()
        return Told(row.exam_at.date(), row.at, row.chance, row.low, row.high) if row else None

    def put_result(
        self, player_id: int, exam: Exam, exam_on: date, at: datetime, chance: float | None, *, passed: bool
    ) -> asyncio.Future[None]:
        """Queue what they told of an exam, in place of what they told of it before."""
        row = {
            "player_id": player_id,
            "exam": exam.value,
            "exam_at": _midnight(exam_on),
            "passed": int(passed),
            "told_at": at,
            "chance": chance,
        }
        return self._writer.queue(_scope(player_id), [Put(exam_results, row)])

    def drop_results(self, player_id: int, exam: Exam) -> asyncio.Future[None]:
        """Queue the removal of all that they told of an exam."""
        theirs = (exam_results.c.player_id == player_id) & (exam_results.c.exam == exam.value)
        return self._writer.queue(_scope(player_id), [], exam_results.delete().where(theirs))

    async def results(self, player_id: int) -> list[Sat]:
        """What they told of their exams, the earliest first."""
        theirs = select(exam_results).where(exam_results.c.player_id == player_id).order_by(exam_results.c.exam_at)
        async with self._reading.connect() as connection:
            rows = await connection.execute(theirs)
        return [Sat(Exam(row.exam), row.exam_at.date(), bool(row.passed), told_at=row.told_at) for row in rows]

    async def outcomes(self) -> list[Outcome]:
        """The chances told, each with whether they passed, of all who said, in the order in which they said it."""
        return await outcomes(self._reading)


def _midnight(day: date) -> datetime:
    """How a day of the calendar is kept: by where it begins in UTC, wherever somebody lives."""
    return datetime.combine(day, time(), UTC)


def _scope(player_id: int) -> tuple[str, int]:
    return "readiness", player_id
