"""Why a database file cannot be used: the true cause, whose file it is, and the command that mends it."""

import errno
import os
import shlex
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from bot.storage.errors import DatabaseError

NO_ROOM = 1_000_000
"""Bytes. SQLite tells of a full disk in several ways; with less than this there is no room, whatever it says."""

BESIDE = ("", "-wal", "-shm", ".lock", ".erased", ".orders.json")
"""What the names of the files end in that belong to a database: its log, its lock, who was erased, what is ordered."""

_OF_THE_SYSTEM = {
    *map(
        Path, ("/", "/boot", "/dev", "/etc", "/home", "/mnt", "/opt", "/proc", "/root", "/run", "/srv", "/sys", "/usr")
    ),
    *map(Path, ("/tmp", "/usr/local", "/var", "/var/backups", "/var/lib", "/var/log", "/Users", "/Library")),  # noqa: S108
}
"""Folders that nobody should take for themselves."""

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_FULL = {errno.ENOSPC, errno.EDQUOT} if os.name == "posix" else {errno.ENOSPC}
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
    code = _code(error)
    if found := (unreadable(path) if looking else obstacle(path)):
        return DatabaseError(found)
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", None) in _FULL or has_no_room(path):
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


def obstacle(path: Path) -> str:
    """What keeps this process from writing a database at `path`, and how to mend it; nothing where nothing does."""
    if os.name != "posix":  # Windows' rights are no numbers, and its errors say enough
        return ""
    folder = nearest_folder(path.parent)
    with suppress(OSError):
        if os.statvfs(folder).f_flag & os.ST_RDONLY:
            return f"{folder} is on a file system that is mounted read-only. Mount it for writing."
    if not _may(folder, os.W_OK | os.X_OK):
        return _in_words(folder, "u+wx", [file for file in _files_of(path) if _may(file, os.F_OK)])
    for file in _files_of(path):
        if _may(file, os.F_OK) and not _may(file, os.R_OK | os.W_OK):
            return _in_words(file, "u+rw")
    return ""


def unreadable(path: Path) -> str:
    """What keeps this process from reading the file at `path`; nothing where nothing does."""
    if os.name != "posix":
        return ""
    folder = nearest_folder(path.parent)
    if not _may(folder, os.X_OK):
        return f"{folder} is not accessible to {user(os.geteuid())}. {_as_whom(folder)}"
    if _may(path, os.F_OK) and not _may(path, os.R_OK):
        return f"{path} cannot be read by {user(os.geteuid())}. {_as_whom(path)}"
    return ""


def _as_whom(place: Path) -> str:
    """Who can read it."""
    with suppress(OSError):
        if (owner := place.stat().st_uid) != os.geteuid():
            return f"It belongs to {user(owner)}: run this as {user(owner)}."
        return f"Run `chmod u+rX {shlex.quote(str(place))}`."
    return "Run this as root."


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


def nearest_folder(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next((one for one in (folder, *folder.parents) if _is_folder(one)), Path("/"))


def user(uid: int) -> str:
    """A user's name, the number where there is none."""
    try:
        import pwd

        return pwd.getpwuid(uid).pw_name
    except (ImportError, KeyError):
        return f"user {uid}"


def hand_over(file: Path, like: Path) -> None:
    """Where root made a file, give it to whom another one belongs, so that the service can go on with it."""
    if os.name == "posix" and os.geteuid() == 0:
        owner = like.stat()
        os.chown(file, owner.st_uid, owner.st_gid)


def _may(place: Path, mode: int) -> bool:
    return os.access(place, mode, effective_ids=os.access in os.supports_effective_ids)


def _in_words(place: Path, mode: str, within: Sequence[Path] = ()) -> str:
    """Why a folder or a file cannot be written, and the command that mends it, also for files `within`."""
    me, quoted = os.geteuid(), shlex.join(map(str, (place, *within)))
    told = f"{place} cannot be written by {user(me)}"
    with suppress(OSError):
        owner = place.stat().st_uid
        if owner == me:
            return f"{told}, who owns it. Run `chmod {mode} {shlex.quote(str(place))}`."
        if place in _OF_THE_SYSTEM:
            return f"{told}; it belongs to the system. Use a folder of Recall's own."
        service = f"Run Recall as {user(owner)}, or as root: " if owner else "As root: "
        return f"{told}; it belongs to {user(owner)}. {service}`chown {me} {quoted}`."
    return f"{told}. Allow that user to write there."


def _is_folder(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:
        return False


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
