"""Making engines. What fails on one is told without the values that it was about, so that no log names anybody."""

import re
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

ONE_STATEMENT = "one_statement"
"""The option of an engine whose transactions have one statement each: SQLite needs to be told of none of them."""

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


def _say_less(context: ExceptionContext) -> None:
    """Change the error itself, as well as the one that is raised from it: a traceback prints both."""
    error, raised = context.original_exception, context.sqlalchemy_exception
    whole, less = str(error), _without_values(error)
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
