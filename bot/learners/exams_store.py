"""What people told of themselves."""

import asyncio
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.learners import tables as learner_tables
from bot.storage.changes import Put
from bot.storage.writer import Writer


class SqlLearners:
    """One row a person."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def exam_at(self, player_id: int) -> datetime | None:
        """When they sit their exam, None where they did not say."""
        column = learner_tables.learners.c
        query = select(column.exam_at).where(column.player_id == player_id)
        async with self._reading.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    def set_exam(self, player_id: int, exam_at: datetime | None) -> asyncio.Future[None]:
        """Note it, or with None that there is none; done when committed."""
        theirs = learner_tables.learners.c.player_id == player_id
        if exam_at is None:
            return self._writer.queue(("learner", player_id), [], learner_tables.learners.delete().where(theirs))
        row = {"player_id": player_id, "exam_at": exam_at}
        return self._writer.queue(("learner", player_id), [Put(learner_tables.learners, row)])
