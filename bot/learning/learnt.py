"""What was learnt of questions' difficulties, in memory: one copy for everybody in the process who asks for it."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.learning.tables import learnt_difficulties
from bot.storage import tables
from bot.storage.lane import lane
from bot.study.difficulty import Difficulty

THROUGH = "difficulties_learnt_through"
"""The fact in `meta` that says how far has been learnt; it moves whenever anything is learnt."""

PAGE = 1_000
"""Rows taken at once: some milliseconds of the event loop."""


class Learnt:
    """The table as it is, read again only where somebody else has learnt since."""

    def __init__(self, reading: AsyncEngine) -> None:
        self._reading = reading
        self._known: dict[str, Difficulty] = {}
        self._through: str | None = None
        self._one = asyncio.Lock()

    async def all(self) -> Mapping[str, Difficulty]:
        """Difficulties by question. It is one object for everybody and follows what is learnt: look up, no more."""
        async with self._one:
            through = await self._said()
            if through != self._through:
                await self._read()
                self._through = through
        return self._known

    def moved(self, some: Mapping[str, Difficulty], after: datetime | None, until: datetime) -> None:
        """These were learnt here from what closed between the two, and are on disk."""
        if self._through == (after.isoformat() if after else None):
            self._known.update(some)
            self._through = until.isoformat()

    async def _said(self) -> str | None:
        query = select(tables.meta.c.value).where(tables.meta.c.name == THROUGH)
        async with self._reading.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def _read(self) -> None:
        there = set[str]()
        async with lane(), self._reading.connect() as connection:
            rows = await connection.stream(select(learnt_difficulties))
            async for page in rows.partitions(PAGE):
                self._known.update({row.question_id: Difficulty(row.difficulty, row.attempts) for row in page})
                there.update(row.question_id for row in page)
                await asyncio.sleep(0)
        for name in self._known.keys() - there:
            del self._known[name]
