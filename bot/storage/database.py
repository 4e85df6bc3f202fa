"""Opening a database, whichever of the two engines keeps it."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoSessionError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.ports import StorageError
from bot.storage import sqlite
from bot.storage.causes import explained, of_another
from bot.storage.errors import DatabaseError, LostError
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

    @property
    def astray(self) -> str:
        """What of it was moved or deleted while it is open, and how to mend that; nothing while all is in its place."""

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
        with blaming(place, looking=True):
            yield engine
    finally:
        await engine.dispose()


def open_for_reading(place: Place) -> AsyncEngine:
    """Such an engine; whoever opens it disposes of it."""
    if isinstance(place, Path):
        return sqlite.open_for_reading(place)
    from bot.storage import postgresql

    return postgresql.reading_engine(place)


@contextmanager
def blaming(place: Place, *, looking: bool = False) -> Iterator[None]:
    """Whatever a database, its disk, or its server refuses while the body runs is told of this one.

    Raises `DatabaseError`; one that is raised in the body has told already whose doing it was.
    """
    try:
        yield
    except DatabaseError:
        raise
    except Exception as error:
        refused = of_storage(error)
        if refused is None:
            raise
        raise refused if isinstance(refused, DatabaseError) else cause(place, refused, looking=looking) from error


def of_storage(error: BaseException | None) -> BaseException | None:
    """What a database, its disk, or its server refused, in whatever it is wrapped; None for any other error."""
    if isinstance(error, StorageError):
        return of_storage(error.__cause__)
    if isinstance(error, DBAPIError):
        return error.orig
    return error if isinstance(error, (DatabaseError, LostError, sqlite3.Error, NoSessionError, OSError)) else None


def is_of_a_network(error: BaseException) -> bool:
    """Whether it is about Discord, rather than about a database: a network's errors are the system's as well."""
    return isinstance(error, (ConnectionError, TimeoutError)) or type(error).__module__.startswith("aiohttp")


def cause(place: Place, error: BaseException | None, *, looking: bool = False) -> DatabaseError:
    """The error that tells an operator why a database cannot be used; `looking`: it was only to be read."""
    if isinstance(place, Path):
        return explained(place, error, looking=looking)
    if isinstance(error, OSError) and isinstance(error.filename, str):  # a server's errors name no file of ours
        return of_another(Path(error.filename), error)
    from bot.storage import refusals

    return refusals.explained(place, error)
