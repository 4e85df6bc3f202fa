"""Trouble out of the seed: what the evenings over the wire know, and what only a simulation can do."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from playground.client import Playground
from tests.campaigns.evening.crowd import Venue
from tests.campaigns.evening.troubles import DISK, KINDS, SHARDS, Troubles
from tests.simulation.disk import READ, SLOW_SHARE, WRITE, Storage
from tests.simulation.heard import AROUND, KNOWN
from tests.simulation.still import BEGIN

SLOW_READS, SLOW_COMMITS, BROKEN_COMMIT = "reads are slow", "commits are slow", "a commit fails"
FAILING_READS = "reads fail"
SPLIT, POISON = "a commit of several changes fails", "a change cannot be written, and others wait behind it"
ERASURE = "an erasure while commits are slow"
OF_STORAGE = (DISK, SLOW_READS, FAILING_READS, SLOW_COMMITS, BROKEN_COMMIT, SPLIT, POISON, ERASURE)
EVERY = (*(kind for kind in KINDS if kind != DISK), *OF_STORAGE)
AWAY_AT_MINUTE, RUSH_AT_MINUTE = "a server away as its daily is due", "slow quizzes as the dailies are due"
DOWN_OVER_JUMP = "a shard down over a jump of the clock"
LATE = "shards away late in questions"
SHUT_AT_MINUTE = "a daily's channel shut as the dailies are due"
SOON_S = 12.0
"""So many seconds after its time has come, what a server that is heard waits for may still not be done."""

LONG_S, PATIENT = AROUND + 10, 40
"""So long a question is open still, and so often it is looked whether one is about to close."""

FIRST = 0.7
"""How often it is the first server that is in the way of the others: what is oldest is looked at first."""

SLOW_RETURN, FAILING_RETURN = 0.4, 0.3
"""How often what a shard lost is given back by a slow disk, while its games go on being pressed; and how often by one
from which nothing can be read once some have theirs, so that it is tried again. Nobody answers then, or it would not
show for how long a question stays open."""

UNREADABLE = 0.2
"""How often reading fails while the disk is so."""

ERASED_S = 16.0
"""So long commits are slow for an erasure; and so long a question that others answer meanwhile is open."""

AT_MINUTE = (AWAY_AT_MINUTE, RUSH_AT_MINUTE, SHUT_AT_MINUTE)
TIMED = (DOWN_OVER_JUMP, DOWN_OVER_JUMP, DOWN_OVER_JUMP, LATE, LATE, ERASURE, "clock jumps")
"""What is rare among all the others, and turns out differently with every moment."""
DAY = timedelta(days=1)
MINUTE = BEGIN + timedelta(minutes=5)
"""When the dailies come, each day."""


class DayTroubles(Troubles):
    """Makes what the seed has chosen, and sets right what does not pass by itself."""

    def __init__(
        self,
        playground: Playground,
        chance: random.Random,
        venues: list[Venue],
        stop: Callable[[], Awaitable[None]],
        storage: Storage,
    ) -> None:
        super().__init__(playground, chance, venues, Path(), stop)
        self._storage = storage
        self.leave_amid: Callable[[], Awaitable[object]] = playground.clock
        """Has somebody be erased as others answer what they have answered."""
        self.seconds_left: Callable[[], list[float]] = list
        """For how long the questions of quizzes are open still."""
        self.hush: Callable[[int], None] = lambda _: None
        """Have people pause, or go on (-1)."""

    def chosen(self, most: int) -> list[str]:
        """So many kinds, in a random order: many of the storage, with the clock, or as dailies are due.

        There chance is slow.
        """
        return [self.rng.choice(self.rng.choice((OF_STORAGE, TIMED, AT_MINUTE, EVERY, EVERY))) for _ in range(most)]

    async def make(self, kind: str) -> None:
        ours = self._ours().get(kind)
        if ours is None:
            await super().make(kind)
            return
        await ours()
        self.counts[kind] += 1

    def _ours(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            SLOW_READS: lambda: self._slow(READ),
            FAILING_READS: self._fail_to_read,
            SLOW_COMMITS: lambda: self._slow(WRITE),
            BROKEN_COMMIT: self._break,
            SPLIT: lambda: self._unwilling(SPLIT),
            POISON: lambda: self._unwilling(POISON),
            ERASURE: self._erase,
            DISK: self._full,
            DOWN_OVER_JUMP: self._down_over_jump,
            LATE: self._away_late,
            AWAY_AT_MINUTE: self._away_at_minute,
            RUSH_AT_MINUTE: self._rush_at_minute,
            SHUT_AT_MINUTE: self._shut_at_minute,
        }

    async def _break(self) -> None:
        self._storage.breaks += self.rng.randint(1, 3)

    async def _fail_to_read(self) -> None:
        self._storage.unreadable = UNREADABLE
        await asyncio.sleep(self.rng.uniform(0.3, 4))
        self._storage.unreadable = 0.0

    async def _erase(self) -> None:
        """Of somebody who is in a quiz that others answer meanwhile: what they do is on its way for long."""
        await self._until(lambda left: left > ERASED_S)
        self.hush(1)
        self._storage.slow.add(WRITE)
        self._storage.slow_share = 1.0
        leaving = asyncio.ensure_future(self.leave_amid())
        await asyncio.wait([leaving], timeout=ERASED_S)
        self._storage.slow.discard(WRITE)
        self._storage.slow_share = SLOW_SHARE
        try:
            await leaving  # whoever did more before it is over would have that erased, too
        finally:
            self.hush(-1)

    async def _full(self) -> None:
        self._storage.full = True
        await asyncio.sleep(self.rng.uniform(0.3, 4))
        self._storage.full = False

    async def _down_over_jump(self) -> None:
        """The shard of one of the servers, and the bot knows before the clock jumps: surely that time is lost."""
        shard = (int(self.rng.choice(self.venues).guild) >> 22) % SHARDS
        await self.playground.gateway("down", shard=shard)
        await asyncio.sleep(self.rng.uniform(KNOWN + 0.5, KNOWN + 2))
        await self.playground.advance(self.rng.choice([20, 40, 95]))
        await asyncio.sleep(self.rng.uniform(0.2, 3))
        how = self.rng.random()
        if how < SLOW_RETURN:
            self._storage.slow |= {READ, WRITE}
        if fails := SLOW_RETURN <= how < SLOW_RETURN + FAILING_RETURN:
            self._storage.stumbles_after_commit = True
            self.hush(1)
        await self.playground.gateway("up", shard=shard)
        await asyncio.sleep(3)
        self._storage.slow -= {READ, WRITE}
        if fails:
            await asyncio.sleep(SOON_S)
            self.hush(-1)

    async def _away_late(self) -> None:
        """So late in a question that whoever comes back is given more time than was lost.

        It is so long after a leap of the clock that this was surely time for an answer, and nobody gives one.
        """
        await self._until(lambda left: left > 0)
        self.hush(1)
        if (left := max(self.seconds_left(), default=0.0)) > LONG_S:
            await self.playground.advance(left - LONG_S)
        await self._until(lambda left: 4 < left < 9)
        await self.playground.gateway("down")
        await asyncio.sleep(self.rng.uniform(3.5, 4.5))
        await self.playground.gateway("up")
        await asyncio.sleep(SOON_S)
        self.hush(-1)

    async def _until(self, wanted: Callable[[float], bool]) -> None:
        """Wait a while for a question that is open for so long still."""
        for _ in range(PATIENT):
            if any(map(wanted, self.seconds_left())):
                return
            await asyncio.sleep(0.5)

    async def _to_minute(self) -> None:
        """Let it be just after the minute of the dailies."""
        now = datetime.fromisoformat((await self.playground.clock())["now"])
        await self.playground.advance(((MINUTE - now) % DAY).total_seconds() + 0.5)

    async def _away_at_minute(self) -> None:
        guild = self.rng.choice(self.venues).guild
        await self.playground.begin_outage(guild)
        await self._to_minute()
        await asyncio.sleep(self.rng.uniform(0.2, 9))
        await self.playground.end_outage(guild)

    async def _rush_at_minute(self) -> None:
        channels = [channel for venue in self.venues for channel in venue.quiz]
        for channel in channels:
            await self.playground.fault(f"/channels/{channel}/messages*", "hang", retry_after=30, times=2)
        ada = self.playground.member("ada")
        await asyncio.gather(*(ada.slash(channel, "quiz start", {"questions": 1}, within=1) for channel in channels))
        await asyncio.sleep(1)
        await self._to_minute()
        await asyncio.sleep(SOON_S + 2)

    async def _shut_at_minute(self) -> None:
        """One server's post is refused, and the one before it stands open: nobody else has to wait for that."""
        channel = self.venues[0 if self.rng.random() < FIRST else -1].daily
        await self.playground.set_overwrite(channel, "bot", deny=["view_channel"])
        await self._to_minute()
        await asyncio.sleep(self.rng.uniform(22, 26))
        await self.playground.delete_overwrite(channel, "bot")

    async def _unwilling(self, kind: str) -> None:
        """In part; and slow, so that several changes wait for a commit."""
        self._storage.splits += kind == SPLIT
        self._storage.poisons += kind == POISON
        await self._slow(WRITE)

    async def _slow(self, what: str) -> None:
        self._storage.slow.add(what)
        await asyncio.sleep(self.rng.uniform(1, 8))
        self._storage.slow.discard(what)


__all__ = ["EVERY", "SHARDS", "DayTroubles", "Storage"]
