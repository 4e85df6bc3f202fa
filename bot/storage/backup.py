"""A copy of the database, made beside a running bot."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from bot.rights import is_folder, named
from bot.storage.causes import explained, is_damage, is_in_use, obstacle
from bot.storage.checking import damage
from bot.storage.errors import DatabaseError
from bot.storage.looking import open_to_look


def back_up(path: Path, target: Path) -> None:
    """Make a backup. Raises `DatabaseError`, which names the file that failed."""
    try:
        copy(path, target)
    except (DatabaseError, sqlite3.Error, OSError) as error:
        told = error if isinstance(error, DatabaseError) else blamed(path, target, error)
        raise DatabaseError(f"No backup was made. {told}", passes=told.passes) from error


def blamed(source: Path, target: Path, error: sqlite3.Error | OSError) -> DatabaseError:
    """Why a copy failed: damage and other writers are the source's, all else is the target's."""
    if is_damage(error) or is_in_use(error):
        return explained(source, error, looking=True)
    return explained(target, error)


def copy(path: Path, target: Path) -> None:
    """Copy the database in one transaction, compacted. Raises `DatabaseError`, `sqlite3.Error`, `OSError`.

    Neither a damaged database is copied, nor does a copy count that is not whole. The target is for its owner alone,
    and appears when it is whole and on the disk. VACUUM INTO reads one snapshot and holds writers up only briefly; the
    paged backup API starts again at every commit and never ends beside a busy writer.
    """
    if not path.exists() or not path.stat().st_size:
        raise DatabaseError(f"There is no database at {path}. Set RECALL_DATABASE to the one to copy.")
    if is_folder(target):  # "" as well, as of a variable that is not set
        raise DatabaseError(f"{named(target)} is a directory. Name a file that does not exist yet.")
    refuse_without_folder(target)
    _refuse_bytes(target)
    if found := obstacle(target):
        raise DatabaseError(found)
    with writing_alone(target):
        if target.exists():
            raise DatabaseError(f"{target} already exists. Name a file that does not exist yet.")
        _refuse_damaged(path, f"{path} is damaged; existing backups are kept")
        _copy(path, target)
    flush(target.parent)


@contextmanager
def writing_alone(target: Path) -> Iterator[None]:
    """Keep others from writing a copy to the same file while the body runs. Raises `DatabaseError` where one does."""
    lock = FileLock(target.with_name(f"{target.name}.part.lock"), mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not Path(lock.lock_file).exists():  # as in /proc, where nobody can make a file
            raise DatabaseError(f"No file can be made in {target.parent}. Name one in another directory.") from None
        raise DatabaseError(
            f"Another backup is writing {target}. Wait until it is done, or name another file."
        ) from None
    try:
        yield
    finally:
        with suppress(OSError):  # as long as it is held: whoever has it open already finds that it is nobody's file
            Path(lock.lock_file).unlink()
        lock.release()


def _copy(path: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)
        with closing(open_to_look(path)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        _refuse_damaged(part, f"The copy of {path} is incomplete and was deleted")
        flush(part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def refuse_without_folder(target: Path) -> None:
    """Raise `DatabaseError` where a copy would need a new folder: more likely a disk is not mounted there."""
    if not target.parent.is_dir():
        raise DatabaseError(f"There is no directory {target.parent} to write to.")


def _refuse_bytes(target: Path) -> None:
    """Raise `DatabaseError` where SQLite, which takes text, could not be told where the copy goes."""
    try:
        str(target).encode()
    except UnicodeEncodeError:
        raise DatabaseError(f"SQLite cannot write to {target}: the path is not UTF-8. Choose one that is.") from None


def _refuse_damaged(path: Path, told: str) -> None:
    if problems := damage(path):
        raise DatabaseError(f"{told}: {problems[0]}")


def flush(path: Path) -> None:
    """Have a file or directory reach the disk itself: VACUUM INTO does not wait for that."""
    if os.name != "posix":  # Windows opens no directories, and flushes only what was opened for writing
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
