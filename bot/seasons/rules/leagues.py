"""Leagues: small tables of people who play about as often, from Monday to Sunday; a few move up and down each week.

They follow from the weeks before: whoever looks back finds what there was, since nothing else is kept. Newcomers begin
in the lowest league, where people play least.

Everybody who plays has a place in them, whether or not a table shows them: nobody else is moved because somebody hides,
leaves, or is erased, and has a number in their place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from bot.kernel.places import placed
from bot.seasons.rules.points import NOTHING, Tally

REGULARS, REGULAR_DAYS = 20, 2
"""There are leagues in a week if so many people played on so many days of the week before."""

USUAL, LEAST, MOST = 12, 10, 15
"""People in a league at the beginning of a week: about the first, and never fewer or more than the others.

Newcomers join the lowest while it runs.
"""

MOVING = 3
"""The first and the last so many move; where the last are level with others, lots decide among all of these."""


class Move(StrEnum):
    """Where somebody is on the way to."""

    UP = "up"
    DOWN = "down"
    STAY = "stay"


Leagues = tuple[tuple[int, ...], ...]
"""The people in each league, the highest first."""


@dataclass(frozen=True, slots=True)
class Played:
    """A week: its Monday, and what everybody who played got together."""

    monday: date
    tallies: Mapping[int, Tally]


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's line in a league: equals share a place."""

    place: int
    player_id: int
    tally: Tally
    move: Move


def leagues_of(weeks: Sequence[Played]) -> list[Leagues | None]:
    """The leagues of each week but the first, which only says who plays how often; None where there are none.

    The last one's own results change nothing about its leagues.
    """
    found: list[Leagues | None] = []
    now: Leagues | None = None
    for week in weeks[:-1]:
        now = following(now, week)
        found.append(now)
    return found


def following(before: Leagues | None, week: Played) -> Leagues | None:
    """The leagues after a week, in which there were those `before`, or none.

    Whoever moves up stands at the head of their new league, so that evening the leagues out takes nobody back down.
    """
    played = week.tallies
    if sum(tally.days >= REGULAR_DAYS for tally in played.values()) < REGULARS:
        return None
    level = dict.fromkeys(played, (0, 0)) | (_levels(before, week) if before else {})
    ladder = sorted(played, key=lambda one: (level[one], -played[one].points, played[one].lot, one))
    return _cut(ladder)


def _levels(before: Leagues, week: Played) -> dict[int, tuple[int, int]]:
    """Person → the league that they are to be in, and 0 if they moved up to it."""
    found = {}
    for league in range(len(before)):
        table = lines(before, league, week)
        rising = [line.player_id for line in table if line.move is Move.UP]
        rising.sort(key=lambda one: (-week.tallies[one].points, week.tallies[one].lot, one))
        for line in table:
            down = line.move is Move.DOWN
            up = line.player_id in rising[:MOVING]
            found[line.player_id] = (league - 1, 0) if up else (league + down, 1)
    return found


def _cut(ladder: Sequence[int]) -> Leagues:
    """The ladder in leagues that are as equal as can be."""
    number = max(1, (len(ladder) + USUAL // 2) // USUAL)
    ends = [len(ladder) * league // number for league in range(number + 1)]
    return tuple(tuple(ladder[start:end]) for start, end in pairwise(ends))


def members(leagues: Leagues, league: int, week: Played) -> list[int]:
    """Who is in a league in a week: those who began there, and newcomers in the lowest."""
    here = list(leagues[league])
    if league < len(leagues) - 1:
        return here
    known = {player for one in leagues for player in one}
    return here + [player for player in week.tallies if player not in known]


def league_of(leagues: Leagues, player_id: int) -> int:
    """The league that somebody is in; whoever is new is in the lowest."""
    found = (league for league, people in enumerate(leagues) if player_id in people)
    return next(found, len(leagues) - 1)


def lines(leagues: Leagues, league: int, week: Played) -> list[Line]:
    """How a league stands, and who is on the way up and down.

    Nobody goes up who did not play, nor down who is among the first.

    Where several share the last place that moves up, as many of them do as there is room for, by lot.
    """
    people = members(leagues, league, week)
    ranked = sorted(people, key=lambda one: (-week.tallies.get(one, NOTHING).points, one))
    found = []
    for place, player in placed(ranked, lambda one: week.tallies.get(one, NOTHING).points):
        tally = week.tallies.get(player, NOTHING)
        found.append(Line(place, player, tally, _move(place, len(people), tally, league, len(leagues))))
    return found


def _move(place: int, people: int, tally: Tally, league: int, number: int) -> Move:
    if league > 0 and place <= MOVING and tally.points:
        return Move.UP
    return Move.DOWN if league < number - 1 and place > max(people - MOVING, MOVING) else Move.STAY
