"""Ranking people by one figure: places, pages, one's own line, and whom one can overtake next."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


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
    """A line of a board: equals share a place, and so many are `sharing` this one."""

    place: int
    who: T
    sharing: int = 1


@dataclass(frozen=True, slots=True)
class RankedPage(Generic[T]):
    """A page of a board (from 0), the caller's own line, and the next one whom they can overtake."""

    number: int
    pages: int
    lines: tuple[RankedLine[T], ...]
    own: RankedLine[T] | None
    ahead: RankedLine[T] | None


def in_order(people: Iterable[T], worth: Callable[[T], float]) -> list[T]:
    """Those worth most first."""
    return sorted(people, key=lambda one: (-worth(one), one.player_id))


def page_of(ranked: Sequence[T], worth: Callable[[T], float], number: int, player_id: int) -> RankedPage[T]:
    """A page of those who stand in order; a page beyond the last is the last. The others are not looked at one by one.

    There may be thousands of them, and everybody looks at the board at the same time.
    """

    def line(index: int) -> RankedLine[T]:
        figure = -worth(ranked[index])
        better = bisect_left(ranked, figure, key=lambda one: -worth(one))
        as_good = bisect_right(ranked, figure, key=lambda one: -worth(one))
        return RankedLine(better + 1, ranked[index], as_good - better)

    pages = max(1, -(-len(ranked) // PAGE))
    number = min(max(number, 0), pages - 1)
    shown = tuple(line(index) for index in range(number * PAGE, min((number + 1) * PAGE, len(ranked))))
    own = next((line(index) for index, one in enumerate(ranked) if one.player_id == player_id), None)
    ahead = line(own.place - 2) if own and own.place > 1 else None
    return RankedPage(number, pages, shown, own, ahead)


def ranked_page(people: Iterable[T], worth: Callable[[T], float], number: int, player_id: int) -> RankedPage[T]:
    """The same of those who stand in no order yet."""
    return page_of(in_order(people, worth), worth, number, player_id)


PAGE = 10
"""Lines on a page."""
