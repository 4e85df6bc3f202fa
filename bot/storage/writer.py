"""The writer: one task, the one writing connection, and a group commit of everything that waits.

A group goes to a thread and comes back in one step: waking another thread costs more than most statements.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Delete, Engine, Insert, Row, Table, Update
from sqlalchemy.exc import DBAPIError

from bot.kernel.deciding import began
from bot.kernel.ports import StorageError
from bot.storage.changes import Change, in_runs
from bot.storage.committing import OutcomeUnknownError, gave_way, transaction
from bot.storage.erased_lately import ErasedLately
from bot.storage.errors import LostError
from bot.storage.tables import metadata

T = TypeVar("T")

Statement = Insert | Update | Delete


@dataclass(slots=True)
class _Unit:
    """Rows, and statements after them, written together or not at all, on behalf of one scope (a game).

    `beside`: what several scopes move, such as a server's ratings, where this does; `decided`: the moment in which
    that began to be decided.
    """

    scope: object
    rows: list[Change] = field(default_factory=list)
    statements: tuple[Statement, ...] = ()
    returned: Sequence[Row[Any]] = ()
    decided: int = field(default_factory=began)
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    beside: object = None

    @property
    def moved(self) -> set[object]:
        """Whatever later units may be decided on."""
        return {self.scope} if self.beside is None else {self.scope, self.beside}


class OutdatedError(Exception):
    """What was decided names somebody who was erased meanwhile."""

    def __init__(self) -> None:
        super().__init__("it names somebody who was erased since it began to be decided")


_Write = Callable[[list[_Unit]], Awaitable[bool]]

Fence = Callable[[Connection], None]
"""Raises `LostError` in a transaction that must not be: another process has what it is about."""


class Writer:
    """Commits units in the order queued, rows and statements alike, all that wait in one transaction.

    Nobody cancels it: a cancelled transaction would stay open. Nothing stops it but `close`: were it to end, every
    caller would wait for ever, so whatever goes wrong with a unit is that unit's failure.

    Where a unit cannot be written, the units behind it of its scope, and of what it moves `beside`, fail too, since
    they were decided on what never happened; `on_failure` is told each scope in the same instant, before any of the
    callers hears of it. So it is with a unit that would bring somebody back who is `erased`.
    """

    def __init__(
        self,
        engine: Engine,
        on_failure: Callable[[object], None],
        on_commit: Callable[[float], None] = lambda _: None,
        fence: Fence | None = None,
    ) -> None:
        """`on_commit` is told how many seconds each transaction took; `fence` is what each begins with, if anything."""
        self._engine = engine
        self._on_failure = on_failure
        self._on_commit = on_commit
        self._fence = fence
        self.erased = ErasedLately()
        self._waiting: list[_Unit] = []
        self._wake = asyncio.Event()
        self._closing = False
        self.read_only = False
        """Whether nothing is written just now: the operator wants it so."""
        self.lost = asyncio.Event()
        """Set once another process has, or had, the database: nothing that this one decides counts any more."""
        self.lost_because = ""
        self._task: asyncio.Task[None] | None = None
        self._oldest: float | None = None
        self._writing_from: float | None = None
        self._committed_at: float | None = None
        self._failing_from: float | None = None
        self.commits = self.units = self.failed = 0

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._run(), name="writer")

    async def close(self) -> None:
        """Write what waits, then stop."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task

    def lose(self, why: str) -> None:
        """Another process has the database, or what was ours of it."""
        self.lost_because = self.lost_because or why
        self.lost.set()

    @property
    def backlog(self) -> int:
        """How many units wait."""
        return len(self._waiting)

    @property
    def behind(self) -> float:
        """How long the oldest unit that is not on disk has waited, in seconds; 0 where there is none."""
        oldest = self._writing_from or self._oldest
        return 0.0 if oldest is None else asyncio.get_running_loop().time() - oldest

    @property
    def since_commit(self) -> float | None:
        """Seconds since a commit last changed anything, None before the first, and while nothing is to be written."""
        if self.read_only:
            return None
        return None if self._committed_at is None else asyncio.get_running_loop().time() - self._committed_at

    @property
    def failing(self) -> float:
        """Seconds since the first failure that no commit of a change has followed; 0 where there is none."""
        return 0.0 if self._failing_from is None else asyncio.get_running_loop().time() - self._failing_from

    def queue(
        self, scope: object, rows: Iterable[Change], *statements: Statement, beside: object = None
    ) -> asyncio.Future[None]:
        """Queue one unit, its statements to be run after its rows; done when on disk. It fails with `StorageError`.

        `beside`: what it moves besides its scope, that other scopes' units are decided on.
        """
        return self._queue(_Unit(scope, list(rows), statements, beside=beside))

    async def execute(self, scope: object, *statements: Statement) -> Sequence[Row[Any]]:
        """Run statements in their turn where whole rows cannot say it; what the last gave. Raises `StorageError`."""
        unit = _Unit(scope, statements=statements)
        await self._queue(unit)
        return unit.returned

    def _queue(self, unit: _Unit) -> asyncio.Future[None]:
        if self._closing or self.read_only:
            self._on_failure(unit.scope)
            closed = self.lost_because or "Recall is shutting down."
            unit.done.set_exception(StorageError(closed if self._closing else "Recall is read-only."))
        else:
            if not self._waiting:
                self._oldest = asyncio.get_running_loop().time()
            self._waiting.append(unit)
            self._wake.set()
        return unit.done

    async def _run(self) -> None:
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer") as thread:
            while self._waiting or not self._closing:
                await self._wake.wait()
                self._wake.clear()
                group, self._waiting = self._waiting, []
                self._writing_from, self._oldest = self._oldest, None
                if group:
                    await self._commit(partial(_in, thread, _write, self._engine, self._fence), group)
                self._writing_from = None
                if self._closing:
                    self._wake.set()
            await _in(thread, self._engine.dispose)

    async def _commit(self, write: _Write, group: list[_Unit]) -> None:
        begun = asyncio.get_running_loop().time()
        try:
            self._refuse_outdated(group)
            changed = await write(group)
        except Exception as error:  # noqa: BLE001 - see above
            if len(group) == 1 or isinstance(error, OutcomeUnknownError | LostError):
                self._fail_all(group, error)
            else:
                await self._one_by_one(write, group)
            return
        self._on_commit(asyncio.get_running_loop().time() - begun)
        self._committed(len(group), changed=changed)
        for unit in group:
            _resolve(unit)

    def _committed(self, units: int, *, changed: bool) -> None:
        """What changes nothing needs no room on the disk, so it says nothing of whether anything can be written."""
        self.commits += 1
        self.units += units
        if changed:
            self._committed_at = asyncio.get_running_loop().time()
            self._failing_from = None

    async def _one_by_one(self, write: _Write, group: list[_Unit]) -> None:
        while group:
            unit = group.pop(0)
            try:
                self._refuse_outdated([unit])
                changed = await write([unit])
            except Exception as error:  # noqa: BLE001 - see above
                self._fail(unit, group, error)
            else:
                self._committed(1, changed=changed)
                _resolve(unit)

    def _refuse_outdated(self, group: list[_Unit]) -> None:
        """Raise `OutdatedError` where something was decided before an erasure, and would bring somebody back."""
        if any(self.erased.comes_back(unit.decided, unit.rows, unit.statements) for unit in group):
            raise OutdatedError

    def _fail_all(self, group: list[_Unit], cause: Exception) -> None:
        while group:
            self._fail(group.pop(0), group, cause)

    def _fail(self, unit: _Unit, group: list[_Unit], cause: Exception) -> None:
        if isinstance(cause, LostError):
            self.lose(str(cause))
        if not isinstance(cause, OutdatedError):  # which says nothing of whether anything can be written
            self._failing_from = self._failing_from or asyncio.get_running_loop().time()
        lost = unit.moved
        doomed = [unit, *_built_on(lost, group), *_built_on(lost, self._waiting)]
        self.failed += len(doomed)
        for scope in dict.fromkeys(one.scope for one in doomed):
            self._on_failure(scope)
        for one in doomed:
            _reject(one, cause)


