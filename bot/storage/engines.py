"""Making engines. What fails on one is told without the values that it was about, so that no log names anybody."""

import math
import re
import select
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

_RESTS_SINCE = "rests since"

ONE_STATEMENT = "one_statement"
"""The option of an engine on a file whose transactions have one statement each: none of them is begun in words."""

_QUOTED = re.compile(r'"[^"]*"')

_UNFIT_VALUE = "22"
"""The class of states in which PostgreSQL quotes the value that it cannot take; in others it quotes its own names."""


def make_engine(url: URL | str, **given: Any) -> Engine:
    """An engine, as `sqlalchemy.create_engine` makes it."""
    engine = create_engine(url, hide_parameters=True, **given)
    event.listen(engine, "handle_error", _say_less)
    return engine


def make_async_engine(url: URL | str, **given: Any) -> AsyncEngine:
    """An engine, as `sqlalchemy.ext.asyncio.create_async_engine` makes it."""
    engine = create_async_engine(url, hide_parameters=True, **given)
    event.listen(engine.sync_engine, "handle_error", _say_less)
    return engine


def file_url(driver: str, path: Path, *, still: bool) -> URL:
    """The address of a file; `still`: of one that nobody writes to, so that nothing is laid beside it.

    It is made of its parts: in a text, the ?, # and % of a path would be read as something else.
    """
    if not still:
        return URL.create(driver, database=str(path))
    return URL.create(driver, database=path.absolute().as_uri(), query={"mode": "ro", "immutable": "1", "uri": "true"})


def explain_on(engine: Engine, explained: Callable[[BaseException], Exception]) -> None:
    """Have what fails on it be raised as what `explained` makes of it, whichever others are at work around it."""

    @event.listens_for(engine, "handle_error")
    def explain(context: ExceptionContext) -> None:
        if context.sqlalchemy_exception is not None:  # otherwise it is no error of the database's
            raise explained(context.original_exception) from context.original_exception


def one_by_one(reading: AsyncEngine) -> AsyncEngine:
    """The same for reads of one statement each, which see one state by themselves.

    On a server that spares the way there and back that begins a transaction, and the one that ends it; with a file,
    the waking of the reading thread for these.
    """
    if reading.dialect.name == "sqlite":
        return reading.execution_options(**{ONE_STATEMENT: True})
    return reading.execution_options(isolation_level="AUTOCOMMIT")


def ask_first_after_a_rest(engine: AsyncEngine, rest_s: float) -> None:
    """Look whether a session is still there before it is used, where it has not been for so long, or says something.

    To ask the server each time would cost as much as most of what is asked. One that ends its sessions says so.
    """
    pool = engine.sync_engine

    @event.listens_for(pool, "checkin")
    def rests(_: object, record: ConnectionPoolEntry) -> None:
        record.info[_RESTS_SINCE] = time.monotonic()

    @event.listens_for(pool, "checkout")
    def look(connection: DBAPIConnection, record: ConnectionPoolEntry, _: object) -> None:
        rested_s = time.monotonic() - record.info.get(_RESTS_SINCE, math.inf)
        try:
            if rested_s >= rest_s or _says_something(record.driver_connection):
                pool.dialect.do_ping(connection)
        except Exception as error:
            raise InvalidatePoolError from error


def _says_something(connection: Any) -> bool:
    """Whether something has come that nobody asked for, such as the end."""
    ready = select.poll()
    ready.register(connection.fileno(), select.POLLIN)
    return bool(ready.poll(0))


def _say_less(context: ExceptionContext) -> None:
    """Change the error itself, as well as the one that is raised from it: a traceback prints both."""
    error, raised = context.original_exception, context.sqlalchemy_exception
    whole, less = str(error), _without_values(error) + _mend(error, context.engine)
    if less == whole:
        return
    for one in (error, raised):
        if one is not None:
            one.args = tuple(part.replace(whole, less) if isinstance(part, str) else part for part in one.args)


def _without_values(error: BaseException) -> str:
    """What PostgreSQL says in its first line: below it come the row, the key, and the parameters (DETAIL, CONTEXT)."""
    said: str | None = getattr(getattr(error, "diag", None), "message_primary", None)
    if said is None:  # another engine, or the driver itself
        return str(error)
    return _QUOTED.sub('"…"', said) if str(getattr(error, "sqlstate", "")).startswith(_UNFIT_VALUE) else said


def _mend(error: BaseException, engine: Engine | None) -> str:
    """What gives a right back that was taken away while Recall runs; nothing for any other error."""
    if engine is None or engine.dialect.name == "sqlite":
        return ""
    from bot.storage.refusals import mend_of_a_right

    return mend_of_a_right(error, engine.url)
