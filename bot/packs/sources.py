"""The packs as sources of questions: their items, the drills of their tables, and what is generated."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.kernel.contrasts import Contrasts
from bot.kernel.library import Library, joined
from bot.kernel.questions import Question
from bot.kernel.sources import Everywhere
from bot.packs import beside
from bot.packs.catalogue import Catalogue
from bot.packs.drills.glossary import meanings
from bot.packs.generated import FAMILIES, SEEDS, generate, remake
from bot.packs.live import LivePacks
from bot.packs.problems import PackError
from bot.packs.tables import Tables, load_tables

CALCULATIONS_AT_ONCE = 3

GLOSSARY = "glossary.yaml"
_FLASHCARD, _LIFECYCLE = "gloss-", "life-"
_CALCULATED = ("bias", "confusion", "errors", "threshold")
"""The families whose questions are worked out and need no picture."""


def fresh_calculations(seed: int) -> list[Question]:
    """A few generated questions to work out: the same for the same seed, others for another."""
    rng = Random(seed)  # noqa: S311 - repeatable on purpose
    families = [family for family in _CALCULATED if family in FAMILIES]
    return [generate(rng.choice(families), rng.randrange(SEEDS)) for _ in range(CALCULATIONS_AT_ONCE)]


GENERATED = Library(find=remake, calculations=fresh_calculations)
"""Questions made from a seed: found by their ids, none of them on offer until somebody wants calculations."""


def pack_sources(packs: LivePacks) -> tuple[Everywhere, Everywhere, Everywhere]:
    """The running packs as sources, which follow a change of the files."""
    return (
        Everywhere(_following(packs, lambda: items_of(packs.catalogue, packs.directories))),
        Everywhere(_following(packs, lambda: drills_of(packs.catalogue))),
        Everywhere(lambda: GENERATED),
    )


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


@dataclass(slots=True)
class _Made:
    """What was made last, and of which catalogue."""

    of: Catalogue
    library: Library


def _following(packs: LivePacks, make: Callable[[], Library]) -> Callable[[], Library]:
    """What `make` gives, made anew when the packs have changed."""
    made = _Made(packs.catalogue, make())

    def current() -> Library:
        if packs.catalogue is not made.of:
            made.of, made.library = packs.catalogue, make()
        return made.library

    return current


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
            found |= meanings(path, one) if path.exists() else {}
    return found
