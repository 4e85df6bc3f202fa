"""Forgetting a person in every table, and giving them a copy of what every table has of them.

Each table declares what is done with it (`belonging.py`): what is theirs alone is deleted; in rows that other people's
results rest on, a random number takes their place, and what they wrote goes.
"""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Delete,
    Insert,
    Row,
    Select,
    Table,
    Update,
    exists,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.practice.api import tables as practice_tables
from bot.storage import tables as tables
from bot.storage.belonging import Erase, belonging_of, is_theirs, people_columns
from bot.storage.every_table import metadata
from bot.storage.stores import note_ids
from bot.storage.writer import Writer


class SqlEraser:
    """Erases through the writer, so that it happens in its turn."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        self._writer = writer
        self._reading = reading

    async def counts(self, player_id: int) -> dict[str, int]:
        """How many rows each table has of a person; tables without any are left out."""
        async with self._reading.connect() as connection:
            found = {table.name: await _count(connection, table, player_id) for table in metadata.sorted_tables}
        return {name: number for name, number in found.items() if number}

    async def rows(self, player_id: int) -> dict[str, list[dict[str, Any]]]:
        """What each table has of a person, as plain values; large numbers as text, times as ISO 8601."""
        found = {}
        async with self._reading.connect() as connection:
            for table in metadata.sorted_tables:
                if wanted := belonging_of(table).export:
                    query = select(*(table.c[name] for name in wanted)).where(is_theirs(table, player_id))
                    found[table.name] = [_plain(table, row) for row in await connection.execute(query)]
        return {name: rows for name, rows in found.items() if rows}

    async def games(self, player_id: int) -> set[int]:
        """The games that a person has a part in."""
        found: set[int] = set()
        async with self._reading.connect() as connection:
            for table in metadata.sorted_tables:
                if "game_id" in table.c and people_columns(table):
                    query = select(table.c.game_id).where(is_theirs(table, player_id)).distinct()
                    found |= {row.game_id for row in await connection.execute(query)}
        return found

    def erase(self, player_id: int, stand_in: int) -> asyncio.Future[None]:
        """Queue the erasure; done when committed. `stand_in` takes their place where others' results need one."""
        return self._writer.queue(("erase", player_id), [], *_statements(player_id, stand_in))


def _statements(player_id: int, stand_in: int) -> Iterator[Insert | Update | Delete]:
    yield note_ids()
    yield from _practice(player_id)
    for table in metadata.sorted_tables:
        if belonging_of(table).erase is Erase.DELETE:
            yield table.delete().where(is_theirs(table, player_id))
        else:
            yield from _taken_out(table, player_id, stand_in)


def _taken_out(table: Table, player_id: int, stand_in: int) -> Iterator[Update]:
    """Only the person leaves the row: first their words, while it still says whose they are."""
    said = belonging_of(table)
    for name, (person, instead) in said.words.items():
        yield table.update().where(table.c[person] == player_id).values({name: instead(table.c[name])})
    for column in people_columns(table):
        yield table.update().where(column == player_id).values({column.name: stand_in})
    for name in said.lists:
        without: ColumnElement[Any] = table.c[name]
        for left, right in (("[", "]"), ("[", ","), (" ", ","), (" ", "]")):
            without = func.replace(without, f"{left}{player_id}{right}", f"{left}{stand_in}{right}")
        yield table.update().where(table.c[name].contains(str(player_id))).values({name: without})


def _practice(player_id: int) -> Iterator[Delete]:
    """Practice concerns nobody else: children first."""
    sittings = practice_tables.sittings
    theirs = select(sittings.c.game_id).where(sittings.c.player_id == player_id)
    for table in (tables.answers, tables.asked):
        yield table.delete().where(table.c.game_id.in_(theirs))
    # The game is the sitting's parent, so it goes last: found by having lost its sitting.
    yield sittings.delete().where(sittings.c.player_id == player_id)
    kind = tables.games.c.kind == tables.PRACTICE
    yield tables.games.delete().where(kind, ~exists().where(sittings.c.game_id == tables.games.c.id))


async def _count(connection: AsyncConnection, table: Table, player_id: int) -> int:
    if not people_columns(table):
        return 0
    query: Select[Any] = select(func.count()).select_from(table).where(is_theirs(table, player_id))
    return int((await connection.execute(query)).scalar_one())


def _plain(table: Table, row: Row[Any]) -> dict[str, Any]:
    return {name: _value(table.c[name], row[place]) for place, name in enumerate(belonging_of(table).export)}


def _value(column: Column[Any], value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if value is not None and isinstance(column.type, BigInteger) else value
