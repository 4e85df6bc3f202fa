"""SQLite for those who read, without the thread that aiosqlite has for each connection."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

from tests.simulation.loop import SimulatedLoop


class Cursor:
    """What SQLAlchemy asks of aiosqlite's cursor."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    async def __aenter__(self) -> Cursor:
        return self

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def arraysize(self) -> int:
        return self._cursor.arraysize

    @arraysize.setter
    def arraysize(self, size: int) -> None:
        self._cursor.arraysize = size

    async def execute(self, statement: str, parameters: Any = ()) -> None:
        await _a_while(statement)
        self._cursor.execute(statement, parameters)

    async def executemany(self, statement: str, parameters: Any) -> None:
        await _a_while(statement)
        self._cursor.executemany(statement, parameters)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def fetchone(self) -> Any:
        return self._cursor.fetchone()

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        return self._cursor.fetchmany(size or self._cursor.arraysize)

    async def close(self) -> None:
        self._cursor.close()


class Connection:
    """What SQLAlchemy asks of aiosqlite's connection; all of it happens in the loop, a while after it was asked."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._arguments, self._options = arguments, options
        self._connection: sqlite3.Connection | None = None
        self._thread = SimpleNamespace()  # SQLAlchemy says that it may die with the process

    def __await__(self) -> Generator[Any, None, Connection]:
        self._connection = sqlite3.connect(*self._arguments, **self._options)
        return self
        yield  # type: ignore[unreachable]

    @property
    def _conn(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ValueError("no active connection")
        return self._connection

    @property
    def isolation_level(self) -> str | None:
        return self._conn.isolation_level

    def cursor(self) -> Cursor:
        return Cursor(self._conn.cursor())

    async def commit(self) -> None:
        self._conn.commit()

    async def rollback(self) -> None:
        self._conn.rollback()

    async def close(self) -> None:
        self.stop()

    async def create_function(self, *arguments: Any, **options: Any) -> None:
        self._conn.create_function(*arguments, **options)

    def stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def connect(*arguments: Any, **options: Any) -> Connection:
    """In place of `aiosqlite.connect`."""
    return Connection(*arguments, **options)


async def _a_while(statement: str) -> None:
    loop = asyncio.get_running_loop()
    if isinstance(loop, SimulatedLoop) and not statement.startswith("PRAGMA"):
        before, _ = loop.befalls(_a_while)
        await asyncio.sleep(before)
