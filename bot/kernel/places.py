"""The one rule for places, in every game and on every board.

More is better, and equals share a place: 1, 2, 2, 4. In a game points come first. Where being quick counts, players
who are level on points are told apart by more right answers, then by less time on them; elsewhere nothing tells them
apart.
"""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar


class Sums(Protocol):
    """What a player has got together in a game; `right_ms` sums the time on right answers."""

    @property
    def points(self) -> int:
        """Points."""

    @property
    def right(self) -> int:
        """Answers that were right."""

    @property
    def right_ms(self) -> int:
        """Milliseconds spent on those."""


T = TypeVar("T")
Worth = tuple[int, ...]


def worth(sums: Sums, *, timed: bool) -> Worth:
    """What places in a game go by, more being better; `timed`: being quick counts in it."""
    return (sums.points, sums.right, -sums.right_ms) if timed else (sums.points,)


NOWHERE = 0
"""The place of whoever is in a game and has answered nothing that counts: they have none, and share none."""


def ranked(
    people: Iterable[T], worth_of: Callable[[T], tuple[float, ...]], answered: Callable[[T], object]
) -> list[tuple[int, T]]:
    """Each with their place, the best first; after all others, without one, whoever has `answered` nothing.

    Equals stay in the order in which they come.
    """
    there = list(people)
    best = sorted(filter(answered, there), key=worth_of, reverse=True)
    return [*placed(best, worth_of), *((NOWHERE, one) for one in there if not answered(one))]


def placed(
    ranked: Iterable[T], worth_of: Callable[[T], object], *, first: int = 1, before: int = 0
) -> list[tuple[int, T]]:
    """Each with their place, given the best first.

    A page that begins further down gives how many stand `before` its first one, and that one's place as `first`.
    """
    lines: list[tuple[int, T]] = []
    for number, one in enumerate(ranked, start=before + 1):
        tied = bool(lines) and worth_of(lines[-1][1]) == worth_of(one)
        lines.append((lines[-1][0] if tied else number if lines else first, one))
    return lines
