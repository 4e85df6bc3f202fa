"""SQLite: a file, one process, one writing connection, any number of reading ones."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

from bot.kernel.accuracy import accuracy_floor
from bot.storage.astray import Opened
from bot.storage.causes import explained, hand_over
from bot.storage.engines import ONE_STATEMENT, file_url, make_async_engine, make_engine
from bot.storage.errors import DatabaseError, LostError
from bot.storage.looking import CLAIMED, lies_still, refuse_another_programs, refuse_without_index
from bot.storage.readers import READERS, Readers
from bot.storage.upgrading import note_new, upgrade_with_a_copy
from bot.storage.visits import Driver

PATIENCE_S = 2.0
"""Somebody else's look at the lock, such as `recall doctor`'s, holds it for an instant; a bot holds it for longer."""


@dataclass(frozen=True, slots=True)
class FileDatabase:
    """An open file. `writing` has exactly one connection, which belongs to the writer and its thread."""

    place: Path
    writing: Engine
    reading: AsyncEngine
    lock: FileLock
    opened: Opened

    @property
    def astray(self) -> str:
        """What of it was moved or deleted since it was opened, in words; nothing while all is in its place."""
        return self.opened.astray

    @property
    def size(self) -> int:
        """Bytes of the file and its log."""
        files = [self.place.with_name(self.place.name + ending) for ending in ("", "-wal", "-shm")]
        return sum(file.stat().st_size for file in files if file.exists())

    async def measure(self, _: datetime) -> None:
        """Nothing to do: a file's size is at hand."""

    async def close(self) -> None:
        """Close every connection and let others have the file."""
        await self.reading.dispose()
        self.writing.dispose()
        self.lock.release()


TAKEN = "the database's .lock was deleted, and another Recall has the database by now"


class Claim(FileLock):
    """The lock of a database; while this process holds it, the database is `CLAIMED`."""

    def release(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - as the library has it
        """Let others have it."""
        super().release(force=force)
        if not self.is_locked:
            CLAIMED.discard(_database_of(self.lock_file))

    def renew(self) -> None:
        """Have it again where its file was deleted. Raises `LostError` where another process has it, and `OSError`."""
        super().release(force=True)
        try:
            self.acquire(timeout=0)
        except Timeout:
            raise LostError(TAKEN) from None
        hand_over(Path(self.lock_file), like=Path(self.lock_file).parent)


def lock_file(path: Path) -> Claim:
    """Claim the file for this process. Raises `DatabaseError` where another one has it, or it is not Recall's."""
    refuse_another_programs(path)
    file = _lock_of(path)
    lock = Claim(file, mode=0o600, thread_local=False)  # the writer's thread looks after it
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_without_index(path)
        lock.acquire(timeout=PATIENCE_S)
        CLAIMED.add(_database_of(file))
        hand_over(file, like=path.parent)
    except Timeout:
        raise DatabaseError(f"Another Recall is running on {path}. Stop it first.") from None
    except (OSError, sqlite3.OperationalError) as error:
        found = explained(path, error)
        raise DatabaseError(f"{found} Or set RECALL_DATABASE to another file.", passes=found.passes) from error
    return lock


@contextmanager
def claimed(path: Path) -> Iterator[None]:
    """Claim the file while the body runs; where that fails at a new path, nothing is left there. As `lock_file`."""
    was_there = path.exists()
    lock = lock_file(path)
    try:
        yield
    except BaseException:
        _leave_nothing(path, was_there=was_there)
        raise
    finally:
        lock.release()


def _leave_nothing(path: Path, *, was_there: bool) -> None:
    """Take away what a failure has left at a new path; only whoever holds the lock may."""
    with suppress(OSError):
        if not was_there and path.exists() and path.stat().st_size == 0:
            path.unlink()
        if not path.exists():
            _lock_of(path).unlink(missing_ok=True)


def _lock_of(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def _database_of(lock: str | Path) -> Path:
    return Path(lock).absolute().with_suffix("")


def open_file(path: Path) -> FileDatabase:
    """Claim the file, bring its tables to the newest migration, and open it. Raises `DatabaseError`."""
    was_there = path.exists()
    is_new = not was_there or path.stat().st_size == 0
    lock = lock_file(path)
    try:
        upgrade_with_a_copy(path)
    except BaseException:
        _leave_nothing(path, was_there=was_there)
        lock.release()
        raise
    if is_new:
        note_new(path)
    opened = Opened(path, Path(lock.lock_file), lock.renew)
    return FileDatabase(path, _writing_engine(path, opened), open_for_reading(path), lock, opened)


def open_for_reading(path: Path) -> AsyncEngine:
    """An engine that only reads, safe beside a running bot; whoever opens it disposes of it. Raises `DatabaseError`."""
    try:
        refuse_without_index(path)
    except sqlite3.OperationalError as error:
        raise explained(path, error) from error
    engine = make_async_engine(
        file_url("sqlite+aiosqlite", path, still=lies_still(path)),
        module=Driver(),
        connect_args={"isolation_level": None},
        poolclass=Readers,
        pool_size=READERS,
        max_overflow=0,
    )
    _set_up(engine.sync_engine, _READING, "BEGIN")
    return engine


def _writing_engine(path: Path, opened: Opened) -> Engine:
    engine = make_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"isolation_level": None, "check_same_thread": False},
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
    )

    @event.listens_for(engine, "begin")
    def look(connection: Connection) -> None:
        opened.refuse(cast("sqlite3.Connection", connection.connection.driver_connection))

    _set_up(engine, _WRITING, "BEGIN IMMEDIATE")

    @event.listens_for(engine, "connect")
    def finish(connection: Any, record: object) -> None:  # noqa: ARG001
        connection.create_function("accuracy_floor", 2, accuracy_floor, deterministic=True)
        opened.connected()

    return engine


def _set_up(engine: Engine, pragmas: Sequence[str], begin: str) -> None:
    """Have each connection configured, and transactions begin as we say: the driver would begin them late."""

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: object) -> None:  # noqa: ARG001
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin_now(connection: Connection) -> None:
        if not connection.get_execution_options().get(ONE_STATEMENT):
            connection.exec_driver_sql(begin)


_WRITING = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")
_READING = ("query_only=ON", "busy_timeout=5000", "wal_autocheckpoint=0")
