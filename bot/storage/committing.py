"""A transaction whose outcome is known, even where the connection is lost over its commit."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.storage.errors import LostError

PATIENCE_S = 30.0
"""How long a server that went away over a commit is asked what became of it."""

GAVE_WAY = {"40001", "40P01"}
"""What a server says to a transaction that was in a circle with others, or met what they had changed: to try again."""


def gave_way(error: DBAPIError) -> bool:
    """Whether nothing is wrong with what was to be written but that others were at it, too."""
    return getattr(error.orig, "sqlstate", None) in GAVE_WAY


class OutcomeUnknownError(Exception):
    """The server went away over a commit and has not come back to say whether it was made."""

    def __init__(self) -> None:
        super().__init__("the database server went away during a commit, and it is not known what became of it")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Committed where the body ends. Raises what the engine raises, and `OutcomeUnknownError`.

    On a server the connection may end after the commit was sent and before its answer came. To write the same again
    would count sums twice, so the server is asked. Where it ends before that, nothing was committed.
    """
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    from bot.storage.postgresql import receipt

    number, sent = 0, False
    try:
        with engine.begin() as connection:
            number = receipt(connection)
            yield connection
            sent = True
    except DBAPIError as error:
        if not (sent and error.connection_invalidated) or not _was_committed(engine, number):
            raise


def _was_committed(engine: Engine, number: int) -> bool:
    from bot.storage.postgresql import was_committed

    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            known = was_committed(engine, number)
        except LostError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the server cannot say yet
            known = None
        if known is not None:
            return known
        threading.Event().wait(0.25)  # this is the writer's own thread
    raise OutcomeUnknownError
