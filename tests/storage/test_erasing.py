"""Erasing a person leaves nothing of them, in any table, and nothing of others is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import REAL, Column, MetaData, Table, Text
from sqlalchemy.dialects import sqlite

from bot.practice import tables as practice_tables
from bot.profile.store import SqlEraser
from bot.storage import tables
from bot.storage.belonging import Belonging, Erase, belonging_of, declare, people_columns, undeclared
from bot.storage.changes import Put
from bot.storage.columns import Instant, Snowflake
from bot.storage.erasures import Erasures
from bot.storage.every_table import metadata
from bot.storage.stores import SqlMeta
from bot.timing.clock import Clock
from cogs.profile.rendering import lines_of
from cogs.profile.words import TABLES
from tests.engines import file_only, outside
from tests.prepared import upgrade_or_copy
from tests.storage.conftest import Storage
from tests.strategies import NOON

BEN, ADA, STAND_IN = 301_000_000_000_000_002, 301_000_000_000_000_001, (1 << 62) + 5


def test_every_table_and_column_declares_whose_it_is() -> None:
    """Of each table it is said what erasing, exporting and forgetting a server do; of each column, whose words it has.

    Found here: a table, or `table.column`, without a declaration. See `bot/storage/belonging.py`.
    """
    assert undeclared(metadata.sorted_tables) == []
    for table in metadata.sorted_tables:
        said = belonging_of(table)
        assert (said.erase is Erase.NOBODY) == (not said.people), table.name
        assert (said.erase is Erase.STAND_IN) == bool(said.why), f"{table.name}: what do the rows stay for?"
        assert bool(said.export) != bool(said.no_export), f"{table.name}: exported, or why not?"
        assert not set(said.export) & {*said.people, *said.lists}, f"{table.name}: others' ids are not one's own data"


@pytest.mark.parametrize("kind", [Text(), Snowflake])
def test_a_column_that_nobody_declared_is_found(kind: Any) -> None:
    """A new text or number that could be somebody's is not forgotten in silence."""
    table = Table("new", MetaData(), Column("player_id", Snowflake), Column("mine", kind))
    assert undeclared([table]) == ["new"]
    declare(table, Belonging(Erase.DELETE, people=("player_id",), no_export="a test"))
    assert undeclared([table]) == ["new.mine"]


def filled(table: Table, person: int, number: int) -> dict[str, Any]:
    """A row in which every column that can hold a person holds this one."""
    people = {column.name for column in people_columns(table)}
    return {column.name: person if column.name in people else _value(table, column, number) for column in table.columns}


def _value(table: Table, column: Any, number: int) -> object:
    said = belonging_of(table)
    if column.name in said.lists:
        return f"[{ADA}, {BEN}, {ADA + 5}]"
    if isinstance(column.type, Instant) or column.type.python_type is not str:
        return 0.5 if isinstance(column.type, REAL) else number
    if column.name in said.words:
        return f'"Words of {number}"'
    return str(number)


def plant(path: Path) -> None:
    """One row of Ben's and one of Ada's in every table."""
    with outside(path) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for table in metadata.sorted_tables:
            for number, person in ((1, BEN), (2, ADA)):
                row = filled(table, person, number)
                statement = str(table.insert().compile(dialect=sqlite.dialect()))  # in the order of the columns
                connection.execute(statement, list(row.values()))
        connection.commit()


def occurrences(path: Path, person: int | str) -> Iterator[str]:
    """Every place where a number stands, as a number or within a text."""
    with outside(path) as connection:
        for name in metadata.tables:
            cursor = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a table of this schema
            columns = [one[0] for one in cursor.description]
            for row in cursor:
                yield from (
                    f"{name}.{column}" for column, value in zip(columns, row, strict=True) if str(person) in str(value)
                )


@pytest.mark.parametrize("again", [False, True])
async def test_erasing_leaves_no_trace_in_any_table(storage: Storage, path: Path, *, again: bool) -> None:
    """With the person planted in every column of every table that can hold one, no number of theirs is left.

    So it is if they were just erased and were written again: what erases them names them, and brings nobody back.
    """
    plant(path)
    if again:
        storage.writer.erased.note(BEN)
    assert len(set(occurrences(path, BEN))) > 5
    assert {"reports.text", "answers.answer", "names.name"} <= set(occurrences(path, "Words of 1"))
    ada_before = sorted(occurrences(path, ADA))
    eraser = SqlEraser(storage.writer, storage.database.reading)
    counts = await eraser.counts(BEN)
    assert counts["answers"] == 1
    await eraser.erase(BEN, STAND_IN)
    assert list(occurrences(path, BEN)) == []
    assert list(occurrences(path, "Words of 1")) == []
    assert await eraser.counts(BEN) == {}
    assert sorted(occurrences(path, ADA)) == ada_before
    kept = {place.partition(".")[0] for place in occurrences(path, STAND_IN)}
    assert {belonging_of(metadata.tables[name]).erase for name in kept} <= {Erase.STAND_IN}


