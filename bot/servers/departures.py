"""Forgetting a server that has removed the bot.

What is the server's is deleted: its boards, names, settings, dailies, reports, the course and the messages of its
games. What people answered there is their own learning and stays with them, in games that name no server any more.
Each table declares which of the two it is (`belonging.py`).
"""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Delete, Update, select, union
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.servers.tables import departures
from bot.storage import tables
from bot.storage.belonging import Forget, belonging_of
from bot.storage.changes import Put
from bot.storage.every_table import metadata
from bot.storage.share import of_our_servers, share_of
from bot.storage.tables import absences, games
from bot.storage.writer import Writer

NOWHERE = 0
"""The server and channel of a game whose server is forgotten; of practice in direct messages, too."""


class SqlDepartures:
    """Notes departures and erases through the writer, so that each happens in its turn."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def known(self) -> set[int]:
        """Every server of which something is stored. What one does alone makes none known: it needs no bot there."""
        parts = [
            select(table.c.guild_id)
            for table in metadata.sorted_tables
            if "guild_id" in table.c and table not in (games, departures, absences)
        ]
        played = select(games.c.guild_id).where(games.c.kind.not_in(tables.ALONE))
        async with self._reading.connect() as connection:
            rows = await connection.execute(union(played, *parts))
            return {row.guild_id for row in rows if share_of(self._reading).has(row.guild_id)} - {NOWHERE}

    async def departed(self) -> dict[int, datetime]:
        """Servers that the bot is in no more, and since when that is known."""
        query = of_our_servers(select(departures), self._reading, departures.c.guild_id)
        async with self._reading.connect() as connection:
            return {row.guild_id: row.noticed_at for row in await connection.execute(query)}

    def note(self, guild_ids: Iterable[int], at: datetime) -> asyncio.Future[None]:
        """Note that the bot is in these no more; done when committed."""
        rows = [Put(departures, {"guild_id": guild_id, "noticed_at": at}) for guild_id in guild_ids]
        return self._writer.queue("departures", rows)

    def cancel(self, guild_ids: Iterable[int]) -> asyncio.Future[None]:
        """The bot is in these again."""
        return self._writer.queue("departures", [], departures.delete().where(departures.c.guild_id.in_(guild_ids)))

    def erase(self, guild_id: int, at: datetime) -> asyncio.Future[None]:
        """Erase everything that is a server's, end what runs there; done when committed."""
        return self._writer.queue(("departure", guild_id), [], *_statements(guild_id, at))

    async def games(self, guild_id: int) -> list[int]:
        """The games that are a server's."""
        async with self._reading.connect() as connection:
            rows = await connection.execute(select(games.c.id).where(games.c.guild_id == guild_id))
            return [row.id for row in rows]


def _statements(guild_id: int, at: datetime) -> Iterator[Update | Delete]:
    """Children first: what hangs on a game by its id goes before the game forgets whose it was."""
    theirs = select(games.c.id).where(games.c.guild_id == guild_id)
    for table in reversed(metadata.sorted_tables):
        if belonging_of(table).server is Forget.KEEP:
            continue
        if "game_id" in table.c:
            yield table.delete().where(table.c.game_id.in_(theirs))
        if "guild_id" in table.c:
            yield table.delete().where(table.c.guild_id == guild_id)
    shared = games.c.kind.not_in(tables.ALONE)
    running = games.c.ended_at.is_(None)
    yield games.update().where(games.c.guild_id == guild_id, shared, running).values(ended_at=at)
    yield games.update().where(games.c.guild_id == guild_id).values(guild_id=NOWHERE, channel_id=NOWHERE)
