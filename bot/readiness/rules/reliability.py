"""How often forecasts came true, from what people told of their exams."""

from collections.abc import Iterable
from dataclasses import dataclass

BINS = 5
LEAST_TOLD = 10
"""Below so many people in a range it is not shown to players: a few are no rate, and could be known by name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The chance that somebody was told for an exam, and whether they passed it."""

    player_id: int
    chance: float
    passed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Of the people told a chance from `low` up to `high`, so many passed of so many who said how it went."""

    low: float
    high: float
    passed: int
    of: int


def lines(outcomes: Iterable[Outcome]) -> list[Line]:
    """A line for each fifth of the chances. Whoever has several outcomes in one counts once, with the last of them."""
    came: list[dict[int, bool]] = [{} for _ in range(BINS)]
    for one in outcomes:
        came[_place(one.chance)][one.player_id] = one.passed
    return [Line(at / BINS, (at + 1) / BINS, sum(people.values()), len(people)) for at, people in enumerate(came)]


def line_for(chance: float, outcomes: Iterable[Outcome], least: int = LEAST_TOLD) -> Line | None:
    """The line of those who were told about the same; None where it rests on too few people."""
    found = lines(outcomes)[_place(chance)]
    return found if found.of >= least else None


def _place(chance: float) -> int:
    return min(BINS - 1, int(chance * BINS))
