"""Why a database file cannot be used: the true cause, whose file it is, and the command that mends it."""

import os
import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.rights import nearest_folder, unreadable, unwritable, user
from bot.storage.errors import DatabaseError
from bot.whole import FULL

NO_ROOM = 1_000_000
"""Bytes. SQLite tells of a full disk in several ways; with less than this there is no room, whatever it says."""

BESIDE = ("", "-wal", "-shm", ".lock", ".erased", ".orders.json")
"""What the names of the files end in that belong to a database: its log, its lock, who was erased, what is ordered."""

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_IN_USE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def is_damage(error: BaseException | None) -> bool:
    """Whether an error says that what the file holds is wrong, and not that it could not be got at."""
    return _code(error) in _DAMAGE


def is_in_use(error: BaseException | None) -> bool:
    """Whether an error says that another program has the file."""
    return _code(error) in _IN_USE


def is_no_database(error: BaseException | None) -> bool:
    """Whether an error says that the file holds something else altogether."""
    return _code(error) == sqlite3.SQLITE_NOTADB


def explained(path: Path, error: BaseException | None, *, looking: bool = False) -> DatabaseError:
    """The error that tells an operator why the database at `path` cannot be used; `looking`: it was only to be read."""
    if isinstance(error, OSError) and (other := another(path, error)):
        return of_another(other, error)
    code = _code(error)
    if found := (unreadable(path) if looking else obstacle(path)):
        return DatabaseError(found)
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", None) in FULL or has_no_room(path):
        return DatabaseError(f"There is no room for {path}: the disk is full. Free some space on it.", passes=True)
    if code in _DAMAGE:
        mend = "Stop Recall, and run `recall db restore FILE` with the newest undamaged backup."
        return DatabaseError(f"{path} cannot be used as Recall's database: {error}. {mend}")
    if code in _IN_USE:
        return DatabaseError(f"Another program is writing to {path}. Let nothing but Recall write there.", passes=True)
    if code == sqlite3.SQLITE_ERROR:
        told = f"{path} does not hold the tables that belong to its revision: {error}"
        return DatabaseError(f"{told}. Run `recall db restore FILE` with a backup of a released version of Recall.")
    why = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    return DatabaseError(f"{path} cannot be read or written: {why}. Check the disk and the kernel's log.", passes=True)


def another(path: Path, error: OSError) -> Path | None:
    """The file that an error is about, where it is none of those that lie beside the database, nor a folder above."""
    if not isinstance(error.filename, str):
        return None
    file, path = Path(error.filename).absolute(), path.absolute()
    return None if file.parent == path.parent or file in path.parents else file


def of_another(file: Path, error: OSError) -> DatabaseError:
    """The error of a file that is not the database's: it is told of that one, whatever was done with the database."""
    if isinstance(error, PermissionError) and (found := unreadable(file) or unwritable(file)):
        return DatabaseError(found)
    if error.errno in FULL:
        return DatabaseError(f"There is no room for {file}: the disk is full. Free some space on it.", passes=True)
    why = error.strerror or str(error)
    return DatabaseError(f"{file} cannot be read or written: {why}. Correct that, and try again.", passes=True)


def obstacle(path: Path) -> str:
    """What keeps this process from writing a database at `path`, and how to mend it; nothing where nothing does."""
    return unwritable(path, _files_of(path))


def _files_of(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in BESIDE]


def strangers(path: Path) -> Iterator[str]:
    """Files of the database that belong to somebody else than their folder does: who runs as that one cannot write."""
    for file in _files_of(path):
        yield from stranger(file)


def stranger(file: Path) -> Iterator[str]:
    """The same of one file."""
    with suppress(OSError):
        whose, folders = file.stat().st_uid, file.parent.stat()
        if whose != folders.st_uid and folders.st_uid != 0:
            told = f"{file} belongs to {user(whose)}, its folder to {user(folders.st_uid)}"
            yield f"{told}. As root: `chown {folders.st_uid}:{folders.st_gid} {shlex.quote(str(file))}`."


def hand_over(file: Path, like: Path) -> None:
    """Where root made a file, give it to whom another one belongs, so that the service can go on with it."""
    if os.name == "posix" and os.geteuid() == 0:
        owner = like.stat()
        os.chown(file, owner.st_uid, owner.st_gid)


def has_no_room(path: Path) -> bool:
    """Whether its disk is full."""
    with suppress(OSError):
        disk = shutil.disk_usage(nearest_folder(path.parent))
        return disk.total > 0 and disk.free < NO_ROOM  # what the kernel shows as files has no size at all
    return False


def _code(error: BaseException | None) -> int | None:
    """SQLite's primary code."""
    found = getattr(error, "sqlite_errorcode", None)
    return found & 0xFF if isinstance(found, int) else None
