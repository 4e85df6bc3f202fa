"""The packs as sources of questions: their items, the drills of their tables, and what is generated."""

from random import Random

from bot.kernel.library import Library
from bot.kernel.questions import Question
from bot.kernel.sources import Everywhere
from bot.packs.generated import FAMILIES, SEEDS, generate, remake
from bot.packs.live import LivePacks

CALCULATIONS_AT_ONCE = 3

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
        Everywhere(lambda: packs.stock.items),
        Everywhere(lambda: packs.stock.drills),
        Everywhere(lambda: GENERATED),
    )
