"""Reading a file in one visit to the connection's thread for each statement.

A connection of aiosqlite belongs to a thread. The library asks that thread for a cursor, has it execute, fetch, and
close, and roll back at the end of a reading: five visits, each of which wakes the thread, and then the event loop. At
rest that was most of what Recall did, since each feature looks once or twice a second what is due.
"""

import sqlite3
from collections import deque
from collections.abc import Sequence
from typing import Any

import aiosqlite
from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)

Described = tuple[tuple[Any, ...], ...] | None


class Cursor(AsyncAdapt_aiosqlite_cursor):
    """Has a statement executed, and all of its rows fetched, in one visit; then there is nothing to close."""

    __slots__ = ("_described",)
    _awaitable_cursor_close = False
    _adapt_connection: "Connection"

    def __init__(self, connection: AsyncAdapt_dbapi_connection) -> None:
        self._adapt_connection = connection  # type: ignore[assignment]
        self._connection = connection._connection  # noqa: SLF001 - as the library's own cursors do
        self._cursor = None  # type: ignore[assignment]
        self._soft_closed_memoized = {}  # type: ignore[assignment]
        self._rows = deque()
        self._described: Described = None

    @property
    def description(self) -> Described:
        """The columns, as the driver tells of them; None where a statement has no rows."""
        return self._described

    @property
    def rowcount(self) -> int:
        """Not known: nothing is changed here."""
        return -1

    async def _execute_async(self, operation: Any, parameters: Any | None) -> None:
        connection: Any = self._connection
        self._adapt_connection.in_transaction |= operation.startswith("BEGIN")
        async with self._adapt_connection._execute_mutex:  # noqa: SLF001
            self._described, rows = await connection._execute(_visit, connection._conn, operation, parameters or ())  # noqa: SLF001
        self._rows = deque(rows)


def _visit(connection: sqlite3.Connection, operation: str, parameters: Sequence[Any]) -> tuple[Described, list[Any]]:
    cursor = connection.execute(operation, parameters)
    try:
        return cursor.description, cursor.fetchall()
    finally:
        cursor.close()


class Connection(AsyncAdapt_aiosqlite_connection):
    """Ends a transaction only where one was begun. Every one is begun in words (`bot.storage.sqlite`)."""

    __slots__ = ("in_transaction",)
    _cursor_cls = Cursor  # type: ignore[assignment]

    def __init__(self, driver: AsyncAdapt_aiosqlite_dbapi, connection: Any) -> None:
        super().__init__(driver, connection)
        self.in_transaction = False

    def rollback(self) -> None:
        """As the driver does it."""
        if self.in_transaction:
            super().rollback()
            self.in_transaction = False


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """What an engine takes as its `module`."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arguments: Any, **given: Any) -> Connection:
        """As the driver does it."""
        return Connection(self, super().connect(*arguments, **given)._connection)  # noqa: SLF001
