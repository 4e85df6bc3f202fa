"""A season as it is read: its weeks from the games, and who is in it."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from bot.kernel.people import ErasedPerson, ForgottenServer
from bot.kernel.ports import Zones
from bot.kernel.ranking import RankedLine
from bot.kernel.shared_reading import begun, drop_failed, failed, shared
from bot.seasons.ports import SeasonStore
from bot.seasons.rules.leagues import Leagues, Played, leagues_of
from bot.seasons.rules.model import WEEK, Seasons, Span, begins, monday_of, span_at, span_before
from bot.seasons.rules.points import DAY, NOTHING, Tally
from bot.seasons.rules.roster import Choice, Person, out_by, shown_as
from bot.seasons.rules.views import Frame, Scored, Standing, first_places, scored
from bot.seasons.weeks import Tallies, Weeks

MOST_REMEMBERED = 50
"""So many seasons are remembered as they were worked out."""


@dataclass(frozen=True, slots=True)
class Standings:
    """What is the same for everybody who looks.

    `weeks`: the one before the season and those that have begun, with their `leagues`; `names`: of those who are shown.
    `table` and `podium` are of all its weeks, `week` is of the one that runs.
    """

    weeks: Sequence[Played]
    leagues: Sequence[Leagues | None]
    names: Mapping[int, str]
    table: Sequence[Scored]
    podium: tuple[RankedLine[Scored], ...]
    week: Sequence[Scored]


@dataclass(frozen=True, slots=True)
class Season:
    """A season as one person sees it."""

    frame: Frame
    stands: Standings


@dataclass(frozen=True, slots=True)
class _Read:
    """All that a season is worked out from, in its weeks up to the last of these `mondays`; `monday`: today's."""

    mondays: Sequence[date]
    tallies: Sequence[Tallies]
    people: Mapping[int, Person]
    choices: Sequence[Choice]
    monday: date


class SeasonReader:
    """Reads seasons for one person at a time. What is the same for all is worked out again only when it has changed."""

    def __init__(self, store: SeasonStore, zones: Zones) -> None:
        self._store = store
        self._zones = zones
        self._weeks = Weeks(store)
        self._known: OrderedDict[tuple[int, Span], tuple[_Read, asyncio.Future[Standings]]] = OrderedDict()

    def zone(self, name: str) -> tzinfo:
        """A time zone by its name; UTC for one that is known no longer."""
        return self._zones.find(name) or UTC

    def forget(self, scope: ErasedPerson | ForgottenServer) -> None:
        """Rows were changed behind our back."""
        self._known.clear()
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
        tallies = [await self._weeks.of(seasons.guild_id, day, zone, seasons.stopped_at, at) for day in mondays]
        people = await self._store.people(seasons.guild_id, set[int]().union(*tallies))
        choices, monday = await self._store.choices(seasons.guild_id), monday_of(at, zone)
        found = await self._once((seasons.guild_id, span), _Read(mondays, tallies, people, choices, monday))
        me = people.get(player_id) or (await self._store.people(seasons.guild_id, [player_id])).get(player_id)
        mine = tallies[-1].get(player_id, NOTHING).on.get(now.astimezone(zone).date(), 0)
        frame = Frame(
            span=span,
            zone=seasons.zone,
            week=len(mondays) - 1,
            week_ends_at=begins(mondays[-1] + WEEK, zone),
            ends_at=begins(span.end, zone),
            stopped_at=seasons.stopped_at if span == newest else None,
            is_over=span != newest or seasons.stopped_at is not None,
            standing=_standing(me, out=player_id in out_by(choices, monday)),
            today=mine if mine >= DAY else None,
            has_leagues=found.leagues[-1] is not None,
            has_last=span == newest and span.number > 1,
        )
        return Season(frame, found)

    async def _once(self, key: tuple[int, Span], read: _Read) -> Standings:
        """In a thread, and once for all who look: thousands may be in it."""
        known = self._known.get(key)
        if known is None or known[0] != read or failed(known[1]):
            known = self._known[key] = read, begun(asyncio.to_thread(_worked_out, read))
            drop_failed(self._known, key)
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return await shared(known[1])


def _worked_out(read: _Read) -> Standings:
    weeks = [Played(day, tallies) for day, tallies in zip(read.mondays, read.tallies, strict=True)]
    names = shown_as(read.people, read.choices, read.monday)
    table = scored(_totals(weeks, read.choices), names)
    return Standings(weeks, leagues_of(weeks), names, table, first_places(table), scored(weeks[-1].tallies, names))


def _totals(weeks: Sequence[Played], choices: Sequence[Choice]) -> dict[int, Tally]:
    """What everybody has got together in all weeks but the one before the season, and those they were out of."""
    found: dict[int, Tally] = {}
    for week in weeks[1:]:
        out = out_by(choices, week.monday)
        for player_id, tally in week.tallies.items():
            if player_id not in out:
                found[player_id] = found.get(player_id, NOTHING) + tally
    return found


def _standing(me: Person | None, *, out: bool) -> Standing:
    if out:
        return Standing.OUT
    return Standing.HIDDEN if me and me.hidden else Standing.IN
