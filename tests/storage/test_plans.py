"""Questions to the database that are asked often go by an index, however many rows there are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import CompoundSelect, Select
from sqlalchemy.dialects import sqlite

from bot.daily.reading import TALLIES
from bot.storage.keys import OPEN_KEYS
from tests.storage.conftest import Storage

OFTEN: dict[str, Select[Any] | CompoundSelect[Any]] = {
    "what keeps its key": OPEN_KEYS,
    "the standings of dailies": TALLIES,
}


@pytest.mark.parametrize("name", OFTEN)
async def test_no_table_is_read_whole(storage: Storage, name: str) -> None:
    """Every table is searched; none is scanned, whose rows grow with everything that was ever played."""
    plan = await steps(storage, OFTEN[name])
    tables = ("games", "asked", "answers", "players", "names", "daily_posts", "contents")
    scanned = [step for step in plan if step.startswith("SCAN") and any(table in step for table in tables)]
    assert plan
    assert scanned == []


async def test_running_games_are_found_among_any_number_of_others(storage: Storage) -> None:
    """What is being asked is looked up at every turn of a practice: by the index of running games alone."""
    plan = await steps(storage, OPEN_KEYS)
    assert any("USING INDEX games_running" in step or "USING COVERING INDEX games_running" in step for step in plan)


async def steps(storage: Storage, query: Select[Any] | CompoundSelect[Any]) -> list[str]:
    """How the database would go about it."""
    compiled = query.compile(dialect=sqlite.dialect())
    async with storage.database.reading.connect() as connection:
        names = [0 for _ in compiled.positiontup or ()]  # a parameter stands as often as it is used
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(names))
        return [str(row.detail) for row in rows]
