"""Writing files that appear whole or not at all, and why one could not be written, in words."""

import errno
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from uuid import uuid4

from bot.rights import may, named, unwritable

FULL = {errno.ENOSPC, errno.EDQUOT} if os.name == "posix" else {errno.ENOSPC}
"""The errors of a disk that is full, or of somebody's share of it."""

_AS_IT_WAS = "Nothing was written there, and what was there is as it was."


def write_whole(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file that appears whole or not at all; an older one of its name stays until then. Raises `OSError`.

    A link stays one: where it leads is written. Whoever may write the file but not its folder writes it in its place.
    `mode`: who may do what with it from then on; None where that is as it was.
    """
    path = _led_to(path)
    try:
        _put_in_place(path, data, mode)
    except PermissionError:
        if not (path.is_file() and may(path, os.R_OK | os.W_OK)):
            raise
        if mode is not None:
            path.chmod(mode)
        _write_over(path, data)


def _led_to(path: Path) -> Path:
    """Where a link leads; any other path as it is."""
    return Path(os.path.realpath(path)) if os.path.islink(path) else path  # noqa: PTH114 - which is false where nobody may look


def _write_over(path: Path, data: bytes) -> None:
    """Write a file where it stands; what was in it comes back where that fails."""
    before = path.read_bytes()
    try:
        _fill(path, data)
    except OSError:
        with suppress(OSError):
            _fill(path, before)
        raise


def _fill(path: Path, data: bytes) -> None:
    with path.open("r+b") as file:
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(path: Path, data: bytes, mode: int | None) -> None:
    if path.is_dir():  # before its name is taken to make another one of it: "." and "/" have none
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():  # a device or a pipe would be gone for everybody who uses it
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    beside = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        write_new(beside, data, 0o666 if mode is None else mode)
        _belongs_as_before(beside, path, mode)
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _belongs_as_before(fresh: Path, old: Path, mode: int | None) -> None:
    """Whoever writes a file anew is not always whose it was."""
    with suppress(OSError):
        was = old.stat()
        fresh.chmod(was.st_mode & 0o777 if mode is None else mode)
        if os.name == "posix":
            os.chown(fresh, was.st_uid, was.st_gid)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder with its files, which appears whole or not at all. Raises `OSError`."""
    beside = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}")
    beside.mkdir()
    try:
        for name, data in files.items():
            write_new(beside / name, data)
        if folder.is_dir():
            old = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}.old")
            folder.rename(old)
            beside.rename(folder)
            shutil.rmtree(old, ignore_errors=True)
        else:
            beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_new(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file that is not there yet; where it cannot be written whole, nothing of it stays. Raises `OSError`."""
    opened = open(path, "xb", opener=partial(os.open, mode=mode))  # noqa: SIM115 - closed below
    try:
        with opened as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise


def unwritten(path: Path, error: OSError, instead: str = "name another file") -> str:
    """Why a file was not written that appears whole or not at all, that nothing is damaged, and what to do instead."""
    if error.errno in FULL:
        return f"There is no room for {path}: the disk is full. {_AS_IT_WAS} Free some space on it, or {instead}."
    if isinstance(error, IsADirectoryError):
        return f"{named(path)} is a directory. Name a file in it."
    if error.errno == errno.EINVAL and path.exists() and not path.is_file():
        return f"{named(path)} is not a regular file, but a device or a pipe. {_begun(instead)}."
    if (through := _file_above(path)) is not None:
        return f"{path} cannot be written: {through} is not a directory. {_begun(instead)}."
    if isinstance(error, FileNotFoundError):
        return f"There is no directory {path.parent} to write to. Make it, or {instead}."
    if found := unwritable(_led_to(path), ours=False):
        return f"{found.removesuffix('.')}, or {instead}."
    return f"{path} cannot be written: {error.strerror}. {_AS_IT_WAS} {_begun(instead)}."


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _file_above(path: Path) -> Path | None:
    """What stands in the place of a folder that the path leads through."""
    with suppress(OSError):
        there = next((one for one in path.parents if os.path.lexists(one)), None)
        return there if there is not None and not there.is_dir() else None
    return None
