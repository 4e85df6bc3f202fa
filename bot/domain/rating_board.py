"""The board of ratings: who was active lately, by what they are worth almost for sure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.boards import PAGE
from bot.domain.rating import Rating

ACTIVE = timedelta(days=28)
"""Who played no rated duel for this long is not on the board."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A player and their rating."""

    player_id: int
    name: str
    rating: Rating


@dataclass(frozen=True, slots=True)
class RatedLine:
    """A line of the board: equals share a place."""

    place: int
    rated: Rated


@dataclass(frozen=True, slots=True)
class RatingPage:
    """A page of the board (from 0), the caller's own line, and the next one whom they can overtake."""

    number: int
    pages: int
    lines: tuple[RatedLine, ...]
    own: RatedLine | None
    ahead: RatedLine | None


def rating_page(players: Iterable[Rated], number: int, player_id: int, at: datetime) -> RatingPage:
    """A page of those players; a page beyond the last is the last."""
    aged = [replace(one, rating=one.rating.aged(at)) for one in players]
    lines = _placed(sorted(aged, key=lambda one: (-one.rating.sort_key, one.player_id)))
    pages = max(1, -(-len(lines) // PAGE))
    number = min(max(number, 0), pages - 1)
    own = next((line for line in lines if line.rated.player_id == player_id), None)
    better = [line for line in lines if own and line.place < own.place]
    return RatingPage(
        number, pages, tuple(lines[number * PAGE : (number + 1) * PAGE]), own, better[-1] if better else None
    )


def _placed(ranked: list[Rated]) -> list[RatedLine]:
    lines: list[RatedLine] = []
    for number, one in enumerate(ranked, start=1):
        tied = lines and lines[-1].rated.rating.sort_key == one.rating.sort_key
        lines.append(RatedLine(lines[-1].place if tied else number, one))
    return lines
