"""Whoever was erased is brought back by nothing that was decided before, whichever table it would be written to."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Table, case, literal, select, update
from sqlalchemy.sql import ClauseElement

from bot.kernel.deciding import afresh, began, begin
from bot.kernel.ports import StorageError
from bot.storage import tables
from bot.storage.belonging import belonging_of
from bot.storage.changes import Add, Put
from bot.storage.columns import Instant
from bot.storage.erased_lately import KEPT_S, ErasedLately
from bot.storage.every_table import metadata
from bot.storage.inserting import insert
from tests.engines import outside
from tests.storage.conftest import Storage

BEN, ADA, GUILD = 301_000_000_000_000_002, 301_000_000_000_000_001, 7
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


def places() -> Iterator[tuple[Table, str]]:
    """Every column of every table that can name somebody, alone or in a list."""
    for table in metadata.sorted_tables:
        said = belonging_of(table)
        yield from ((table, name) for name in (*said.people, *said.lists))


def row_naming(table: Table, name: str, person: int) -> dict[str, Any]:
    row = {column.name: _something(column) for column in table.columns}
    return row | {name: json.dumps([5, person]) if name in belonging_of(table).lists else person}


def writing(table: Table, name: str, row: dict[str, Any]) -> Iterator[ClauseElement]:
    """All ways in which a statement writes what the row has in that column."""
    others = row_naming(table, name, ADA)
    column, theirs = table.c[name], {name: row[name]}
    yield insert(table).values(row).on_conflict_do_nothing()
    yield insert(table).values([others, row])
    yield insert(table).from_select(list(row), select(*(literal(value, table.c[of].type) for of, value in row.items())))
    keys = [key.name for key in table.primary_key]
    yield insert(table).values(others).on_conflict_do_update(index_elements=keys, set_=theirs)
    yield update(table).values(theirs)
    yield update(table).where(column == row[name]).values(theirs)
    yield update(table).values({name: case((column == 5, row[name]), else_=column)})


def _something(column: Column[Any]) -> object:
    if isinstance(column.type, Instant):
        return NOON
    return "x" if column.type.python_type is str else 1


@pytest.mark.parametrize(("table", "name"), [pytest.param(*place, id=f"{place[0]}.{place[1]}") for place in places()])
def test_no_row_of_any_table_brings_somebody_back(table: Table, name: str) -> None:
    """Whole rows, sums, insertions, and changes of rows alike, in each column that can name them.

    What names others is let through.
    """
    lately, before = ErasedLately(), afresh(began)
    lately.note(BEN)
    after = afresh(began)
    for person in (BEN, ADA):
        row = row_naming(table, name, person)
        comes_back = person == BEN
        assert lately.comes_back(before, [Put(table, row)], []) is comes_back
        for statement in writing(table, name, row):
            assert lately.comes_back(before, [], [statement]) is comes_back, str(statement)
            assert not lately.comes_back(after, [], [statement]), "they may come back"
        assert not lately.comes_back(after, [Put(table, row)], []), "they may come back"
        if name in table.primary_key:
            key = {column.name: row[column.name] for column in table.primary_key}
            assert lately.comes_back(before, [Add(table, key, {})], []) is comes_back


def test_who_is_only_looked_for_is_not_brought_back() -> None:
    """A change or a deletion of somebody's rows meets none once they are erased, so it is let through."""
    lately = ErasedLately()
    lately.note(BEN)
    theirs = tables.names.c.player_id == BEN
    changes = update(tables.names).where(theirs).values(left_at=NOON), tables.names.delete().where(theirs)
    assert not lately.comes_back(0, [], changes)


def test_what_never_began_is_older_than_every_erasure() -> None:
    """So nothing that forgets to say when it began can bring somebody back."""
    lately = ErasedLately()
    lately.note(BEN)
    assert lately.comes_back(0, [named(BEN)], [])


def test_nobody_is_remembered_for_longer_than_it_is_of_use(monkeypatch: pytest.MonkeyPatch) -> None:
    lately = ErasedLately()
    lately.note(BEN)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + KEPT_S + 1)
    assert not lately.comes_back(0, [named(BEN)], [])
    assert not lately._people


def named(person: int) -> Put:
    row = {"guild_id": GUILD, "player_id": person, "name": "somebody", "left_at": None}
    return Put(tables.names, row)


def people(path: Path) -> set[int]:
    """Who is named on disk."""
    with outside(path) as other:
        return {person for (person,) in other.execute("SELECT player_id FROM names")}


async def test_a_unit_that_would_bring_somebody_back_is_refused_with_all_that_builds_on_it(
    idle: Storage, path: Path
) -> None:
    """What was decided before it is written, nothing of what came after it in its game, and other games go on."""
    writer = idle.writer
    begin()
    earlier = writer.queue(1, [named(ADA)])
    stale, built_on_it = writer.queue(1, [named(BEN)]), writer.queue(1, [named(ADA + 5)])
    other = writer.queue(2, [named(ADA + 6)])
    writer.erased.note(BEN)
    writer.start()
    await earlier
    await other
    for refused in (stale, built_on_it):
        with pytest.raises(StorageError, match="erased"):
            await refused
    assert idle.failed == [1], "memory forgets that game"
    assert writer.failing == 0, "and the database is well"
    assert people(path) == {ADA, ADA + 6}


async def test_whoever_comes_back_after_an_erasure_is_taken(storage: Storage, path: Path) -> None:
    """A press that comes after it is a decision of its own, at once."""
    storage.writer.erased.note(BEN)
    begin()
    await storage.writer.queue(1, [named(BEN)])
    assert people(path) == {BEN}
