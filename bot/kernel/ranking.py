"""Ranking people by one figure: places, pages, one's own line, and whom one can overtake next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from bot.kernel.places import placed


class Named(Protocol):
    """Somebody who can be ranked."""

    @property
    def player_id(self) -> int:
        """Who it is."""

    @property
    def name(self) -> str:
        """What the server calls them."""


T = TypeVar("T", bound=Named)


@dataclass(frozen=True, slots=True)
class RankedLine(Generic[T]):
    """A line of a board: equals share a place."""

    place: int
    who: T


@dataclass(frozen=True, slots=True)
class RankedPage(Generic[T]):
    """A page of a board (from 0), the caller's own line, and the next one whom they can overtake."""

    number: int
    pages: int
    lines: tuple[RankedLine[T], ...]
    own: RankedLine[T] | None
    ahead: RankedLine[T] | None


def ranked_page(people: Iterable[T], worth: Callable[[T], float], number: int, player_id: int) -> RankedPage[T]:
    """A page of them, those worth most first; a page beyond the last is the last."""
    ranked = sorted(people, key=lambda one: (-worth(one), one.player_id))
    lines = [RankedLine(place, one) for place, one in placed(ranked, worth)]
    pages = max(1, -(-len(lines) // PAGE))
    number = min(max(number, 0), pages - 1)
    own = next((line for line in lines if line.who.player_id == player_id), None)
    better = [line for line in lines if own and line.place < own.place]
    return RankedPage(
        number, pages, tuple(lines[number * PAGE : (number + 1) * PAGE]), own, better[-1] if better else None
    )


PAGE = 10
"""Lines on a page."""
