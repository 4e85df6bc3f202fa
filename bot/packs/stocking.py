"""What a catalogue and the tables beside its packs give to those who ask and those who learn."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from bot.kernel.contrasts import Contrasts
from bot.kernel.library import Library, joined
from bot.kernel.questions import Question
from bot.packs import beside
from bot.packs.catalogue import Catalogue
from bot.packs.drills.glossary import meanings
from bot.packs.files import is_there
from bot.packs.problems import PackError
from bot.packs.sources import GENERATED
from bot.packs.stock import Stock
from bot.packs.tables import Tables, load_tables

GLOSSARY = "glossary.yaml"
_FLASHCARD, _LIFECYCLE = "gloss-", "life-"


def stock_of(catalogue: Catalogue, directories: Sequence[Path]) -> Stock:
    """What a running bot needs of a catalogue."""
    return Stock(catalogue.topics, items_of(catalogue, directories), drills_of(catalogue))


def all_of(catalogue: Catalogue, directories: Sequence[Path]) -> Library:
    """All that a catalogue has; `directories` hold its packs and their tables."""
    return joined([items_of(catalogue, directories), drills_of(catalogue), GENERATED])


def items_of(catalogue: Catalogue, directories: Sequence[Path]) -> Library:
    """The items of the packs, with what the tables beside them tell of their concepts and exams."""
    tables = list(_tables(directories))
    study = [beside.study_of(directory, one)[0] for directory, one in tables]
    return Library(
        questions=catalogue.questions,
        find=catalogue.questions.get,
        concepts={name: concept.title for _, one in tables for name, concept in one.concepts.items()},
        contrasts=Contrasts(contrast for _, one in tables for contrast in one.contrasts),
        meanings=_meanings(tables),
        guides={exam: guide for _, one in reversed(tables) for exam, guide in one.guides.items()},
        courses={course.id: course for one in reversed(study) for course in one.courses},
        essays={essay.id: essay for one in reversed(study) for essay in one.essays},
        sheets={sheet.id: sheet for one in reversed(study) for sheet in one.sheets},
    )


def drills_of(catalogue: Catalogue) -> Library:
    """The drills of the packs' tables."""
    return Library(
        find=catalogue.drills.get,
        flashcards=_beginning_with(_FLASHCARD, catalogue.drills),
        lifecycle=_beginning_with(_LIFECYCLE, catalogue.drills),
    )


def _beginning_with(prefix: str, drills: Mapping[str, Question]) -> dict[str, Question]:
    return {name: drill for name, drill in drills.items() if name.startswith(prefix)}


def _tables(directories: Sequence[Path]) -> Iterator[tuple[Path, Tables]]:
    for directory in directories:
        with suppress(PackError):  # said when the catalogue was loaded
            yield directory, load_tables(directory)


def _meanings(tables: Sequence[tuple[Path, Tables]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for directory, one in tables:
        path = directory / GLOSSARY
        with suppress(PackError):  # said when the catalogue was loaded
            found |= meanings(path, one) if is_there(path) else {}
    return found
