"""SQLite for those who read, without the thread that aiosqlite has for each connection.

A statement is run in the loop, a while after it was asked for. So nothing in SQLAlchemy has to wait for anything, and
its connections do without the greenlets that it has for that, which cost more than most of our statements.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from typing import Any

from sqlalchemy import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncResult

from bot.storage.visits import Driver
from tests.simulation.loop import SimulatedLoop


class Cursor(sqlite3.Cursor):
    """It has read all of its rows, as the one of aiosqlite has."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._rows: deque[Any] = deque()

    def execute(self, statement: str, parameters: Any = (), /) -> Cursor:
        super().execute(statement, parameters)
        self._rows = deque(super().fetchall()) if self.description else deque()
        return self

    def fetchall(self) -> list[Any]:
        rows, self._rows = [*self._rows], deque()
        return rows

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]


class Connection(sqlite3.Connection):
    """What SQLAlchemy asks of its own connection to aiosqlite."""

    def cursor(self, *, server_side: bool = False) -> Cursor:  # type: ignore[override]  # noqa: ARG002 - theirs
        return super().cursor(Cursor)

    @property
    def _connection(self) -> Connection:
        return self

    def terminate(self) -> None:
        self.close()


def connect(_: object, *arguments: Any, **options: Any) -> Connection:
    """In place of what opens aiosqlite."""
    return sqlite3.connect(*arguments, factory=Connection, **options)


async def execute(
    self: AsyncConnection, statement: Any, parameters: Any = None, *, execution_options: Any = None
) -> CursorResult[Any]:
    """In place of `AsyncConnection.execute`."""
    await _a_while()
    return self._proxied.execute(statement, parameters, execution_options=execution_options)


async def stream(
    self: AsyncConnection, statement: Any, parameters: Any = None, *, execution_options: Any = None
) -> AsyncResult[Any]:
    """In place of `AsyncConnection.stream`."""
    await _a_while()
    options = {**(execution_options or {}), "stream_results": True}
    return AsyncResult(self._proxied.execute(statement, parameters, execution_options=options))


async def close(self: AsyncConnection) -> None:
    """In place of `AsyncConnection.close`."""
    self._proxied.close()


async def leave(self: AsyncConnection, *_: object) -> None:
    """In place of `AsyncConnection.__aexit__`."""
    self._proxied.close()


REPLACED: list[tuple[Any, str, object]] = [
    (Driver, "connect", connect),
    (AsyncConnection, "execute", execute),
    (AsyncConnection, "stream", stream),
    (AsyncConnection, "close", close),
    (AsyncConnection, "__aexit__", leave),
]


async def _a_while() -> None:
    loop = asyncio.get_running_loop()
    if isinstance(loop, SimulatedLoop):
        before, _ = loop.befalls(_a_while, ())
        await asyncio.sleep(before)
