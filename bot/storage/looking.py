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

_BEGINNING = b"SQLite format 3\0"
_HEADER = 100
_MARK = slice(68, 72)
"""Where the mark stands in a header."""

_FIRST_TABLE, _LOOKED_THROUGH = b"CREATE TABLE alembic_version", 4_000_000
"""What stands among the first so many bytes of a database of ours, even where its header is destroyed."""

_NO_DATABASE = (
    "{} is not an SQLite database, so it is not Recall's, and it was left as it is. Correct RECALL_DATABASE. If "
    "Recall's database was there, nothing is left of it: move the file elsewhere, then run `recall db restore FILE` "
    "with the newest undamaged backup."
)

CLAIMED: set[Path] = set()
"""Files that this process has to itself, and may have open. It never reads them past SQLite: with the first descriptor
that a process closes, the system drops all its locks on a file, and whoever closes the database next deletes the log
that this process goes on writing to."""

_SINCE_THE_FIRST = frozenset({"alembic_version", "games", "rounds", "players", "contents", "asked", "answers"})


def open_to_look(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. Raises `sqlite3.Error`."""
    refuse_without_index(path)
    return sqlite3.connect(address_to_look(path), uri=True)


def address_to_look(path: Path) -> str:
    """The file's address for whoever only reads: as a URI, in which ?, # and % in a path have to be quoted."""
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if lies_still(path) else ''}"


def lies_still(path: Path) -> bool:
    """Whether it is a copy in a folder that cannot be written, or on a full disk: SQLite would put a log beside it.

    Where a log with anything in it lies beside it already, somebody may be writing, or was and did not end.
    """
    if path.absolute() in CLAIMED or any(
        _holds_anything(path.with_name(path.name + ending)) for ending in ("-wal", "-journal")
    ):
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
    """Raise `DatabaseError` for what is not Recall's, before anything of it is changed or anything is made beside it.

    An empty file is nobody's yet. What is damaged or cannot be read is found out later. One that is `CLAIMED` was seen
    before.
    """
    if path.absolute() in CLAIMED:
        return
    with suppress(OSError):
        if _begins_like_none(path) and not _was_ours(path):
            raise DatabaseError(_NO_DATABASE.format(path))
    refuse_another_programs_database(path)


def refuse_another_programs_database(path: Path) -> None:
    """The same where it is a database of SQLite's; what is none, or is damaged, is found out later."""
    if path.absolute() in CLAIMED:
        return
    with suppress(OSError, sqlite3.Error):
        if path.is_file() and not _is_ours(path):
            raise DatabaseError(f"{path} is another program's database, not Recall's. Name another file.")


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADER)


def _begins_like_none(path: Path) -> bool:
    return path.is_file() and bool(found := _header(path)) and not found.startswith(_BEGINNING)


def _was_ours(path: Path) -> bool:
    """Whether it is a database of ours whose beginning is destroyed, and no text that tells of one."""
    with path.open("rb") as file:
        found = file.read(_LOOKED_THROUGH)
    return _FIRST_TABLE in found and b"\0" in found


def _is_ours(path: Path) -> bool:
    """Whether a database is Recall's, or nobody's yet; what is no database is not judged. Raises `sqlite3.Error`."""
    header = _header(path)
    mark = int.from_bytes(header[_MARK], "big")
    if not header.startswith(_BEGINNING) or mark == APPLICATION_ID:
        return True
    return mark == 0 and _has_tables_of_ours(path)


def _has_tables_of_ours(path: Path) -> bool:
    """Whether it has what Recall's have had since the first, or none: the earliest versions left no mark."""
    untouched = not any(_holds_anything(path.with_name(path.name + ending)) for ending in ("-wal", "-journal"))
    # Otherwise a log would be laid out beside it.
    where = f"{path.absolute().as_uri()}?mode=ro&immutable=1" if untouched else address_to_look(path)
    with closing(sqlite3.connect(where, uri=True)) as looking:
        tables = {row[0] for row in looking.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return not tables or tables >= _SINCE_THE_FIRST