def _built_on(lost: set[object], queue: list[_Unit]) -> list[_Unit]:
    """Take out of a queue what was decided on anything that is `lost`, which is the more by what that moved itself."""
    doomed: list[_Unit] = []
    stays: list[_Unit] = []
    for unit in queue:
        if lost.isdisjoint(unit.moved):
            stays.append(unit)
        else:
            lost |= unit.moved
            doomed.append(unit)
    queue[:] = stays
    return doomed


def _resolve(unit: _Unit) -> None:
    if not unit.done.done():
        unit.done.set_result(None)


def _reject(unit: _Unit, cause: Exception) -> None:
    if not unit.done.done():
        reason = cause.orig if isinstance(cause, DBAPIError) else cause
        error = StorageError(f"The database refused to write: {reason}")
        error.__cause__ = cause
        unit.done.set_exception(error)


def _in(thread: Executor, work: Callable[..., T], *arguments: Any) -> asyncio.Future[T]:
    return asyncio.get_running_loop().run_in_executor(thread, work, *arguments)


def _write(engine: Engine, fence: Fence | None, units: list[_Unit]) -> bool:
    """Write them, once more where they gave way to what others wrote; whether anything is different now."""
    try:
        return _written(engine, fence, units)
    except DBAPIError as error:
        if not gave_way(error):
            raise
        return _written(engine, fence, units)


def _written(engine: Engine, fence: Fence | None, units: list[_Unit]) -> bool:
    """Make the changes in one transaction, in the order queued; whether anything is different now.

    The engine keeps its one connection, and makes another where it is lost: to connect can fail as writing can.
    """
    rows: list[Change] = []
    changed = False
    with transaction(engine) as connection:
        if fence is not None:
            fence(connection)
        for unit in units:
            rows += unit.rows
            if unit.statements:  # it may touch any row: what was queued before it is written first
                changed |= _put(connection, rows)
                changed |= _execute(connection, unit)
                rows = []
        changed |= _put(connection, rows)
    return changed


def _put(connection: Connection, rows: list[Change]) -> bool:
    """Write rows that no statement comes between: parents first, for each table in the order queued."""
    runs = in_runs(rows)
    for table in _parents_first():
        for run in runs.get(table, ()):
            connection.execute(*run.statement(table))
    return bool(rows)


def _execute(connection: Connection, unit: _Unit) -> bool:
    changed = False
    for statement in unit.statements:
        result = connection.execute(statement)
        unit.returned = result.all() if result.returns_rows else ()
        changed |= bool(unit.returned) or result.rowcount > 0
    return changed


@cache
def _parents_first() -> list[Table]:
    return metadata.sorted_tables
