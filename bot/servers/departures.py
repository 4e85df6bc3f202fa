"""Forgetting a server that has removed the bot.

What is the server's is deleted: its boards, names, settings, dailies, reports, the course and the messages of its
games. What people answered there is their own learning and stays with them, in games that name no server any more.
Each table declares which of the two it is (`belonging.py`). It is done in steps: nobody waits long for the writer.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, Table, Update, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.dml import ReturningDelete

from bot.kernel.chunks import in_parts
from bot.kernel.sources import own_id
from bot.servers.retention import BEGUN
from bot.servers.rules import Away
from bot.servers.tables import departures
from bot.storage import tables
from bot.storage.belonging import Forget, belonging_of
from bot.storage.changes import Put
from bot.storage.every_table import metadata
from bot.storage.lane import lane
from bot.storage.share import NOWHERE, of_our_servers, servers_of, share_of
from bot.storage.tables import absences, games
from bot.storage.writer import Writer

GAMES_AT_ONCE = 100
ROWS_AT_ONCE = 500
"""So much is forgotten in one step, and what others are doing is written between two."""


class SqlDepartures:
    """Notes departures and erases through the writer, so that each happens in its turn."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def known(self) -> set[int]:
        """Every server of which something is stored. What one does alone makes none known: it needs no bot there."""
        found = set[int]()
        for servers in KNOWN:
            async with lane(), self._reading.connect() as connection:
                found.update(row.guild_id for row in await connection.execute(servers))
        return {guild_id for guild_id in found if share_of(self._reading).has(guild_id)}

    async def departed(self) -> dict[int, Away]:
        """Servers that the bot is in no more, and since when that is known."""
        query = of_our_servers(select(departures), self._reading, departures.c.guild_id)
        async with self._reading.connect() as connection:
            return {row.guild_id: Away(row.noticed_at, row.seen_at) for row in await connection.execute(query)}

    def note(self, away: Mapping[int, Away]) -> asyncio.Future[None]:
        """Note that the bot is in these no more; done when committed."""
        return self._writer.queue("departures", [_row(guild_id, one) for guild_id, one in away.items()])

    def cancel(self, guild_ids: Iterable[int]) -> asyncio.Future[None]:
        """The bot is in these again."""
        back = [departures.delete().where(departures.c.guild_id.in_(some)) for some in in_parts(guild_ids)]
        return self._writer.queue("departures", [], *back)

    async def erase(self, guild_id: int, at: datetime, gone: Callable[[Sequence[int]], None]) -> None:
        """Erase everything that is a server's, end what runs there; done when committed.

        It is marked as `BEGUN` first, and that mark goes last: whoever stops on the way goes on from there. `gone` is
        told the games of each step. Raises `StorageError`.
        """
        scope = "departure", guild_id
        await self._writer.queue(scope, [_row(guild_id, Away(BEGUN, at))])
        while theirs := await self._games(guild_id):
            await self._writer.queue(scope, [], *_games_forgotten(theirs, at))
            gone(theirs)
        for table, theirs_alone in _of_server(guild_id):
            while await self._writer.execute(scope, _some_erased(table, theirs_alone)):
                pass
        await self.cancel([guild_id])

    async def _games(self, guild_id: int) -> list[int]:
        """Some of the games that are a server's."""
        query = select(games.c.id).where(games.c.guild_id == guild_id).order_by(games.c.created_at).limit(GAMES_AT_ONCE)
        async with self._reading.connect() as connection:
            return [row.id for row in await connection.execute(query)]


def _servers_of(table: Table) -> Select[tuple[int]]:
    """The servers that a table has rows of; of the games those that are nobody's alone."""
    found = servers_of(table)
    if table is not games:
        return found
    [servers] = found.selected_columns
    theirs = games.c.guild_id == servers, games.c.kind.not_in(tables.ALONE)
    return found.where(select(games.c.id).where(*theirs).exists())


KNOWN = [
    _servers_of(table)
    for table in metadata.sorted_tables
    if "guild_id" in table.c and table not in (departures, absences)
]
"""By table, the servers of which it says something."""


def _row(guild_id: int, away: Away) -> Put:
    return Put(departures, {"guild_id": guild_id, "noticed_at": away.since, "seen_at": away.seen_at})


def _games_forgotten(some: Sequence[int], at: datetime) -> Iterator[Update | Delete]:
    """Children first: what hangs on a game by its id goes before the game forgets whose it was."""
    for table in _deleted():
        if "game_id" in table.c:
            yield table.delete().where(table.c.game_id.in_(some))
    these, shared = games.c.id.in_(some), games.c.kind.not_in(tables.ALONE)
    yield games.update().where(these, shared, games.c.ended_at.is_(None)).values(ended_at=at)
    yield games.update().where(these).values(guild_id=NOWHERE, channel_id=NOWHERE)


def _some_erased(table: Table, theirs: ColumnElement[bool]) -> ReturningDelete[Any]:
    key = list(table.primary_key)
    some = select(*key).where(theirs).limit(ROWS_AT_ONCE)
    return table.delete().where((key[0] if len(key) == 1 else tuple_(*key)).in_(some)).returning(key[0])


def _of_server(guild_id: int) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """The tables in which rows are a server's, and which of them are: by its id, or by that of its own questions."""
    for table in _deleted():
        if "guild_id" in table.c and table is not departures:
            yield table, table.c.guild_id == guild_id
    beginning = own_id(guild_id, "")
    for table in metadata.sorted_tables:
        if name := belonging_of(table).questions:
            yield table, func.substr(table.c[name], 1, len(beginning)) == beginning


def _deleted() -> Iterator[Table]:
    """The tables whose rows go with a server, children first."""
    return (table for table in reversed(metadata.sorted_tables) if belonging_of(table).server is Forget.DELETE)
