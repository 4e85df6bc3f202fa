"""SQLite for those who read, without the thread that aiosqlite has for each connection.

A statement is run in the loop, a while after it was asked for. So nothing in SQLAlchemy has to wait for anything, and
its connections do without the greenlets that it has for that, which cost more than most of our statements.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from typing import Any, cast

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import CursorResult, Engine
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncResult
from sqlalchemy.pool import QueuePool
from sqlalchemy.util.concurrency import greenlet_spawn
from sqlalchemy.util.queue import AsyncAdaptedQueue

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


def connected(engine: Engine) -> SyncConnection:
    """A connection that asks the engine's listeners, where each has listeners of its own otherwise, looked up anew."""
    connection = SyncConnection(engine, _has_events=engine._has_events)
    connection.dispatch = engine.dispatch
    return connection


async def start(self: AsyncConnection, is_ctxmanager: bool = False) -> AsyncConnection:  # noqa: ARG001 - theirs
    """In place of `AsyncConnection.start`. Only where none is free may there be something to wait for."""
    engine = self.sync_engine
    free = cast("QueuePool", engine.pool).checkedin()
    self.sync_connection = connected(engine) if free else await greenlet_spawn(connected, engine)
    return self


_wait_for_one = AsyncAdaptedQueue.get


def get(self: AsyncAdaptedQueue[Any], block: bool = True, timeout: float | None = None) -> Any:
    """In place of `AsyncAdaptedQueue.get`, which waits in a task of its own even for what is there."""
    return _wait_for_one(self, block, timeout) if self.empty() else self.get_nowait()


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
    (AsyncAdapt_aiosqlite_dbapi, "connect", connect),
    (AsyncAdaptedQueue, "get", get),
    (AsyncConnection, "start", start),
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
