"""What was imported as pack files: one file, or a folder of them, which appears whole or not at all."""

import shutil
from pathlib import Path

from bot.exchange.draft import UnreadableError
from bot.exchange.taken import Import
from bot.exchange.taking import subtopics
from bot.exchange.text import slug
from bot.exchange.writers.ours import file_of, parts_of
from bot.packs.files import is_pack
from bot.packs.loading import load_file
from bot.packs.problems import PackError
from bot.rights import is_folder
from bot.whole import write_folder, write_whole


def files_of(brought: Import, title: str) -> dict[str, bytes]:
    """The pack files by name: one for each sub-topic, more where one would hold too much."""
    files: dict[str, bytes] = {}
    for section, questions in subtopics(brought.items):
        name = slug(section) or slug(title) or "pack"
        for part in parts_of(questions):
            data = file_of(brought.topic, title, section, part)
            files[_free(name, files)] = data
    return files


def _free(name: str, files: dict[str, bytes]) -> str:
    number = 1
    while (made := f"{name}{f'-{number}' if number > 1 else ''}.yaml") in files:
        number += 1
    return made


def places_of(directory: Path, title: str) -> tuple[Path, Path]:
    """Where an import of that title can stand: as a file, and as a folder."""
    name = slug(title, 48) or "imported"
    return directory / f"{name}.yaml", directory / name


def target_of(directory: Path, title: str, files: dict[str, bytes]) -> Path:
    """Where an import goes: a file of its title, or a folder where there are several."""
    file, folder = places_of(directory, title)
    return folder if len(files) > 1 else file


def store(target: Path, title: str, files: dict[str, bytes], *, replace: bool) -> None:
    """Write an import in the place of an earlier one of its title, were it a file and this a folder.

    Raises `UnreadableError` where something is there already, and `OSError`.
    """
    before = next((one for one in places_of(target.parent, title) if one != target and _is_import(one, title)), None)
    there = next((one for one in (target, before) if one and one.exists()), None)
    if there and not replace:
        raise UnreadableError(f"{there} already exists. Use --replace to replace it, or choose another --title.")
    target.parent.mkdir(parents=True, exist_ok=True)
    if len(files) > 1:
        write_folder(target, files)
    else:
        write_whole(target, next(iter(files.values())))
    if before:
        _remove(before, target)


def _is_import(place: Path, title: str) -> bool:
    """Whether a file, or all that a folder holds, is a pack of one's own with that title."""
    files = sorted(place.iterdir()) if is_folder(place) else [place]
    return bool(files) and all(is_pack(file) and _title_of(file) == title[:60] for file in files)


def _title_of(file: Path) -> str | None:
    try:
        pack = load_file(file)
    except PackError:
        return None
    return pack.title if pack.level == "own" else None


def _remove(before: Path, target: Path) -> None:
    """Both would have the same ids, and one of them would be left out."""
    try:
        shutil.rmtree(before) if is_folder(before) else before.unlink()
    except OSError as error:
        raise UnreadableError(
            f"{target} is written. Delete {before}, the earlier import: it cannot be deleted."
        ) from error
