"""Opening a database, whichever of the two engines keeps it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import sqlite
from bot.storage.causes import explained
from bot.storage.errors import DatabaseError
from bot.storage.place import Place
from bot.storage.upgrading import upgrade_with_a_copy


class Database(Protocol):
    """An open database. `writing` has exactly one connection, which belongs to the writer and its thread."""

    @property
    def place(self) -> Place:
        """The file, or the address on a server."""

    @property
    def writing(self) -> Engine:
        """Nobody else writes while this one may."""

    @property
    def reading(self) -> AsyncEngine:
        """Each connection sees one state of the whole."""

    @property
    def size(self) -> int:
        """Bytes, as last measured."""

    async def measure(self, at: datetime) -> None:
        """Look how large it is."""

    async def close(self) -> None:
        """Close every connection and let others have it."""


def open_database(place: Place) -> Database:
    """Claim it for this process, bring its tables to the newest migration, and open it. Raises `DatabaseError`."""
    if isinstance(place, Path):
        return sqlite.open_file(place)
    from bot.storage import postgresql  # its driver is loaded where it is used

    return postgresql.open_server(place)


def lock_database(place: Place, *, to_change: bool = True) -> AbstractContextManager[object]:
    """Claim it for this process while the body runs. Raises `DatabaseError` where another one has it.

    `to_change`: what is in it is about to change, so whoever had it before must not go on from memory.
    """
    if isinstance(place, Path):
        return sqlite.claimed(place)
    from bot.storage import postgresql

    return postgresql.claim(place, to_change=to_change)


def bring_up_to_date(place: Place) -> None:
    """Run the migrations that it lacks, and leave it. Raises `DatabaseError`, also where a Recall is running on it."""
    if isinstance(place, Path):
        with sqlite.claimed(place):
            upgrade_with_a_copy(place)
        return
    from bot.storage import postgresql

    postgresql.bring_up_to_date(place)


@asynccontextmanager
async def reading(place: Place) -> AsyncIterator[AsyncEngine]:
    """An engine that only reads, safe beside a running bot, while the body runs. Raises `DatabaseError`."""
    engine = open_for_reading(place)
    try:
        yield engine
    except DBAPIError as error:
        raise cause(place, error.orig, looking=True) from error
    finally:
        await engine.dispose()


def open_for_reading(place: Place) -> AsyncEngine:
    """Such an engine; whoever opens it disposes of it."""
    if isinstance(place, Path):
        return sqlite.open_for_reading(place)
    from bot.storage import postgresql

    return postgresql.reading_engine(place)


def is_of_storage(error: Exception) -> bool:
    """Whether the disk failed, or the server of a database; a network's errors are the system's as well."""
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.exc import TimeoutError as NoSessionError

    of_a_network = isinstance(error, (ConnectionError, TimeoutError)) or type(error).__module__.startswith("aiohttp")
    return isinstance(error, (sqlite3.Error, DBAPIError, NoSessionError, OSError)) and not of_a_network


def cause(place: Place, error: BaseException | None, *, looking: bool = False) -> DatabaseError:
    """The error that tells an operator why a database cannot be used; `looking`: it was only to be read."""
    if isinstance(place, Path):
        return explained(place, error, looking=looking)
    from bot.storage import refusals

    return refusals.explained(place, error)
