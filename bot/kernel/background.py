"""Work that nobody waits for: kept until it is done, its failures logged, drained at shutdown."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog

from bot.kernel.ports import StorageError

_log = structlog.get_logger(__name__)


NONE_CAME_FREE = "no connection to the database came free: all are in use, or hang"


def note_failure(
    log: structlog.typing.FilteringBoundLogger, event: str, error: BaseException | None, **about: object
) -> None:
    """Log what went wrong: a full disk or a server that is away in a line, a bug with all there is to know of it."""
    if not may_pass(error):
        log.error(event, exc_info=error, **about)
    else:
        log.warning(event, why=reason(error), **about)


def reason(error: BaseException | None) -> str:
    """Why something went wrong, in one line, as the database itself or the system says it."""
    if _waited_in_vain(error) and getattr(error, "code", None):  # the library's own words, with an address of its pages
        return NONE_CAME_FREE
    return " ".join(str(getattr(error, "orig", None) or error).split())[:300]


def may_pass(error: BaseException | None) -> bool:
    """Whether it is the surroundings that fail, such as a full disk or a server that is away, and no bug."""
    if isinstance(error, (StorageError, sqlite3.Error, OSError)):
        return True
    driver = getattr(error, "orig", error)
    return _is_away(driver) or _is_of_the_disk(driver) or _waited_in_vain(error)


def _is_away(driver: object) -> bool:
    """Whether a PostgreSQL server cannot be reached, ends the session, or refuses it just now, as its driver says.

    The driver is imported only where it is used. It has a class of its own for each reason, such as `AdminShutdown`.
    """
    kinds = {kind.__name__ for kind in type(driver).__mro__ if kind.__module__.startswith("psycopg")}
    return "OperationalError" in kinds or (bool(kinds) and getattr(driver, "sqlstate", None) in _OF_THE_SERVER)


_OF_THE_SERVER = {"25006", "25P03", "42501", "42P01"}
"""A standby, which only reads; a session that was idle for too long; a right that was taken away; and a table that is
gone, or in a schema that we may no longer use: the driver counts them all among our mistakes."""

_OF_THE_DISK = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


def _is_of_the_disk(driver: object) -> bool:
    """Whether SQLite could not read or write, as opposed to a wrong statement or a damaged file."""
    return isinstance(driver, sqlite3.Error) and getattr(driver, "sqlite_errorcode", 0) & 0xFF in _OF_THE_DISK


def _waited_in_vain(error: BaseException | None) -> bool:
    """Whether no session to a server came free: those that there are wait for one that hangs."""
    return type(error).__module__ == "sqlalchemy.exc" and type(error).__name__ == "TimeoutError"


class Look:
    """One look of a tick, and the first thing in it that failed, with what else the log is to say of it.

    What fails for one game must hold up none of the others. If it is the surroundings that fail, it fails for every
    game and with every look: the tick itself tells of it, at the beginning, then ever more rarely, and at the end.
    """

    def __init__(self) -> None:
        self.goes_on = True
        self.error: Exception | None = None
        self.about: dict[str, object] = {}


_look: ContextVar[Look | None] = ContextVar("look", default=None)


@contextmanager
def looking() -> Iterator[Look]:
    """While the body runs, what passes is kept for whoever looks, also of the tasks that it starts."""
    look = Look()
    before = _look.set(look)
    try:
        yield look
    finally:
        look.goes_on = False  # what it has set going on the side may fail later, and tells of it itself
        _look.reset(before)


def note_stumble(log: structlog.typing.FilteringBoundLogger, event: str, error: Exception, **about: object) -> None:
    """Leave what passes to the tick that looks, where one does; log the rest, as `note_failure` has it."""
    look = _look.get()
    if look is None or not look.goes_on or not may_pass(error):
        note_failure(log, event, error, **about)
    elif look.error is None:
        look.error, look.about = error, about


class Background:
    """Holds the tasks that were started on the side, so that none is lost and none fails in silence."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def run(self, work: Coroutine[object, object, object]) -> None:
        """Start it now."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def drain(self) -> None:
        """Wait for all that runs."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            work = getattr(task.get_coro(), "__qualname__", "")
            note_failure(_log, "background work failed", task.exception(), work=work)


async def each(games: Iterable[int], work: Callable[[int], Awaitable[object]]) -> None:
    """Do it for many games at once; one that fails is logged, under its id, and holds up none of the others."""

    async def one(game_id: int) -> None:
        structlog.contextvars.bind_contextvars(game=game_id)  # in a task of its own, so only for this game
        try:
            await work(game_id)
        except Exception as error:  # noqa: BLE001 - see above
            note_stumble(_log, "a game could not go on", error, game=game_id)

    await asyncio.gather(*(one(game_id) for game_id in games))


async def give_up(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel tasks, and wait until they have noticed."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
