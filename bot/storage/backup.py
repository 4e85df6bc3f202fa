"""A copy of the database, made beside a running bot."""

import os
from contextlib import closing
from pathlib import Path

from bot.storage.errors import DatabaseError
from bot.storage.looking import open_to_look


def back_up(path: Path, target: Path) -> None:
    """Copy the database in one transaction, compacted. Raises `DatabaseError`, and `sqlite3.Error` for a damaged file.

    The target appears when it is whole and on the disk. VACUUM INTO reads one snapshot and holds writers up only
    briefly; the paged backup API starts again at every commit and never ends beside a busy writer.
    """
    if not path.exists():
        raise DatabaseError(f"There is no database at {path}. Set RECALL_DATABASE to the one to copy.")
    if target.exists():
        raise DatabaseError(f"{target} exists already. Name a file that does not.")
    if not target.parent.is_dir():
        raise DatabaseError(f"There is no directory {target.parent} to write to.")
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(open_to_look(path)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        flush(part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    flush(target.parent)


def flush(path: Path) -> None:
    """Have a file or directory reach the disk itself: VACUUM INTO does not wait for that."""
    if os.name != "posix":  # Windows opens no directories, and flushes only what was opened for writing
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
