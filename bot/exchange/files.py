"""Reading others' files and writing ours: a limit before anything is opened, and never half a file."""

import os
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from bot.exchange.draft import UnreadableError

MOST_BYTES = 10_000_000
"""A file of 20,000 questions takes less."""


def read_bytes(path: Path) -> bytes:
    """What a file holds. Raises `UnreadableError`, in words, where it cannot be read or is too large."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(f"{path} is not a regular file.")
        check_size(status.st_size)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        why = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        raise UnreadableError(f"{path} {why}.") from error
    check_size(len(data))
    return data


def check_size(size: int) -> None:
    """Raise `UnreadableError` where a file is larger than any that is read, or empty."""
    if size > MOST_BYTES:
        raise UnreadableError(
            f"The file has {size / 1_000_000:.1f} MB; {MOST_BYTES // 1_000_000} MB is the limit. "
            "Split it, or export it without images and sounds."
        )
    if not size:
        raise UnreadableError("The file is empty.")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that appears whole or not at all; an older one of its name stays until then. Raises `OSError`."""
    beside = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        write_new(beside, data)
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


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


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet; where it cannot be written whole, nothing of it stays. Raises `OSError`."""
    opened = path.open("xb")
    try:
        with opened as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
