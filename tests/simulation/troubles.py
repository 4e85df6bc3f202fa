"""Trouble out of the seed: what the evenings over the wire know, and what only a simulation can do."""

from __future__ import annotations

import asyncio
import contextvars
import random
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from playground.client import Playground
from tests.campaigns.evening.crowd import Venue
from tests.campaigns.evening.troubles import DISK, KINDS, SHARDS, Troubles
from tests.simulation.heard import KNOWN
from tests.simulation.loop import SimulatedLoop, work_of
from tests.simulation.still import BEGIN

SLOW_READS, SLOW_COMMITS, BROKEN_COMMIT = "reads are slow", "commits are slow", "a commit fails"
OF_STORAGE = (DISK, SLOW_READS, SLOW_COMMITS, BROKEN_COMMIT)
EVERY = (*(kind for kind in KINDS if kind != DISK), *OF_STORAGE)
AWAY_AT_MINUTE, RUSH_AT_MINUTE = "a server away as its daily is due", "slow quizzes as the dailies are due"
DOWN_OVER_JUMP = "a shard down over a jump of the clock"
LATE = "shards away late in questions"
SHUT_AT_MINUTE = "a daily's channel shut as the dailies are due"
SOON_S = 12.0
"""So many seconds after its time has come, what a server that is heard waits for may still not be done."""

AT_MINUTE = (AWAY_AT_MINUTE, RUSH_AT_MINUTE, SHUT_AT_MINUTE)
TIMED = (DOWN_OVER_JUMP, DOWN_OVER_JUMP, DOWN_OVER_JUMP, LATE, "clock jumps")
"""What is rare among all the others, and turns out differently with every moment."""
WRITE, READ = "_write", "_a_while"
DAY = timedelta(days=1)
HICCUPS = 0.25
"""How often a commit takes longer than usual, so that several wait for the next."""

CALM_AFTER = 10.0
"""Seconds."""


class Storage:
    """How the disk is just now. It answers what the loop asks of each piece of work that would go to a thread."""

    def __init__(self, loop: SimulatedLoop) -> None:
        self._loop = loop
        self._chance = loop.chance
        self._troubled_at = 0.0
        self.full = False
        self.slow: set[str] = set()
        self.breaks = 0
        """So many of the next commits fail."""
        self.at_commit: Callable[[], None] | None = None
        """Called once a commit is made, while whoever waits for it has not been told."""
        loop.befalls = self.befalls

    @property
    def is_calm(self) -> bool:
        """Whether nothing has been wrong with it for a while."""
        return self._loop.time() - self._troubled_at > CALM_AFTER

    def befalls(self, work: Callable[..., Any]) -> tuple[float, float]:
        """Seconds before and after. Raises what the database would raise."""
        name = work_of(work)
        if self.full or self.breaks or self.slow:
            self._troubled_at = self._loop.time()
        if name == WRITE and (self.full or self.breaks):
            self.breaks = max(0, self.breaks - 1)
            raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))
        if name in self.slow and self._chance.random() < 0.5:
            before, after = self._chance.uniform(0.05, 2.5), self._chance.uniform(0, 0.3)
        elif name == WRITE and self._chance.random() < HICCUPS:
            before, after = self._chance.uniform(0.02, 0.4), self._chance.uniform(0, 0.05)
        else:
            before, after = self._chance.uniform(0, 0.004), self._chance.uniform(0, 0.002)
        if name == WRITE and self.at_commit is not None:
            self._loop.call_later(before + after / 2, self.at_commit, context=contextvars.Context())
            self.at_commit = None
        return before, after


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
        self.minute = BEGIN + timedelta(minutes=5)
        """When the dailies come, each day."""

    def chosen(self, most: int) -> list[str]:
        """So many kinds, in a random order: many of the storage, with the clock, or as dailies are due.

        There chance is slow.
        """
        return [self.rng.choice(self.rng.choice((OF_STORAGE, TIMED, AT_MINUTE, EVERY, EVERY))) for _ in range(most)]

    async def make(self, kind: str) -> None:
        if kind in (SLOW_READS, SLOW_COMMITS):
            await self._slow(READ if kind == SLOW_READS else WRITE)
        elif kind == BROKEN_COMMIT:
            self._storage.breaks += self.rng.randint(1, 3)
        elif kind == DISK:
            self._storage.full = True
            await asyncio.sleep(self.rng.uniform(0.3, 4))
            self._storage.full = False
        elif kind == DOWN_OVER_JUMP:
            await self._down_over_jump()
        elif kind == LATE:
            await self._away_late()
        elif kind == AWAY_AT_MINUTE:
            await self._away_at_minute()
        elif kind == RUSH_AT_MINUTE:
            await self._rush_at_minute()
        elif kind == SHUT_AT_MINUTE:
            await self._shut_at_minute()
        else:
            await super().make(kind)
            return
        self.counts[kind] += 1

    async def _down_over_jump(self) -> None:
        """The shard of one of the servers, and the bot knows before the clock jumps: surely that time is lost."""
        shard = (int(self.rng.choice(self.venues).guild) >> 22) % SHARDS
        await self.playground.gateway("down", shard=shard)
        await asyncio.sleep(self.rng.uniform(KNOWN + 0.5, KNOWN + 2))
        await self.playground.advance(self.rng.choice([20, 40, 95]))
        await asyncio.sleep(self.rng.uniform(0.2, 3))
        await self.playground.gateway("up", shard=shard)

    async def _away_late(self) -> None:
        """So late that whoever comes back is given more time than was lost."""
        await self.playground.advance(self.rng.choice([15, 25, 35]))
        await self.playground.gateway("down")
        await asyncio.sleep(self.rng.uniform(3.5, 6))
        await self.playground.gateway("up")

    async def _to_minute(self) -> None:
        """Let it be just after the minute of the dailies."""
        now = datetime.fromisoformat((await self.playground.clock())["now"])
        due = now.replace(hour=self.minute.hour, minute=self.minute.minute, second=0, microsecond=0)
        await self.playground.advance(((due - now) % DAY).total_seconds() + 0.5)

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
        channel = self.rng.choice(self.venues).daily
        await self.playground.set_overwrite(channel, "bot", deny=["view_channel"])
        await self._to_minute()
        await asyncio.sleep(self.rng.uniform(18, 21))
        await self.playground.delete_overwrite(channel, "bot")

    async def _slow(self, what: str) -> None:
        self._storage.slow.add(what)
        await asyncio.sleep(self.rng.uniform(1, 8))
        self._storage.slow.discard(what)


__all__ = ["EVERY", "SHARDS", "DayTroubles", "Storage"]
