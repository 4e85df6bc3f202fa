"""Who is in a server's seasons: everybody who plays, but for who opted out, is hidden, or was erased.

Whoever has left the server is not shown, but counts in the weeks that they played, so that neither their leaving nor
their coming back moves anybody else.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Roster:
    """Those whom a server has a name for, and what they chose, the earliest first."""

    people: Mapping[int, Person]
    choices: Sequence[Choice]

    def gone(self, players: Collection[int], monday: date) -> frozenset[int]:
        """Which of these people do not count in a week."""
        shy = {one for one in players if (person := self.people.get(one)) is None or person.hidden}
        return frozenset(shy | out_by(self.choices, monday).intersection(players))

    def names(self, monday: date) -> dict[int, str]:
        """Who is shown in the week that runs, and as whom."""
        out = out_by(self.choices, monday)
        return {
            player_id: person.name
            for player_id, person in self.people.items()
            if not person.hidden and person.left_at is None and player_id not in out
        }
