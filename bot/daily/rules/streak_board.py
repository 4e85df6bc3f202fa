"""The board of streaks: who has played the most dailies in a row, and still does."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.kernel.ranking import RankedLine, RankedPage, ranked_page


@dataclass(frozen=True, slots=True)
class Streaking:
    """A player whose streak runs: so many posts now, at `best` ever."""

    player_id: int
    name: str
    length: int
    best: int


StreakLine = RankedLine[Streaking]
StreakPage = RankedPage[Streaking]


def streak_page(players: Iterable[Streaking], number: int, player_id: int) -> StreakPage:
    """A page of those players, the longest streak first."""
    return ranked_page(players, lambda one: one.length, number, player_id)
