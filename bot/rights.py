"""What this process may do with a file or a folder; whose it is, and the command that mends it."""

import errno
import os
import shlex
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_OF_THE_SYSTEM = {
    *map(
        Path, ("/", "/boot", "/dev", "/etc", "/home", "/mnt", "/opt", "/proc", "/root", "/run", "/srv", "/sys", "/usr")
    ),
    *map(Path, ("/tmp", "/usr/local", "/var", "/var/backups", "/var/lib", "/var/log", "/Users", "/Library")),  # noqa: S108
}
"""Folders that nobody should take for themselves."""


def closed(path: Path) -> Path | None:
    """The folder or file that keeps this process from reading a file or a folder; None where its rights are enough."""
    if os.name != "posix":  # Windows' rights are no numbers, and its errors say enough
        return None
    folder = nearest_folder(path.parent)
    if not may(folder, os.X_OK):
        return folder
    reading = os.R_OK | os.X_OK if is_folder(path) else os.R_OK
    return path if may(path, os.F_OK) and not may(path, reading) else None


def unreadable(path: Path) -> str:
    """What keeps this process from reading the file or folder at `path`, and who can; nothing where nothing does."""
    place = closed(path)
    return f"{_closed_to_me(place)} {_as_whom(place)}" if place else ""


def why_unread(path: Path, error: OSError) -> str:
    """Why a file or folder that somebody named was not read, and what to do about it."""
    if astray := leads_nowhere(path):
        return f"{path}: {astray} Correct the link, or name another file."
    if isinstance(error, FileNotFoundError):
        return f"{path} does not exist."
    return unreadable(path) or f"{path} cannot be read: {error.strerror}."


def leads_nowhere(path: Path) -> str:
    """Why a link cannot be followed; nothing where it can be, or is none."""
    try:
        if path.is_symlink():
            path.stat()
    except FileNotFoundError:
        return f"This link leads to {path.readlink()}, where there is nothing."
    except OSError as error:
        return "This link leads in a circle." if error.errno == errno.ELOOP else ""
    return ""


def to_be_opened(path: Path) -> tuple[str, str] | None:
    """The same for a service, which is not to run as somebody else: what is closed to it, and how it is opened."""
    place = closed(path)
    return (_closed_to_me(place), _opened(place, path)) if place else None


def unwritable(path: Path, files: Sequence[Path] = (), *, ours: bool = True) -> str:
    """What keeps this process from writing a file at `path`, and how to mend it; nothing where nothing does.

    `files`: all that it writes with it, in the same folder; without any, the file alone.
    `ours`: the place is Recall's own. What is anybody's may be their home, and is not given away for a file.
    """
    if os.name != "posix":
        return ""
    files = files or [path]
    folder = nearest_folder(path.parent)
    with suppress(OSError):
        if os.statvfs(folder).f_flag & os.ST_RDONLY:
            return f"{folder} is on a file system that is mounted read-only. Mount it for writing."
    if not may(folder, os.W_OK | os.X_OK):
        return _not_written(folder, "u+wx", [file for file in files if may(file, os.F_OK)], ours=ours)
    for file in files:
        if may(file, os.F_OK) and not may(file, os.R_OK | os.W_OK):
            return _not_written(file, "u+rw", ours=ours)
    return ""


def nearest_folder(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next((one for one in (folder, *folder.parents) if is_folder(one)), Path("/"))


def is_folder(folder: Path) -> bool:
    """Whether it is one; what cannot be looked at is none."""
    try:
        return folder.is_dir()
    except (OSError, ValueError):
        return False


def named(path: Path) -> str:
    """A path in a sentence, where a lone dot reads as the end of one: "." is also what a name that is empty becomes."""
    return f"“{path}”" if str(path) in {".", ".."} else str(path)


def may(place: Path, mode: int) -> bool:
    """Whether this process may do that."""
    return os.access(place, mode, effective_ids=os.access in os.supports_effective_ids)


def user(uid: int) -> str:
    """A user's name, the number where there is none."""
    try:
        import pwd

        return pwd.getpwuid(uid).pw_name
    except (ImportError, KeyError):
        return f"user {uid}"


def _closed_to_me(place: Path) -> str:
    me = user(os.geteuid())
    return f"{place} is not accessible to {me}." if is_folder(place) else f"{place} cannot be read by {me}."


def _as_whom(place: Path) -> str:
    """Who can read it."""
    with suppress(OSError):
        if (owner := place.stat().st_uid) != os.geteuid():
            return f"It belongs to {user(owner)}: run this as {user(owner)}."
        return f"Run `chmod u+rX {shlex.quote(str(place))}`."
    return "Run this as root."


def _opened(place: Path, path: Path) -> str:
    """How whoever may not read `path` is let in where it is closed."""
    if place in _OF_THE_SYSTEM:
        return "It belongs to the system. Use a folder that others may read."
    quoted = shlex.quote(str(place))
    rights = "+x" if place != path else "+rX" if is_folder(path) else "+r"
    everything = "-R " if place == path and is_folder(path) else ""
    with suppress(OSError):
        whose = place.stat()
        if (owner := whose.st_uid) != os.geteuid():
            me = "g" if whose.st_gid in {os.getegid(), *os.getgroups()} else "o"  # who is of the group has its rights
            return f"It belongs to {user(owner)}. As {user(owner)}: `chmod {everything}{me}{rights} {quoted}`."
        return f"Run `chmod {everything}u{rights} {quoted}`."
    return "Allow that user to read it."


def _not_written(place: Path, mode: str, within: Sequence[Path] = (), *, ours: bool) -> str:
    """Why a folder or a file cannot be written, and the command that mends it, also for files `within`."""
    me, quoted = os.geteuid(), shlex.join(map(str, (place, *within)))
    told = f"{place} cannot be written by {user(me)}"
    with suppress(OSError):
        owner = place.stat().st_uid
        if owner == me:
            return f"{told}, who owns it. Run `chmod {mode} {shlex.quote(str(place))}`."
        if place in _OF_THE_SYSTEM:
            whose = "Recall's" if ours else "your"
            return f"{told}; it belongs to the system. Use a folder of {whose} own."
        if not ours:
            return f"{told}; it belongs to {user(owner)}. Run this as {user(owner)}."
        service = f"Run Recall as {user(owner)}, or as root: " if owner else "As root: "
        return f"{told}; it belongs to {user(owner)}. {service}`chown {me} {quoted}`."
    return f"{told}. Allow that user to write there."
