"""Learnt difficulties as rows, and how far the answers have been learnt from."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.learning.learnt import THROUGH
from bot.learning.tables import learnt_difficulties
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.writer import Writer
from bot.study.difficulty import Difficulty


class SqlDifficulties:
    """One row a question, and one fact in `meta`."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def learnt_through(self) -> datetime | None:
        """Questions closed up to then have been learnt from, None before the first time."""
        query = select(tables.meta.c.value).where(tables.meta.c.name == THROUGH)
        async with self._reading.connect() as connection:
            value = (await connection.execute(query)).scalar_one_or_none()
        return None if value is None else datetime.fromisoformat(value)

    async def closed_between(self, after: datetime | None, until: datetime) -> Mapping[int, set[tuple[int, int]]]:
        """Player → (game, place) of their answers in questions that closed after the one and not after the other."""
        asked, answers = tables.asked.c, tables.answers.c
        query = (
            select(answers.player_id, answers.game_id, answers.position)
            .join(tables.asked, (asked.game_id == answers.game_id) & (asked.position == answers.position))
            .where(asked.closed_at <= until)
        )
        if after is not None:
            query = query.where(asked.closed_at > after)
        found: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
        async with self._reading.connect() as connection:
            for row in await connection.execute(query):
                found[row.player_id].add((row.game_id, row.position))
        return found

    def save(self, learnt: Mapping[str, Difficulty], through: datetime) -> asyncio.Future[None]:
        """Queue what is learnt and how far, together; done when committed."""
        rows = [
            Put(learnt_difficulties, {"question_id": name, "difficulty": one.value, "attempts": one.attempts})
            for name, one in learnt.items()
        ]
        return self._writer.queue(THROUGH, [*rows, Put(tables.meta, {"name": THROUGH, "value": through.isoformat()})])
