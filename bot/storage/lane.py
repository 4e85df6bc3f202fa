"""A lane for long readings: however many want one, connections are left for everybody else (`bot.storage.readers`)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

_long: ContextVar[bool] = ContextVar("long", default=False)


@asynccontextmanager
async def lane() -> AsyncIterator[None]:
    """A connection that is asked for in here is had for long. Threads are waited for outside of it."""
    before = _long.set(True)
    try:
        yield
    finally:
        _long.reset(before)


def is_long() -> bool:
    """Whether the current task is about to read for long."""
    return _long.get()
