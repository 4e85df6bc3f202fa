"""The weeks of a server, read from its games and remembered for a while: everybody may ask for them at any time."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo

from bot.kernel.shared_reading import begun, drop_failed, failed, shared
from bot.seasons.ports import SeasonStore
from bot.seasons.rules.model import WEEK, begins
from bot.seasons.rules.points import Tally, week_of

FRESH, SETTLED = timedelta(seconds=10), timedelta(hours=1)
"""A week that runs is read anew after the one, a week that is over after the other."""

SETTLES = timedelta(hours=1)
"""So long after its end nothing of a week is still on its way to the rows."""

MOST_REMEMBERED = 300

Tallies = Mapping[int, Tally]
_Key = tuple[int, date, str, datetime]


class Weeks:
    """What people got together in each week. Whoever asks while it is being read waits for the same answer."""

    def __init__(self, store: SeasonStore) -> None:
        self._store = store
        self._known: OrderedDict[_Key, tuple[datetime, asyncio.Future[Tallies]]] = OrderedDict()

    async def of(self, guild_id: int, monday: date, zone: tzinfo, until: datetime | None, at: datetime) -> Tallies:
        """A week's tallies; where the seasons were stopped before its end, by what was there `until` then."""
        end = begins(monday + WEEK, zone)
        end = min(end, until) if until else end
        key = guild_id, monday, str(zone), end
        known = self._known.get(key)
        if known is None or abs(at - known[0]) >= (SETTLED if at >= end + SETTLES else FRESH) or failed(known[1]):
            known = at, begun(self._read(guild_id, monday, zone, end))
            self._known[key] = known
            drop_failed(self._known, key)
            self._known.move_to_end(key)
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return await shared(known[1])

    async def _read(self, guild_id: int, monday: date, zone: tzinfo, end: datetime) -> Tallies:
        games = await self._store.games(guild_id, begins(monday, zone), end)
        return await asyncio.to_thread(week_of, games, monday, zone, end)

    def forget(self, guild_id: int) -> None:
        """A server's rows were changed behind our back."""
        self._drop(lambda key, _: key[0] == guild_id)

    def forget_person(self, player_id: int) -> None:
        """Nothing that is remembered names them any more; the weeks of servers where they never played stay."""
        self._drop(lambda _, reading: not reading.done() or failed(reading) or player_id in reading.result())

    def _drop(self, wanted: "Callable[[_Key, asyncio.Future[Tallies]], bool]") -> None:
        for key in [key for key, (_, reading) in self._known.items() if wanted(key, reading)]:
            del self._known[key]
