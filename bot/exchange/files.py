"""Reading others' files: a limit before anything is opened."""

import stat
from pathlib import Path

from bot.exchange.draft import UnreadableError
from bot.rights import why_unread

MOST_BYTES = 10_000_000
"""A file of 20,000 questions takes less."""


def read_bytes(path: Path) -> bytes:
    """What a file holds. Raises `UnreadableError`, in words, where it cannot be read or is too large."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError(f"{path} is not a regular file. Name the file to import.")
        check_size(status.st_size)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(why_unread(path, error)) from error
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
