"""Erasing a person leaves nothing of them, in any table, and nothing of others is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import REAL, Table
from sqlalchemy.dialects import sqlite

from bot.storage import study_tables, tables
from bot.storage.changes import Put
from bot.storage.columns import Instant
from bot.storage.erasing import LISTS, NO_PERSON, THEIRS_ALONE, SqlEraser, people_columns
from bot.storage.every_table import metadata
from bot.storage.migrate import upgrade
from tests.storage.conftest import Storage
from tests.strategies import NOON

BEN, ADA, STAND_IN = 301_000_000_000_000_002, 301_000_000_000_000_001, (1 << 62) + 5


def test_every_large_integer_is_either_a_person_or_known_not_to_be() -> None:
    """A new table's columns are people unless listed, so that nobody is forgotten in silence."""
    for table in metadata.sorted_tables:
        for column in people_columns(table):
            assert column.name.endswith(("_id", "_by")), f"{table.name}.{column.name}: a person, or one for NO_PERSON?"
            assert column.name not in NO_PERSON


def filled(table: Table, person: int, number: int) -> dict[str, Any]:
    """A row in which every column that can hold a person holds this one."""
    people = {column.name for column in people_columns(table)}
    return {column.name: person if column.name in people else _value(table, column, number) for column in table.columns}


def _value(table: Table, column: Any, number: int) -> object:
    if any(table is other and column.name == name for other, name in LISTS):
        return f"[{ADA}, {BEN}, {ADA + 5}]"
    if isinstance(column.type, Instant) or column.type.python_type is not str:
        return 0.5 if isinstance(column.type, REAL) else number
    if column.name.endswith("name") and table.name != "meta":
        return f"Name of {number}"
    return str(number)


def plant(path: Path) -> None:
    """One row of Ben's and one of Ada's in every table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for table in metadata.sorted_tables:
            for number, person in ((1, BEN), (2, ADA)):
                row = filled(table, person, number)
                statement = str(table.insert().compile(dialect=sqlite.dialect()))  # in the order of the columns
                connection.execute(statement, list(row.values()))
        connection.commit()


def occurrences(path: Path, person: int | str) -> Iterator[str]:
    """Every place where a number stands, as a number or within a text."""
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            cursor = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a table of this schema
            columns = [one[0] for one in cursor.description]
            for row in cursor:
                yield from (
                    f"{name}.{column}" for column, value in zip(columns, row, strict=True) if str(person) in str(value)
                )


async def test_erasing_leaves_no_trace_in_any_table(storage: Storage, path: Path) -> None:
    """With the person planted in every column of every table that can hold one, no number of theirs is left."""
    plant(path)
    assert len(set(occurrences(path, BEN))) > 5
    ada_before = sorted(occurrences(path, ADA))
    eraser = SqlEraser(storage.writer, storage.database.reading)
    counts = await eraser.counts(BEN)
    assert counts["answers"] == 1
    await eraser.erase(BEN, STAND_IN)
    assert list(occurrences(path, BEN)) == []
    assert list(occurrences(path, "Name of 1")) == []
    assert await eraser.counts(BEN) == {}
    assert sorted(occurrences(path, ADA)) == ada_before
    kept = {place.partition(".")[0] for place in occurrences(path, STAND_IN)}
    assert not kept & THEIRS_ALONE


async def test_an_id_within_another_is_left_alone(storage: Storage, path: Path) -> None:
    """In a list of people, an id that only begins like the erased one stays as it is."""
    plant(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE rounds SET ready = ?", (f"[{BEN}, {BEN}7, 7{BEN}]",))
        connection.commit()
    await SqlEraser(storage.writer, storage.database.reading).erase(BEN, STAND_IN)
    with closing(sqlite3.connect(path)) as connection:
        assert set(connection.execute("SELECT ready FROM rounds")) == {(f"[{STAND_IN}, {BEN}7, 7{BEN}]",)}


@pytest.mark.parametrize("times", [1, 2])
async def test_no_id_is_given_twice_after_an_erasure_and_a_restart(storage: Storage, path: Path, times: int) -> None:
    """Whoever erases their practice takes the games of the highest ids away; no later game gets one of these ids."""
    given = set()
    for _ in range(times):
        for _ in range(3):
            game_id = storage.ids.next_id()
            given.add(game_id)
            game = {"id": game_id, "kind": "practice", "guild_id": 0, "channel_id": 0, "created_at": NOON}
            sitting = {"game_id": game_id, "player_id": BEN, "focus": "x", "topics": "[]", "exam": None, "most": None}
            rest = {"seed": 1, "reasons": "", "active_at": NOON}
            rows = [Put(tables.games, game | {"ended_at": None}), Put(study_tables.sittings, sitting | rest)]
            await storage.writer.queue(game_id, rows)
        await SqlEraser(storage.writer, storage.database.reading).erase(BEN, STAND_IN)
        await storage.ids.open()  # as a new process does
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM games").fetchone() == (0,)
    assert len(given) == 3 * times
    assert storage.ids.next_id() > max(given)


def test_the_migrations_give_the_tables_that_erasing_walks(path: Path) -> None:
    """Every table of a migrated database is one that erasing knows."""
    upgrade(path)
    with closing(sqlite3.connect(path)) as connection:
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert there - {"alembic_version", "sqlite_sequence"} == set(metadata.tables)
