"""Who is heard, and what follows: time lost is made up for, and what a crash would need to know is noted."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.delivery.outbox import Delivery
from bot.kernel.absences import Absences, MadeUp, Owed
from bot.kernel.availability import SETTLED, Availability
from bot.kernel.background import Background, may_pass, note_stumble
from bot.kernel.haste import Haste, on
from bot.kernel.ports import Heartbeat
from bot.kernel.share import DIRECT, EVERYTHING, Share
from bot.timing.clock import Clock

PRESSES_WAIT_S = 1.5
"""So long a press waits for lost time to be given back; whoever pressed has to be answered within three seconds."""

SERVERS_AT_ONCE = 250
"""So many are given back what they lost before anything goes on there."""

TOLD_AFTER_S = 10.0
"""A connection that comes back sooner is nothing to tell of: Discord asks for a new one several times a day."""

MOST_BEATS = 30
"""A game that stays without its lost time is tried again with the next beat, then ever less often, down to this."""

_log = structlog.get_logger(__name__)


class Presence:
    """Follows the gateway, shard by shard and server by server. `open` it before use.

    `recover` gives servers back what they lost. While that is not written their time stands still, and it is tried
    again with the next beat. Where that fails for some games alone, those stand still, and the others go on.
    """

    def __init__(
        self,
        clock: Clock,
        heartbeat: Heartbeat,
        delivery: Delivery,
        background: Background,
        recover: Callable[[Absences, datetime], Awaitable[None]],
        share: Share = EVERYTHING,
    ) -> None:
        self._clock = clock
        self._heartbeat = heartbeat
        self._delivery = delivery
        self._background = background
        self._recover = recover
        self._share = share
        self.known = Availability(clock.now(), share=share)
        self._made_up: MadeUp = {}
        self._owing: dict[Hashable, Owed] = {}
        self._pause = self._rest = 0
        self._turn = asyncio.Lock()
        self._tried = asyncio.Event()
        self._is_coming = False
        self._delivers = self._anew = self._has_been = False
        self._began = clock.now()
        self._told_lost: set[int] = set()
        self._returned: dict[int, timedelta] = {}
        self._returning_since = clock.now()
        self._heard: set[int] = set()
        self._gone_on: Mapping[int, Collection[int]] = {}

    async def open(self) -> None:
        """Learn what the run before noted."""
        before = await self._heartbeat.last()
        self._has_been, self._began = bool(before and before.beats), self._clock.now()
        self.known = Availability(self._began, before, self._share)

    def hears(self, guild_id: int, game_id: int | None = None) -> bool:
        """Whether Discord lets us hear a server (0: direct messages), and nothing is owed to a game there."""
        return self.known.hears(guild_id) and game_id not in self._owing

    def goes_on(self, guild_id: int, game_id: int | None = None) -> bool:
        """Whether time counts in a server's games, or in one of them."""
        return self.known.goes_on(guild_id, self._clock.now()) and game_id not in self._owing

    def is_there(self, guild_id: int) -> bool:
        """Whether what Discord says of a server can be taken at its word: while it is away, all is refused there."""
        return self.known.is_there(guild_id, self._clock.now())

    def members(self) -> set[int] | None:
        """The servers that the bot is in, None while that is not known."""
        return self.known.members()

    # What the gateway tells, in the same instant

    def goes_on_with(self, shard: int, servers: Collection[int]) -> None:
        """Another process's session is about to be gone on with, which told that process of these servers."""
        self._gone_on = {shard: servers}

    def ready(self, shard: int, shards: int, listed: Collection[int]) -> None:
        """A shard begins a session; these servers are its."""
        self._gone_on = {}
        self.known.ready(shard, shards, listed, self._clock.now())
        self._anew = True
        self._is_back()

    def resumed(self, shard: int) -> None:
        """A shard goes on with its session, or with that of another process."""
        now = self._clock.now()
        if (servers := self._gone_on.get(shard)) is not None:
            self._gone_on = {}
            self.known.ready(shard, self._share.shards, servers, now)
            for guild_id in servers:
                self.known.appeared(guild_id, now)
        else:
            self.known.resumed(shard, now)
        self._is_back()

    def disconnected(self, shard: int) -> None:
        """A shard is not heard any more: from here on its servers' time does not count."""
        self.known.disconnected(shard, self._clock.now())

    def appeared(self, guild_id: int) -> None:
        """A server is there (again)."""
        self.known.appeared(guild_id, self._clock.now())
        self._anew = True
        self._is_back()

    def vanished(self, guild_id: int, *, gone: bool) -> None:
        """A server is away; `gone`: the bot is no member of it any more."""
        self.known.vanished(guild_id, self._clock.now(), gone=gone)

    # What the operator wants

    def stand_still(self) -> None:
        """Every game stands still, and no beat is noted: what follows counts as time away."""
        self.known.stand_still(self._clock.now())

    def go_on(self) -> None:
        """Everybody is given the time back."""
        self.known.go_on()
        self._is_back()

    def slept(self, since: datetime) -> None:
        """The process has not run since then, so that nobody was heard: all are given that time back.

        If that is later than now, the clock was ahead and is right again: what was decided by it moves back.
        """
        ahead = since - self._clock.now()
        if ahead > timedelta():
            self.known.set_back(ahead)
            self._returning_since -= ahead
        if self.known.is_heard:
            self.known.stand_still(since)
            self.go_on()

    def _is_back(self) -> None:
        self._delivery.reconnected()
        if not self._is_coming:
            self._is_coming = True
            self._background.run(self.make_up())

    # What is done about it

    async def make_up(self) -> None:
        """Make up for what was lost where we are heard again; what cannot be written just now waits for a beat."""
        async with self._turn:
            self._is_coming = False
            try:
                with on(Haste.RETURN):
                    await self._make_up()
            except Exception as error:
                if not may_pass(error):
                    raise
                note_stumble(_log, "the time away must wait", error)
            finally:
                self._has_tried()

    def _has_tried(self) -> None:
        self._tried.set()
        self._tried = asyncio.Event()

    async def made_up(self, guild_id: int, game_id: int) -> bool:
        """Wait, at most a moment, until a game that is coming back has the time that it lost; whether it has.

        A press that comes before that is not late: the deadlines that it would be judged by are about to move.
        """
        if not self._is_owed(guild_id, game_id):
            return True
        with suppress(TimeoutError):
            async with asyncio.timeout(PRESSES_WAIT_S):
                while self._is_owed(guild_id, game_id):
                    await self._tried.wait()
        return not self._is_owed(guild_id, game_id)

    def _is_owed(self, guild_id: int, game_id: int) -> bool:
        return game_id in self._owing or self.known.comes_back(guild_id)

    async def _make_up(self) -> None:
        more = True
        while more:
            now = self._clock.now()
            more = await self._give_back(now)
            self._has_tried()
            await self._note(now)
            if not self._delivers:
                await self._delivery.open()
                self._delivers = True
        if self._anew:  # what changed before a new session is not told
            self._anew = False
            self._delivery.retry_refused()

    async def _give_back(self, now: datetime) -> bool:
        """Whether there may be more servers: the first ones do not wait for the last."""
        back = self.known.take(SERVERS_AT_ONCE)
        again = {what: owed for what, owed in self._owing.items() if self._is_tried(owed, back, now)}
        if not back and not again:
            return False
        absences = Absences(back.get, self._made_up, again)
        try:
            await self._recover(absences, now)
        except BaseException:
            self.known.failed()
            raise
        self.known.done()
        for done in [(guild_id, what) for guild_id, what in self._made_up if guild_id in back or what in again]:
            del self._made_up[done]
        self._owe(absences.owing, again)
        self._count(back, now)
        self._tell_back(now)
        return len(back) == SERVERS_AT_ONCE

    def _is_tried(self, owed: Owed, back: Collection[int], at: datetime) -> bool:
        return owed.guild_id in back or (not self._rest and self.known.is_there(owed.guild_id, at))

    def _owe(self, owing: Mapping[Hashable, Owed], tried: Collection[Hashable]) -> None:
        """These stand still until they can be read and written; of the ones that were tried, no others do any more."""
        self._owing = {what: owed for what, owed in self._owing.items() if what not in tried} | dict(owing)
        if owing:
            self._pause = self._rest = min(max(1, 2 * self._pause), MOST_BEATS)
            _log.warning("the time away must wait", games=len(owing), why="it could not be given back to some games")
        elif not self._owing:
            self._pause = self._rest = 0

    def _count(self, back: Mapping[int, datetime], now: datetime) -> None:
        """Only what was heard before, in this run or in an earlier one, can be back."""
        if not self._returned:
            self._returning_since = now
        self._returned |= {
            guild_id: max(now - at, timedelta())  # where the clock was ahead, nothing is known to be lost
            for guild_id, at in back.items()
            if self._has_been or at > self._began
        }

    def _tell_back(self, now: datetime) -> None:
        """In one line, although a session's servers come one by one; not long after the first, whoever is still away.

        Direct messages are no server.
        """
        missing = self.known.owes or any(self.known.servers_away(shard) for shard in self.known.heard)
        if self._returned and (not missing or now - self._returning_since >= SETTLED):
            servers, away = len(self._returned.keys() - {DIRECT}), max(self._returned.values())
            _log.info("back", servers=servers, away_s=round(away.total_seconds(), 1))
            self._returned = {}

    async def beat(self, at: datetime) -> None:
        """Note who is heard; before that, make up for what is still owed, and tell of shards that were lost."""
        self._tell_lost(at)
        self._tell_back(at)
        self._rest = max(self._rest - 1, 0)
        if self.known.owes or (self._owing and not self._rest):
            await self.make_up()
        else:
            await self._note(at)

    def _tell_lost(self, at: datetime) -> None:
        """Once for each shard that was heard and is not any more, unless it comes back at once."""
        for shard in self.known.numbers:
            away_s = self.known.away_s(shard, at)
            if away_s == 0:
                self._heard.add(shard)
                self._told_lost.discard(shard)
            elif away_s >= TOLD_AFTER_S and shard in self._heard - self._told_lost:
                self._told_lost.add(shard)
                servers = self.known.servers(shard)
                _log.warning("Discord is not heard any more", shard=shard, servers=servers, away_s=round(away_s, 1))

    async def _note(self, at: datetime) -> None:
        if not self.known.is_heard:
            return
        try:
            await self._heartbeat.beat(self.known.beats(at), self._away(at))
        except BaseException:
            self._rest = 0  # once a beat can be noted again, what is owed has been tried before
            raise

    def _away(self, at: datetime) -> Mapping[int, datetime]:
        """Servers that are away, and those of games that are still owed time: the next run gives them at least that.

        It knows of nothing older but what is noted here. The other games there, which have theirs, get it once more.
        """
        away = dict(self.known.away(at))
        for owed in self._owing.values():
            away[owed.guild_id] = min(owed.since, away.get(owed.guild_id, owed.since))
        return away
