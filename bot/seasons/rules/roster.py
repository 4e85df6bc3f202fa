"""Who is in a server's seasons: everybody who plays, but for who opted out, is hidden, has left, or was erased."""

from collections.abc import Collection, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Roster:
    """Those whom a server has a name for, and what they chose, the earliest first."""

    people: Mapping[int, Person]
    choices: Sequence[Choice]

    def out(self, monday: date) -> set[int]:
        """Who has opted out by the end of a week."""
        latest = {one.player_id: one.playing for one in self.choices if one.week <= monday}
        return {player_id for player_id, playing in latest.items() if not playing}

    def gone(self, players: Collection[int], monday: date, end: datetime) -> frozenset[int]:
        """Which of these people do not count in a week.

        Whoever left later counts in it, so that nobody else's league changes by their leaving.
        """
        out = self.out(monday)
        return frozenset(one for one in players if one in out or not self._was_there(one, end))

    def _was_there(self, player_id: int, end: datetime) -> bool:
        person = self.people.get(player_id)
        return person is not None and not person.hidden and (person.left_at is None or person.left_at >= end)

    def names(self, monday: date) -> dict[int, str]:
        """Who is shown in the week that runs, and as whom."""
        out = self.out(monday)
        return {
            player_id: person.name
            for player_id, person in self.people.items()
            if not person.hidden and person.left_at is None and player_id not in out
        }
