"""All that can be learnt, gathered from the packs, their tables and the generated questions."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from bot.kernel.contrasts import Contrast, Contrasts
from bot.kernel.questions import Question
from bot.learning.service import CALCULATIONS_AT_ONCE, Library
from bot.packs.catalogue import Catalogue
from bot.packs.drills.glossary import meanings
from bot.packs.generated import FAMILIES, SEEDS, generate
from bot.packs.live import LivePacks
from bot.packs.problems import PackError
from bot.packs.tables import load_tables

GLOSSARY = "glossary.yaml"
_FLASHCARD, _LIFECYCLE = "gloss-", "life-"
_CALCULATED = ("bias", "confusion", "errors", "threshold")
"""The families whose questions are worked out and need no picture."""


class Shelf:
    """The library of the running packs, gathered anew when they have changed."""

    def __init__(self, packs: LivePacks) -> None:
        self._packs = packs
        self._of = packs.catalogue
        self._library = library_of(self._of, packs.directories)

    def library(self) -> Library:
        """All that can be learnt just now."""
        if self._packs.catalogue is not self._of:
            self._of = self._packs.catalogue
            self._library = library_of(self._of, self._packs.directories)
        return self._library


def library_of(catalogue: Catalogue, directories: Sequence[Path]) -> Library:
    """The library of a catalogue; `directories` hold its packs and their tables."""
    return Library(
        questions=catalogue.questions,
        find=catalogue.find,
        flashcards=_beginning_with(_FLASHCARD, catalogue.drills),
        lifecycle=_beginning_with(_LIFECYCLE, catalogue.drills),
        concepts=_concepts(directories),
        contrasts=Contrasts(_contrasts(directories)),
        meanings=_meanings(directories),
        calculations=fresh_calculations,
    )


def fresh_calculations(seed: int) -> list[Question]:
    """A few generated questions to work out: the same for the same seed, others for another."""
    rng = Random(seed)  # noqa: S311 - repeatable on purpose
    families = [family for family in _CALCULATED if family in FAMILIES]
    return [generate(rng.choice(families), rng.randrange(SEEDS)) for _ in range(CALCULATIONS_AT_ONCE)]


def _beginning_with(prefix: str, drills: Mapping[str, Question]) -> dict[str, Question]:
    return {name: drill for name, drill in drills.items() if name.startswith(prefix)}


def _concepts(directories: Sequence[Path]) -> dict[str, str]:
    titles: dict[str, str] = {}
    for directory in directories:
        try:
            titles |= {name: concept.title for name, concept in load_tables(directory).concepts.items()}
        except PackError:  # said when the catalogue was loaded
            continue
    return titles


def _contrasts(directories: Sequence[Path]) -> Iterator[Contrast]:
    for directory in directories:
        with suppress(PackError):  # said when the catalogue was loaded
            yield from load_tables(directory).contrasts


def _meanings(directories: Sequence[Path]) -> dict[str, str]:
    found: dict[str, str] = {}
    for directory in directories:
        path = directory / GLOSSARY
        try:
            found |= meanings(path, load_tables(directory)) if path.exists() else {}
        except PackError:  # said when the catalogue was loaded
            continue
    return found
