"""What people can do with seasons: look at a table, be in it or not; begin and stop them.

Nothing happens when a game ends, or a week: a table is worked out from the games when somebody looks at it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.kernel.people import ErasedPerson, ForgottenServer
from bot.kernel.ports import Zones
from bot.kernel.ranking import RankedPage, in_order, page_of
from bot.seasons.ports import Membership, SeasonStore
from bot.seasons.reading import Season, SeasonReader, Standings
from bot.seasons.rules import leagues as rules
from bot.seasons.rules.leagues import Leagues
from bot.seasons.rules.model import Seasons, monday_of
from bot.seasons.rules.roster import Choice
from bot.seasons.rules.views import Refusal, Scored, Standing, Table, Week

REGRET = timedelta(days=1)
"""For so long seasons that were stopped can go on."""


class SeasonService:
    """The seasons of the servers."""

    def __init__(self, store: SeasonStore, zones: Zones, membership: Membership) -> None:
        self._store = store
        self.zones = zones
        self._membership = membership
        self._reader = SeasonReader(store, zones)

    async def begin(self, guild_id: int, zone: str, by: int, at: datetime) -> Seasons | Refusal:
        """Have seasons, from the Monday of this week on: what was played since then counts.

        Where they were stopped only lately, the same ones go on as if they never had been.
        """
        before = await self._store.of(guild_id)
        if before is not None and before.stopped_at is None:
            return Refusal.RUNNING
        if before is not None and before.zone == zone and _can_go_on(before, at):
            made = replace(before, organizer_id=by, stopped_at=None)
        else:
            made = Seasons(guild_id, monday_of(at, self._reader.zone(zone)), zone, by)
        await self._store.put(made)
        return made

    async def replaced(self, guild_id: int, zone: str, at: datetime) -> Seasons | None:
        """The seasons that were stopped, and whose tables would be gone if others began in that time zone."""
        found = await self._store.of(guild_id)
        if found is None or found.stopped_at is None:
            return None
        return None if found.zone == zone and _can_go_on(found, at) else found

    async def zone_to_go_on_in(self, guild_id: int, at: datetime) -> str | None:
        """The time zone of a server's seasons, where they run or can go on."""
        found = await self._store.of(guild_id)
        return found.zone if found and _can_go_on(found, at) else None

    async def stop(self, guild_id: int, at: datetime) -> Seasons | Refusal:
        """Have none from now on; the last one stands as it is."""
        running = await self.running(guild_id)
        if running is None:
            return Refusal.NONE
        await self._store.stop(guild_id, at)
        return replace(running, stopped_at=at)

    async def running(self, guild_id: int) -> Seasons | None:
        """A server's seasons, where they run."""
        found = await self._store.of(guild_id)
        return found if found and found.stopped_at is None else None

    async def choose(self, guild_id: int, player_id: int, at: datetime, *, playing: bool) -> None:
        """Be in the seasons, or not, from this week on."""
        seasons = await self._store.of(guild_id)
        if seasons is not None:
            week = monday_of(at, self._reader.zone(seasons.zone))
            await self._store.choose(guild_id, Choice(player_id, week, playing))

    async def table(
        self, guild_id: int, player_id: int, page: int, at: datetime, *, last: bool = False
    ) -> Table | None:
        """A page of the season's table, or with `last` of the one before; None where there is none."""
        found = await self._found(guild_id, player_id, at, last=last)
        if found is None:
            return None
        frame, stands = found.frame, found.stands
        shown = self._page(guild_id, stands.table, page, player_id, at)
        if frame.is_over:
            return Table(frame, shown, podium=stands.podium if shown.number == 0 else ())
        is_new = frame.week == 1 and frame.has_last
        before = await self._reader.find(guild_id, player_id, at, last=True) if is_new else None
        return Table(frame, shown, champions=before.stands.podium if before else ())

    async def week(self, guild_id: int, player_id: int, league: int | None, page: int, at: datetime) -> Week | None:
        """A page of this week's table, of one's own league where none is named; None where there is no season."""
        found = await self._found(guild_id, player_id, at)
        if found is None:
            return None
        stands = found.stands
        leagues = stands.leagues[-1]
        if leagues is None:
            return Week(found.frame, self._page(guild_id, stands.week, page, player_id, at))
        own = rules.league_of(leagues, player_id) if found.frame.standing is Standing.IN else None
        wanted = own if league is None else league
        league = min(max(wanted or 0, 0), len(leagues) - 1)
        people = in_order(_in_league(stands, leagues, league), lambda one: one.points)
        shown = self._page(guild_id, people, page, player_id, at)
        before = stands.leagues[-2] if len(stands.leagues) > 1 else None
        risen, fallen = _came(before, leagues, league, stands.names)
        return Week(found.frame, shown, league, len(leagues), own, risen, fallen)

    def forget(self, scope: object) -> None:
        """Rows were changed behind our back."""
        if isinstance(scope, ErasedPerson | ForgottenServer):
            self._reader.forget(scope)

    async def _found(self, guild_id: int, player_id: int, at: datetime, *, last: bool = False) -> Season | None:
        """Whoever looks is there, whatever was noted."""
        me = (await self._store.people(guild_id, [player_id])).get(player_id)
        if me is not None and me.left_at is not None:
            await self._membership.is_back(guild_id, player_id)
        return await self._reader.find(guild_id, player_id, at, last=last)

    def _page(
        self, guild_id: int, ranked: Sequence[Scored], number: int, player_id: int, at: datetime
    ) -> RankedPage[Scored]:
        shown = page_of(ranked, lambda one: one.points, number, player_id)
        self._membership.look_after(guild_id, [line.who.player_id for line in shown.lines], at)
        return shown


def _can_go_on(seasons: Seasons, at: datetime) -> bool:
    return seasons.stopped_at is None or at - seasons.stopped_at < REGRET


def _in_league(stands: Standings, leagues: Leagues, league: int) -> list[Scored]:
    return [
        Scored(line.player_id, stands.names[line.player_id], line.tally.points, line.tally.days, line.move)
        for line in rules.lines(leagues, league, stands.weeks[-1])
        if line.player_id in stands.names
    ]


def _came(
    before: Leagues | None, now: Leagues, league: int, names: Mapping[int, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who has come into a league from below and from above since last week."""
    if before is None:
        return (), ()
    moved = [(player, rules.league_of(before, player)) for player in now[league] if player in names]
    risen = tuple(names[player] for player, was in moved if was > league)
    return risen, tuple(names[player] for player, was in moved if was < league)
