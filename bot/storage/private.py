"""Files and folders that are for their owner alone, from the moment when they are made."""

import os
from pathlib import Path

from bot.storage.causes import hand_over


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
    """Write a text as it stands, line ends too; a file that was there is for its owner alone from then on.

    Raises `OSError`.
    """
    with open(file, "w", encoding="utf-8", newline="", opener=for_its_owner) as opened:
        if file.is_file():
            file.chmod(0o600)
        opened.write(text)
