"""SQLite for those who read, without the thread that aiosqlite has for each connection.

A statement is run in the loop, a while after it was asked for. So nothing in SQLAlchemy has to wait for anything, and
its connections do without the greenlets that it has for that, which cost more than most of our statements.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from typing import Any

from sqlalchemy import CursorResult, Engine
from sqlalchemy.exc import TimeoutError as NoSessionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncResult
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import greenlet_spawn

from bot.storage.engines import ONE_STATEMENT
from bot.storage.readers import IN_VAIN, Order, Readers
from bot.storage.visits import Driver
from tests.simulation.loop import SimulatedLoop

KEPT, JOINED = "kept for whoever reads next", "the events of the engine and of its connections"


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


class Reader:
    """What an engine gives to read with, for as long as somebody has it.

    The library makes a connection of its own each time, which costs more than most statements. Here each of the pool's
    has one that stays. Who has one when, the pool says as ever.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.sync_engine
        self._pool: Any = self._engine.pool
        self._entry: Any = None
        self._had: Any = None

    async def __aenter__(self) -> Reader:
        order: Order = self._pool._order
        entry = order.come()
        if not entry.is_in and not await order.wait(entry, self._pool._timeout):
            raise NoSessionError(IN_VAIN.format(within=self._pool._timeout, size=self._pool.size()))
        try:
            self._had = await _had_from(self._engine, self._pool)
        except BaseException:
            order.leave(entry)
            raise
        self._entry = entry
        return self

    async def execute(self, statement: Any, parameters: Any = None) -> CursorResult[Any]:
        """As the library does it."""
        await _a_while()
        result: CursorResult[Any] = self._had.execute(statement, parameters)
        return result

    async def stream(self, statement: Any, parameters: Any = None) -> AsyncResult[Any]:
        """As the library does it."""
        await _a_while()
        return AsyncResult(self._had.execute(statement, parameters, execution_options={"stream_results": True}))

    async def __aexit__(self, *_: object) -> None:
        had, self._had = self._had, None
        try:
            if not _is_of_one_statement(self._engine):
                had.rollback()
            self._pool.__dict__.setdefault(KEPT, []).append(had)
        finally:
            self._pool._order.leave(self._entry)


def _is_of_one_statement(engine: Engine) -> bool:
    return bool(engine.get_execution_options().get(ONE_STATEMENT))


async def _had_from(engine: Engine, pool: Any) -> Any:
    """One of the pool's, which does from now on as the engine says."""
    kept = pool.__dict__.get(KEPT)
    connection: Any = kept.pop() if kept else await greenlet_spawn(engine.connect)
    if not _is_of_one_statement(engine):
        connection.rollback()
    connection.engine, connection._execution_options = engine, engine._execution_options
    joined = engine.__dict__.get(JOINED)
    if joined is None:
        joined = engine.__dict__[JOINED] = type(connection).dispatch._for_class(type(connection))._join(engine.dispatch)
    connection.dispatch = joined
    return connection


async def dispose(self: AsyncEngine, close: bool = True) -> None:
    """In place of `AsyncEngine.dispose`."""
    for connection in self.sync_engine.pool.__dict__.pop(KEPT, ()):
        connection.close()
    await greenlet_spawn(self.sync_engine.dispose, close)


REPLACED: list[tuple[Any, str, object]] = [
    (Driver, "connect", connect),
    (Readers, "_do_get", AsyncAdaptedQueuePool._do_get),  # whoever is to have one has asked the order already
    (AsyncEngine, "connect", lambda engine: Reader(engine)),  # noqa: PLW0108 - a class binds to nothing
    (AsyncEngine, "dispose", dispose),
]


async def _a_while() -> None:
    loop = asyncio.get_running_loop()
    if isinstance(loop, SimulatedLoop):
        before, _ = loop.befalls(_a_while, ())
        await asyncio.sleep(before)
