"""A lane for long readings: however many want one, connections are left for everybody else."""

import asyncio
from weakref import WeakKeyDictionary

from sqlalchemy import Pool

from bot.storage.asynchronous import AsyncEngine

AT_ONCE = 2
"""Long readings at a time, of the four connections that an engine has for reading."""

_LANES: WeakKeyDictionary[Pool, asyncio.Semaphore] = WeakKeyDictionary()


def lane(reading: AsyncEngine) -> asyncio.Semaphore:
    """What a long reading holds while it has a connection, and no longer: threads are waited for outside of it."""
    return _LANES.setdefault(reading.sync_engine.pool, asyncio.Semaphore(AT_ONCE))
