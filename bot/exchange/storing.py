"""What was imported as pack files: one file, or a folder of them, which appears whole or not at all."""

from pathlib import Path

from bot.exchange.draft import UnreadableError
from bot.exchange.taken import Import
from bot.exchange.taking import subtopics
from bot.exchange.text import slug
from bot.exchange.writers.ours import file_of, parts_of
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


def target_of(directory: Path, title: str, files: dict[str, bytes]) -> Path:
    """Where an import goes: a file of its title, or a folder where there are several."""
    name = slug(title, 48) or "imported"
    return directory / name if len(files) > 1 else directory / f"{name}.yaml"


def store(target: Path, files: dict[str, bytes], *, replace: bool) -> None:
    """Write an import. Raises `UnreadableError` where something is there already, and `OSError`."""
    if target.exists() and not replace:
        raise UnreadableError(f"{target} already exists. Use --replace to replace it, or choose another --title.")
    target.parent.mkdir(parents=True, exist_ok=True)
    if len(files) > 1:
        write_folder(target, files)
    else:
        write_whole(target, next(iter(files.values())))
