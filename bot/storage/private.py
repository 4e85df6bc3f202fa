"""Files and folders that are for their owner alone, from the moment when they are made."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from bot.storage.causes import BESIDE, hand_over
from bot.whole import write_whole

_ALL_BUT_ITS_OWNER = stat.S_IRWXG | stat.S_IRWXO


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it; where root makes them they belong to whom the one above belongs.

    Raises `OSError`.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    hand_over(folder, like=folder.parent)


def for_its_owner(path: str, flags: int) -> int:
    """An `opener` for `open`: a new file can be read by its owner alone."""
    return os.open(path, flags, 0o600)


def write_for_owner(file: Path, text: str) -> None:
    """Write a text as it stands, line ends too, whole or not at all. Raises `OSError`.

    A file that was there is for its owner alone from then on.
    """
    write_whole(file, text.encode(), mode=0o600)


def open_to_others(database: Path, copies: Iterable[Path] = ()) -> Iterator[Path]:
    """The files of a database, what was kept beside it, and copies of it that everybody may use.

    What only a group may use was meant so.
    """
    if os.name != "posix":
        return
    kept = database.parent.glob(f"{database.name}.before-*")
    for file in (*(database.with_name(database.name + ending) for ending in BESIDE), *kept, *copies):
        with suppress(OSError):
            if file.is_file() and file.stat().st_mode & stat.S_IRWXO:
                yield file


def close_to_others(files: Iterable[Path]) -> None:
    """Have files of ours be for their owner alone: the first versions made them for everybody."""
    for file in files:
        with suppress(OSError):  # somebody else's, who lets this program write
            file.chmod(stat.S_IMODE(file.stat().st_mode) & ~_ALL_BUT_ITS_OWNER)