@file_only
async def test_what_memory_writes_again_after_an_erasure_goes_with_the_next(storage: Storage, path: Path) -> None:
    """A game that still had the person writes its rows anew: they take the place of those that were erased already."""
    plant(path)
    named = [table for table in metadata.sorted_tables if people_columns(table) and "game_id" in table.c]
    with outside(path) as connection:
        before = {table.name: connection.execute(f"SELECT * FROM {table.name}").fetchall() for table in named}  # noqa: S608
    eraser = SqlEraser(storage.writer, storage.database.reading)
    await eraser.erase(BEN, STAND_IN)
    with outside(path) as connection:
        after = {table.name: connection.execute(f"SELECT * FROM {table.name}").fetchall() for table in named}  # noqa: S608
        for name, rows in before.items():
            for row in rows if after[name] else []:  # what is deleted is not in memory either
                marks = ", ".join("?" * len(row))
                connection.execute(f"INSERT OR REPLACE INTO {name} VALUES ({marks})", row)  # noqa: S608
        connection.commit()
    await eraser.erase(BEN, STAND_IN)
    assert await eraser.counts(BEN) == {}
    with outside(path) as connection:
        for name, rows in after.items():
            assert connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (len(rows),), name  # noqa: S608


async def test_a_copy_has_something_of_every_table_that_names_somebody(storage: Storage, path: Path) -> None:
    """Each table with a row of Ben's is in his copy, or says why not; nobody else's number is."""
    plant(path)
    rows = await SqlEraser(storage.writer, storage.database.reading).rows(BEN)
    named = {table.name for table in metadata.sorted_tables if people_columns(table)}
    assert rows.keys() == {name for name in named if not belonging_of(metadata.tables[name]).no_export}
    assert {"names", "boards", "ratings", "duels", "streaks", "preferences", "reminders", "reports"} <= rows.keys()
    told = json.dumps(rows)
    assert str(ADA) not in told
    assert "Words of 1" in told
    assert "Words of 2" not in told


async def test_a_typed_answer_goes_and_a_chosen_one_stays(storage: Storage, path: Path) -> None:
    """What somebody typed is theirs; which option an unnamed player chose is part of how a question works."""
    plant(path)
    with outside(path) as connection:
        connection.execute("DELETE FROM sittings")  # a round, that is, and nobody's practice
        connection.execute("UPDATE answers SET answer = '[2]' WHERE player_id = ?", (BEN,))
        connection.execute(
            """INSERT INTO answers SELECT game_id, 7, ?, '"my secret"', 0, 0, 0, 1, 1, 0
                              FROM answers WHERE player_id = ?""",
            (BEN, BEN),
        )
        connection.commit()
    await SqlEraser(storage.writer, storage.database.reading).erase(BEN, STAND_IN)
    with outside(path) as connection:
        found = connection.execute("SELECT answer FROM answers WHERE player_id = ? ORDER BY 1", (STAND_IN,)).fetchall()
    assert found == [('""',), ("[2]",)]


async def test_an_id_within_another_is_left_alone(storage: Storage, path: Path) -> None:
    """In a list of people, an id that only begins like the erased one stays as it is."""
    plant(path)
    with outside(path) as connection:
        connection.execute("UPDATE rounds SET ready = ?", (f"[{BEN}, {BEN}7, 7{BEN}]",))
        connection.commit()
    await SqlEraser(storage.writer, storage.database.reading).erase(BEN, STAND_IN)
    with outside(path) as connection:
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
            rows = [Put(tables.games, game | {"ended_at": None}), Put(practice_tables.sittings, sitting | rest)]
            await storage.writer.queue(game_id, rows)
        await SqlEraser(storage.writer, storage.database.reading).erase(BEN, STAND_IN)
        await storage.ids.open()  # as a new process does
    with outside(path) as connection:
        assert connection.execute("SELECT count(*) FROM games").fetchone() == (0,)
    assert len(given) == 3 * times
    assert storage.ids.next_id() > max(given)


async def test_no_two_erasures_are_noted_by_one_number(storage: Storage, tmp_path: Path) -> None:
    """Two at once, also of two processes: a copy that was made between them is older than the second one alone."""
    meta, files = SqlMeta(storage.writer, storage.database.reading), [tmp_path / "a.erased"]
    both = [Erasures(meta, lambda: files, Clock().now) for _ in range(2)]
    await both[0].open()
    await asyncio.gather(*(one.note(who) for one in both for who in (BEN, ADA)))
    await both[0].note(BEN)
    numbers = [int(line.split()[3]) for line in files[0].read_text().splitlines()]
    assert sorted(numbers) == [1, 2, 3, 4, 5]
    assert numbers[4] == 5


@file_only
def test_the_migrations_give_the_tables_that_erasing_walks(path: Path) -> None:
    """Every table of a migrated database is one that erasing knows."""
    upgrade_or_copy(path)
    with outside(path) as connection:
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert there - {"alembic_version", "sqlite_sequence"} == set(metadata.tables)


def test_whoever_erases_everything_reads_what_that_is() -> None:
    """Each table that can name somebody has words of its own in the question and in the confirmation, and no other."""
    assert TABLES.keys() == {table.name for table in metadata.sorted_tables if people_columns(table)}
    told = lines_of(dict.fromkeys(TABLES, 2))
    assert len(told.splitlines()) == len(TABLES) == len({many for _, many in TABLES.values()})
