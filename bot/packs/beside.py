"""What stands beside the packs to be read and written rather than asked: courses, essays, sheets."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.kernel.courses import Course
from bot.kernel.essays import Essay
from bot.kernel.sheets import Sheet
from bot.packs.courses import load_courses
from bot.packs.drills.glossary import meanings
from bot.packs.essays import load_essays
from bot.packs.files import is_there
from bot.packs.problems import PackError, Problem
from bot.packs.sheets import load_sheets
from bot.packs.tables import Tables, load_tables

_GLOSSARY = "glossary.yaml"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Study:
    """What a pack directory has of each; nothing of a kind of which a file is broken."""

    courses: tuple[Course, ...] = ()
    essays: tuple[Essay, ...] = ()
    sheets: tuple[Sheet, ...] = ()


def study_of(directory: Path, tables: Tables) -> tuple[Study, list[Problem]]:
    """What a pack directory has, and what is wrong with the rest."""
    problems: list[Problem] = []
    courses = _or_nothing(lambda: load_courses(directory), problems)
    essays = _or_nothing(lambda: load_essays(directory), problems)
    sheets = _or_nothing(lambda: _sheets(directory, tables), problems)
    return Study(courses, essays, sheets), problems


def problems(directory: Path) -> list[Problem]:
    """What is wrong with the courses, essays, and sheets of a directory; broken tables are told elsewhere."""
    try:
        tables = load_tables(directory)
    except PackError:
        return []
    return study_of(directory, tables)[1]


def _sheets(directory: Path, tables: Tables) -> tuple[Sheet, ...]:
    glossary = directory / _GLOSSARY
    explained: dict[str, str] = {}
    with suppress(PackError):  # told with the drills that are made of it
        explained = meanings(glossary, tables) if is_there(glossary) else {}
    titles = {name: concept.title for name, concept in tables.concepts.items()}
    return load_sheets(directory, tables.contrasts, explained, titles)


def _or_nothing(load: Callable[[], tuple[T, ...]], problems: list[Problem]) -> tuple[T, ...]:
    try:
        return load()
    except PackError as error:
        problems += error.problems
        return ()
