"""Opening a database file only to look at it, safely beside a running bot."""

import mmap
import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from bot.storage.causes import has_no_room
from bot.storage.errors import DatabaseError

APPLICATION_ID = 0x52434C31
"""Recall's mark in the header of a file: `RCL1`."""

_SINCE_THE_FIRST = frozenset({"alembic_version", "games", "rounds", "players", "contents", "asked", "answers"})


def open_to_look(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. Raises `sqlite3.Error`."""
    refuse_without_index(path)
    return sqlite3.connect(address_to_look(path), uri=True)


def address_to_look(path: Path) -> str:
    """The file's address for whoever only reads: as a URI, in which ?, # and % in a path have to be quoted."""
    return f"{path.absolute().as_uri()}?{'immutable=1' if lies_still(path) else 'mode=ro'}"


def lies_still(path: Path) -> bool:
    """Whether it is a copy in a folder that cannot be written, or on a full disk: SQLite would put a log beside it.

    Where a log with anything in it lies beside it already, somebody may be writing, or was and did not end.
    """
    if any(_holds_anything(path.with_name(path.name + ending)) for ending in ("-wal", "-journal")):
        return False
    if not os.access(path.parent, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        return not path.with_name(f"{path.name}-wal").exists()
    return has_no_room(path) and _is_free(path)


def _holds_anything(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def _is_free(path: Path) -> bool:
    """Whether no Recall has it; the lock is tried for an instant."""
    lock = path.with_name(f"{path.name}.lock")
    try:
        if lock.exists():
            with FileLock(lock, timeout=0):
                return True
    except (Timeout, OSError):
        return False
    return True


_INDEX, _FRAMES = 32_768, 4_096
"""Bytes of the log's index, in which so many pages of the log have their place."""


def refuse_without_index(path: Path) -> None:
    """Raise `sqlite3.OperationalError`, as for a full disk, where the index of the log cannot be laid out whole.

    SQLite writes a byte into each of its pages and then uses them as memory. On a disk with smaller blocks, the rest of
    a page may find no room then, and the system ends the process (SIGBUS) without a word.
    """
    if os.name != "posix" or not has_no_room(path) or lies_still(path):
        return
    with suppress(FileNotFoundError):
        if os.statvfs(path.parent).f_frsize >= mmap.PAGESIZE or _is_laid_out(path.with_name(f"{path.name}-shm")):
            return
        log = path.with_name(f"{path.name}-wal")
        pages = log.stat().st_size // _FRAMES if log.exists() else 0
        try:
            with tempfile.TemporaryFile(dir=path.parent) as tried:
                os.posix_fallocate(tried.fileno(), 0, _INDEX * (2 + pages // _FRAMES))
        except OSError as error:
            full = sqlite3.OperationalError("database or disk is full")
            full.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise full from error


def _is_laid_out(index: Path) -> bool:
    """Whether it is there with room for all of it, as beside a running Recall."""
    with suppress(FileNotFoundError):
        found = index.stat()
        return found.st_size >= _INDEX and found.st_blocks * 512 >= found.st_size
    return False


def refuse_another_programs(path: Path) -> None:
    """Raise `DatabaseError` for such a file, before anything is made beside it; what else is wrong is found later."""
    with suppress(sqlite3.Error), closing(open_to_look(path)) as looking:
        refuse_foreign(looking, path)


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `DatabaseError` for a file that another program made; an empty one is nobody's yet."""
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    # The earliest versions of Recall left no mark.
    ours = mark == APPLICATION_ID or (mark == 0 and (not tables or tables >= _SINCE_THE_FIRST))
    if not ours:
        raise DatabaseError(f"{path} is another program's database, not Recall's. Name another file.")
