"""Reading in the event loop: as much of `sqlalchemy.ext.asyncio` as is needed here, under the same names.

Importing that brings the library's ORM along, which nothing here uses: 6 MB for good, and a tenth of a second of each
start. What both stand on is the same: a connection of the library's own, which is at work in a greenlet while it waits.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self, TypeVar, TypeVarTuple, overload

from sqlalchemy import Connection, CursorResult, Dialect, Engine, Executable, Row
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.util.concurrency import greenlet_spawn

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


class AsyncEngine:
    """Hands out connections for the event loop."""

    __slots__ = ("__weakref__", "sync_engine")

    def __init__(self, sync_engine: Engine) -> None:
        self.sync_engine = sync_engine

    @property
    def dialect(self) -> Dialect:
        """The database's language."""
        return self.sync_engine.dialect

    def connect(self) -> "AsyncConnection":
        """A connection, while the body of an `async with` runs."""
        return AsyncConnection(self)

    def execution_options(self, **options: Any) -> "AsyncEngine":
        """The same engine with other options."""
        return AsyncEngine(self.sync_engine.execution_options(**options))

    def get_execution_options(self) -> Mapping[str, Any]:
        """Its options."""
        return self.sync_engine.get_execution_options()

    async def dispose(self) -> None:
        """Close all connections that nobody has."""
        await greenlet_spawn(self.sync_engine.dispose)


class AsyncConnection:
    """A connection whose statements are waited for."""

    __slots__ = ("_connected", "engine")

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._connected: Connection | None = None

    @property
    def sync_connection(self) -> Connection:
        """The library's own, once there is one."""
        if self._connected is None:
            raise RuntimeError("A connection is used outside of its `async with`.")
        return self._connected

    async def __aenter__(self) -> Self:
        self._connected = await greenlet_spawn(self.engine.sync_engine.connect)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await _to_the_end(self.close())

    async def close(self) -> None:
        """Give it back; what was not committed is undone."""
        await greenlet_spawn(self.sync_connection.close)

    @overload
    async def execute(self, statement: TypedReturnsRows[*Ts], parameters: Parameters = None) -> CursorResult[*Ts]: ...
    @overload
    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[*tuple[Any, ...]]: ...
    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[*tuple[Any, ...]]:
        """Have a statement executed, and all of its rows read."""
        result = await greenlet_spawn(self.sync_connection.execute, statement, parameters)
        if result.cursor is not None:
            await result.cursor._async_soft_close()  # noqa: SLF001 - as the library does
        return result

    async def stream(self, statement: Executable, parameters: Parameters = None) -> "Stream":
        """Have a statement executed whose rows are read part by part."""
        streaming = {"stream_results": True}
        execute = self.sync_connection.execute
        return Stream(await greenlet_spawn(execute, statement, parameters, execution_options=streaming))

    async def execution_options(self, **options: Any) -> Self:
        """Have it work in another way from now on, such as with another level of isolation."""
        await greenlet_spawn(self.sync_connection.execution_options, **options)
        return self

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[None]:
        """A transaction: committed at the end of the body, and undone where it fails."""
        transaction = await greenlet_spawn(self.sync_connection.begin)
        try:
            yield
        except BaseException:
            await _to_the_end(greenlet_spawn(transaction.rollback))
            raise
        await _to_the_end(greenlet_spawn(transaction.commit))

    async def run_sync(self, work: Callable[..., T], *arguments: Any) -> T:
        """Have something done with the library's own connection."""
        return await greenlet_spawn(work, self.sync_connection, *arguments)


class Stream:
    """Rows that are read part by part."""

    __slots__ = ("_result",)

    def __init__(self, result: CursorResult[*tuple[Any, ...]]) -> None:
        self._result = result

    async def partitions(self, size: int) -> AsyncIterator[Sequence[Row[Any]]]:
        """So many at a time."""
        while part := await greenlet_spawn(self._result.fetchmany, size):
            yield part


async def _to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Do it to its end, also where whoever waits is cancelled meanwhile: they hear of that afterward.

    A connection that is on its way back would else get into a pool that is disposed of by then.
    """
    task, cancelled = asyncio.create_task(work), None
    while True:
        try:
            result = await asyncio.shield(task)
        except asyncio.CancelledError as error:
            if task.done():
                raise
            cancelled = error
        else:
            break
    if cancelled is not None:
        raise cancelled
    return result
