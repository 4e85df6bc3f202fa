"""What somebody sees of a season: the table of all its weeks, or their league's in the week that runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kernel.places import placed
from bot.kernel.ranking import RankedLine, RankedPage, in_order
from bot.seasons.rules.leagues import Move
from bot.seasons.rules.model import Span
from bot.seasons.rules.points import Tally

PODIUM = 3


class Standing(StrEnum):
    """Whether somebody is in the seasons. `HIDDEN`: they wish to be on no board at all."""

    IN = "in"
    OUT = "out"
    HIDDEN = "hidden"


class Refusal(StrEnum):
    """Why an organizer's wish was not granted."""

    RUNNING = "running"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Scored:
    """Somebody in a table: points, days on which they played, and where they are on the way to in a league."""

    player_id: int
    name: str
    points: int
    days: int
    move: Move = Move.STAY


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around each table. `week` is from 1; `today`: points of today, None while nothing was played.

    `is_over`: it ended, or was stopped (`stopped_at`); `has_last`: there is one before it to look at.
    """

    span: Span
    zone: str
    week: int
    week_ends_at: datetime
    ends_at: datetime
    stopped_at: datetime | None
    is_over: bool
    standing: Standing
    today: int | None
    has_leagues: bool
    has_last: bool


@dataclass(frozen=True, slots=True)
class Table:
    """All weeks of a season; `podium`: its first three places, once it is over, on its first page.

    `champions`: those of the one before, in the first week of this one.
    """

    frame: Frame
    page: RankedPage[Scored]
    podium: tuple[RankedLine[Scored], ...] = ()
    champions: tuple[RankedLine[Scored], ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """The week that runs: of a league (from 0, of so many), or of everybody where there are none (`leagues` is 0).

    `own`: the viewer's league; `risen` and `fallen`: who has come into this one from below and from above.
    """

    frame: Frame
    page: RankedPage[Scored]
    league: int = 0
    leagues: int = 0
    own: int | None = None
    risen: tuple[str, ...] = ()
    fallen: tuple[str, ...] = ()


def scored(tallies: Mapping[int, Tally], names: Mapping[int, str]) -> list[Scored]:
    """Those with a name, with what they have got together, those with the most points first."""
    people = (
        Scored(player_id, names[player_id], tally.points, tally.days)
        for player_id, tally in tallies.items()
        if player_id in names
    )
    return in_order(people, lambda one: one.points)


def first_places(ranked: Iterable[Scored]) -> tuple[RankedLine[Scored], ...]:
    """Those in the first three places, however many share them, of those who stand in order."""
    lines = placed(ranked, lambda one: one.points)
    return tuple(RankedLine(place, one) for place, one in lines if place <= PODIUM)
