"""Forgetting a person in every table.

What is theirs alone is deleted. In rows that other people's results rest on, a random number takes their place.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Delete, Insert, Select, Table, Update, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage import study_tables, tables
from bot.storage.duels_tables import duels
from bot.storage.every_table import metadata
from bot.storage.stores import note_ids
from bot.storage.writer import Writer

NO_PERSON = frozenset({"id", "game_id", "guild_id", "channel_id", "message_id", "role_id", "previous_id", "seed"})
"""Large integers that name no person. Every other such column is taken to hold one."""

THEIRS_ALONE = frozenset({"learners", "boards", "names", "preferences", "ratings", "reminders", "streaks"})
"""Tables of which a person's rows are deleted; elsewhere only the person is taken out of the row."""

LISTS = ((tables.rounds, "ready"), (duels, "ready"))
"""Columns with lists of people, as JSON."""

NAMES = ((tables.players, "player_id", "name"), (duels, "invited_id", "invited_name"))
"""Columns with people's names, in tables whose rows stay."""

NOBODY = "Somebody who left"


def people_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table that hold people."""
    return [one for one in table.columns if isinstance(one.type, BigInteger) and one.name not in NO_PERSON]


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

    async def games(self, player_id: int) -> set[int]:
        """The games that a person has a part in."""
        found: set[int] = set()
        async with self._reading.connect() as connection:
            for table in metadata.sorted_tables:
                if "game_id" in table.c and (columns := people_columns(table)):
                    query = select(table.c.game_id).where(_any(columns, player_id)).distinct()
                    found |= {row.game_id for row in await connection.execute(query)}
        return found

    def erase(self, player_id: int, stand_in: int) -> asyncio.Future[None]:
        """Queue the erasure; done when committed. `stand_in` takes their place where others' results need one."""
        return self._writer.queue(("erase", player_id), [], *_statements(player_id, stand_in))


def _statements(player_id: int, stand_in: int) -> Iterator[Insert | Update | Delete]:
    yield note_ids()
    yield from _practice(player_id)
    for table, person, name in NAMES:
        yield table.update().where(table.c[person] == player_id).values({name: NOBODY})
    for table in metadata.sorted_tables:
        for column in people_columns(table):
            if table.name in THEIRS_ALONE:
                yield table.delete().where(column == player_id)
            else:
                yield table.update().where(column == player_id).values({column.name: stand_in})
    for table, name in LISTS:
        column = table.c[name]
        without: ColumnElement[Any] = column
        for left, right in (("[", "]"), ("[", ","), (" ", ","), (" ", "]")):
            without = func.replace(without, f"{left}{player_id}{right}", f"{left}{stand_in}{right}")
        yield table.update().where(column.contains(str(player_id))).values({name: without})


def _practice(player_id: int) -> Iterator[Delete]:
    """Practice concerns nobody else: children first."""
    sittings = study_tables.sittings
    theirs = select(sittings.c.game_id).where(sittings.c.player_id == player_id)
    for table in (tables.answers, tables.asked):
        yield table.delete().where(table.c.game_id.in_(theirs))
    # The game is the sitting's parent, so it goes last: found by having lost its sitting.
    yield sittings.delete().where(sittings.c.player_id == player_id)
    kind = tables.games.c.kind == study_tables.PRACTICE
    yield tables.games.delete().where(kind, ~exists().where(sittings.c.game_id == tables.games.c.id))


async def _count(connection: AsyncConnection, table: Table, player_id: int) -> int:
    columns = people_columns(table)
    if not columns:
        return 0
    query: Select[Any] = select(func.count()).select_from(table).where(_any(columns, player_id))
    return int((await connection.execute(query)).scalar_one())


def _any(columns: list[Column[Any]], player_id: int) -> ColumnElement[bool]:
    condition = columns[0] == player_id
    for column in columns[1:]:
        condition |= column == player_id
    return condition
