"""Attempts as rows."""

import asyncio
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.essays.rules import Attempt, Mark
from bot.essays.tables import essay_attempts
from bot.storage.changes import Put
from bot.storage.writer import Writer


class SqlEssays:
    """A row for each attempt."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def of(self, player_id: int) -> list[Attempt]:
        """All attempts of somebody, oldest first."""
        query = select(essay_attempts).where(essay_attempts.c.player_id == player_id).order_by(essay_attempts.c.id)
        async with self._reading.connect() as connection:
            return [_attempt(row) for row in await connection.execute(query)]

    def put(self, attempt: Attempt) -> asyncio.Future[None]:
        """Queue the row."""
        row = {
            "id": attempt.id,
            "player_id": attempt.player_id,
            "essay": attempt.essay,
            "text": attempt.text,
            "marks": "".join(attempt.marks),
            "at": attempt.at,
            "done_at": attempt.done_at,
        }
        return self._writer.queue(("essay", attempt.player_id), [Put(essay_attempts, row)])


def _attempt(row: Row[Any]) -> Attempt:
    return Attempt(
        row.id, row.player_id, row.essay, row.text, row.at, tuple(Mark(letter) for letter in row.marks), row.done_at
    )
