"""A season as it is read: its weeks from the games, and who is in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from bot.kernel.people import ErasedPerson, ForgottenServer
from bot.kernel.ports import Zones
from bot.seasons.ports import SeasonStore
from bot.seasons.rules.leagues import Leagues, Played, leagues_of
from bot.seasons.rules.model import WEEK, Seasons, Span, begins, monday_of, span_at, span_before
from bot.seasons.rules.points import DAY, NOTHING, Tally
from bot.seasons.rules.roster import Roster
from bot.seasons.rules.views import Frame, Standing
from bot.seasons.weeks import Weeks


@dataclass(frozen=True, slots=True)
class Season:
    """`weeks`: the one before it and those that have begun, with their `leagues`; `names`: of those who are shown."""

    frame: Frame
    weeks: Sequence[Played]
    leagues: Sequence[Leagues | None]
    names: Mapping[int, str]

    @property
    def totals(self) -> dict[int, Tally]:
        """What everybody has got together in all its weeks."""
        found: dict[int, Tally] = {}
        for week in self.weeks[1:]:
            for player_id, tally in week.there.items():
                found[player_id] = found.get(player_id, NOTHING) + tally
        return found


class SeasonReader:
    """Reads seasons for one person at a time."""

    def __init__(self, store: SeasonStore, zones: Zones) -> None:
        self._store = store
        self._zones = zones
        self._weeks = Weeks(store)

    def zone(self, name: str) -> tzinfo:
        """A time zone by its name; UTC for one that is known no longer."""
        return self._zones.find(name) or UTC

    def forget(self, scope: ErasedPerson | ForgottenServer) -> None:
        """Rows were changed behind our back."""
        if isinstance(scope, ForgottenServer):
            self._weeks.forget(scope.guild_id)
        else:
            self._weeks.forget_person(scope.player_id)

    async def find(self, guild_id: int, player_id: int, at: datetime, *, last: bool = False) -> Season | None:
        """The season that runs, or with `last` the one before; once they were stopped, the one that did last."""
        seasons = await self._store.of(guild_id)
        if seasons is None:
            return None
        newest = span_at(seasons, at, self.zone(seasons.zone))
        span = span_before(newest) if last else newest
        return await self._read(seasons, span, newest, player_id, at) if span else None

    async def _read(self, seasons: Seasons, span: Span, newest: Span, player_id: int, at: datetime) -> Season:
        zone, now = self.zone(seasons.zone), min(at, seasons.stopped_at or at)
        today = monday_of(now, zone)
        mondays = [span.first - WEEK, *(day for day in span.mondays if day <= today)]
        found = [await self._weeks.of(seasons.guild_id, day, zone, seasons.stopped_at, at) for day in mondays]
        players = {player_id}.union(*found)
        people = await self._store.people(seasons.guild_id, players)
        roster = Roster(people, await self._store.choices(seasons.guild_id))
        weeks = [Played(day, tallies, roster.gone(players, day)) for day, tallies in zip(mondays, found, strict=True)]
        leagues = leagues_of(weeks)
        mine = weeks[-1].tallies.get(player_id, NOTHING).on.get(now.astimezone(zone).date(), 0)
        frame = Frame(
            span=span,
            zone=seasons.zone,
            week=len(mondays) - 1,
            week_ends_at=begins(mondays[-1] + WEEK, zone),
            ends_at=begins(span.end, zone),
            stopped_at=seasons.stopped_at if span == newest else None,
            is_over=span != newest or seasons.stopped_at is not None,
            standing=_standing(roster, player_id, monday_of(at, zone)),
            today=mine if mine >= DAY else None,
            has_leagues=leagues[-1] is not None,
            has_last=span == newest and span.number > 1,
        )
        return Season(frame, weeks, leagues, roster.names(monday_of(at, zone)))


def _standing(roster: Roster, player_id: int, monday: date) -> Standing:
    if player_id in roster.out(monday):
        return Standing.OUT
    me = roster.people.get(player_id)
    return Standing.HIDDEN if me and me.hidden else Standing.IN
