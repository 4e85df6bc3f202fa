"""Whom a server's seasons show: everybody who plays, but for who opted out, is hidden, has left, or was erased.

All of these keep their places in leagues, so that nobody else is moved by what they choose.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Person:
    """What a server knows of somebody: `hidden` is their wish to be on no board, `left_at` when they left."""

    name: str
    left_at: datetime | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether somebody is in the seasons from the week on that begins on this Monday."""

    player_id: int
    week: date
    playing: bool


def out_by(choices: Iterable[Choice], monday: date) -> set[int]:
    """Who has opted out by the end of a week, by what they chose, the earliest first."""
    latest = {one.player_id: one.playing for one in choices if one.week <= monday}
    return {player_id for player_id, playing in latest.items() if not playing}


def shown_as(people: Mapping[int, Person], choices: Iterable[Choice], monday: date) -> dict[int, str]:
    """Whom the tables show in the week that runs, of those whom a server has a name for, and as whom."""
    out = out_by(choices, monday)
    return {
        player_id: person.name
        for player_id, person in people.items()
        if not person.hidden and person.left_at is None and player_id not in out
    }
