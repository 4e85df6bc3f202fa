"""How often forecasts came true, from what people told of their exams."""

from collections.abc import Iterable
from dataclasses import dataclass

BINS = 5
LEAST_TOLD = 10
"""Below so many in a range it is not shown to players: a few are no rate, and could be known by name."""


@dataclass(frozen=True, slots=True)
class Line:
    """Of those told a chance from `low` up to `high`, so many passed of so many who said how it went."""

    low: float
    high: float
    passed: int
    of: int


def lines(outcomes: Iterable[tuple[float, bool]]) -> list[Line]:
    """A line for each fifth of the chances, from (chance told, passed)."""
    passed, of = [0] * BINS, [0] * BINS
    for chance, came in outcomes:
        place = _place(chance)
        of[place] += 1
        passed[place] += came
    return [Line(one / BINS, (one + 1) / BINS, passed[one], of[one]) for one in range(BINS)]


def line_for(chance: float, outcomes: Iterable[tuple[float, bool]], least: int = LEAST_TOLD) -> Line | None:
    """The line of those who were told about the same; None where it rests on too few."""
    found = lines(outcomes)[_place(chance)]
    return found if found.of >= least else None


def _place(chance: float) -> int:
    return min(BINS - 1, int(chance * BINS))
