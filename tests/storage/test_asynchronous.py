"""Connections in the event loop: each comes back, and what is begun is done or undone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Pool, QueuePool, text

from bot.storage.asynchronous import AsyncEngine
from bot.storage.engines import file_url, make_async_engine


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = make_async_engine(file_url("sqlite+aiosqlite", tmp_path / "a.sqlite3", still=False))
    async with engine.connect() as connection, connection.begin():
        await connection.execute(text("CREATE TABLE t (n INTEGER PRIMARY KEY)"))
    yield engine
    await engine.dispose()


def out(pool: Pool) -> int:
    assert isinstance(pool, QueuePool)
    return pool.checkedout()


async def numbers(engine: AsyncEngine) -> list[int]:
    async with engine.connect() as connection:
        return [row.n for row in await connection.execute(text("SELECT n FROM t ORDER BY n"))]


async def test_whoever_is_cancelled_has_given_the_connection_back(engine: AsyncEngine) -> None:
    """One that is still on its way back would get into a pool that is disposed of by then."""
    read = asyncio.Event()

    async def reads() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT n FROM t"))
            read.set()

    reading = asyncio.create_task(reads())
    await read.wait()
    assert out(engine.sync_engine.pool) == 1
    reading.cancel()
    await asyncio.wait({reading})
    assert reading.cancelled()
    assert out(engine.sync_engine.pool) == 0


async def test_what_is_begun_is_done_whole_or_not_at_all(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        async with connection.begin():
            await connection.execute(text("INSERT INTO t VALUES (1)"))
        with suppress(ValueError):
            async with connection.begin():
                await connection.execute(text("INSERT INTO t VALUES (2)"))
                raise ValueError("a bug")
    assert await numbers(engine) == [1]


async def test_long_results_are_read_in_parts(engine: AsyncEngine) -> None:
    many = text("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c")
    async with engine.connect() as connection:
        rows = await connection.stream(many)
        assert [[row.n for row in part] async for part in rows.partitions(2)] == [[1, 2], [3, 4], [5]]
