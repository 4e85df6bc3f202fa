"""Reading a file: how often the connection's thread is visited, and that no reading is left open."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engines import one_by_one
from bot.storage.migrate import upgrade
from bot.storage.sqlite import open_for_reading
from tests.engines import file_only

pytestmark = file_only

FACTS = text("SELECT value FROM meta WHERE name = 'seen'")


@pytest.fixture
async def reading(path: Path) -> AsyncIterator[AsyncEngine]:
    """A file in which `seen` is 0."""
    upgrade(path)
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO meta VALUES ('seen', '0')")
    connection.close()
    engine = open_for_reading(path)
    yield engine
    await engine.dispose()


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the threads of all connections have been asked to do, one by one."""
    asked: list[str] = []
    ask: Callable[..., Any] = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, function: Any, *given: Any, **named: Any) -> Any:
        asked.append(function.__name__)
        return await ask(self, function, *given, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return asked


async def test_a_look_wakes_the_reading_thread_once(reading: AsyncEngine, visits: list[str]) -> None:
    """A dozen features look each second; the library alone would wake it five times for each."""
    async with one_by_one(reading).connect() as connection:
        await connection.execute(FACTS)
    visits.clear()
    async with one_by_one(reading).connect() as connection:
        assert list((await connection.execute(FACTS)).scalars()) == ["0"]
    assert len(visits) == 1


async def test_a_reading_of_several_statements_ends_its_transaction(reading: AsyncEngine, path: Path) -> None:
    """It sees one state throughout; the next one sees what has been written since."""
    async with reading.connect() as connection:
        assert (await connection.execute(FACTS)).scalar() == "0"
        _write(path, "1")
        assert (await connection.execute(FACTS)).scalar() == "0"
    for _ in range(8):  # every connection in turn
        async with one_by_one(reading).connect() as connection:
            assert (await connection.execute(FACTS)).scalar() == "1"


async def test_what_a_statement_lacks_is_told_as_the_library_tells_it(reading: AsyncEngine) -> None:
    """And the connection is as good as before."""
    async with reading.connect() as connection:
        with pytest.raises(DBAPIError, match="no such table: nowhere"):
            await connection.execute(text("SELECT * FROM nowhere"))
        assert (await connection.execute(FACTS)).scalar() == "0"
        with pytest.raises(DBAPIError, match="readonly"):
            await connection.execute(text("DELETE FROM meta"))


async def test_columns_have_their_names_where_there_is_no_row(reading: AsyncEngine) -> None:
    async with reading.connect() as connection:
        rows = await connection.execute(text("SELECT 1 AS one, 2 AS two WHERE 0"))
        assert list(rows.keys()) == ["one", "two"]
        assert rows.all() == []


def _write(path: Path, value: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE name = 'seen'", [value])
    connection.close()
