"""The board of ratings: who was active lately, by what they are worth almost for sure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.kernel.ranking import RankedLine, RankedPage, ranked_page
from bot.ratings.rules.rating import Rating

ACTIVE = timedelta(days=28)
"""Who played no rated duel for this long is not on the board."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A player and their rating."""

    player_id: int
    name: str
    rating: Rating


RatedLine = RankedLine[Rated]
RatingPage = RankedPage[Rated]


def rating_page(players: Iterable[Rated], number: int, player_id: int, at: datetime) -> RatingPage:
    """A page of those players, as their ratings are at `at`."""
    aged = [replace(one, rating=one.rating.aged(at)) for one in players]
    return ranked_page(aged, lambda one: one.rating.sort_key, number, player_id)
