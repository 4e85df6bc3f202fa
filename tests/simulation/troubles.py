"""Trouble out of the seed: what the evenings over the wire know, and what only a simulation can do."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from playground.client import Playground
from tests.campaigns.evening.crowd import Venue
from tests.campaigns.evening.troubles import DISK, KINDS, SHARDS, Troubles
from tests.simulation.loop import SimulatedLoop, work_of

SLOW_READS, SLOW_COMMITS, BROKEN_COMMIT = "reads are slow", "commits are slow", "a commit fails"
OF_STORAGE = (DISK, SLOW_READS, SLOW_COMMITS, BROKEN_COMMIT)
EVERY = (*(kind for kind in KINDS if kind != DISK), *OF_STORAGE)
WRITE, READ = "_write", "_a_while"
CALM_AFTER = 10.0
"""Seconds."""


class Storage:
    """How the disk is just now. It answers what the loop asks of each piece of work that would go to a thread."""

    def __init__(self, loop: SimulatedLoop) -> None:
        self._loop = loop
        self._chance = loop.chance
        self._troubled_at = 0.0
        self.committed = asyncio.Event()
        """Set once a commit is made, whoever waits for it not having been told yet."""
        self.full = False
        self.slow: set[str] = set()
        self.breaks = 0
        """So many of the next commits fail."""
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
            return self._chance.uniform(0.05, 2.5), self._chance.uniform(0, 0.3)
        return self._chance.uniform(0, 0.004), self._chance.uniform(0, 0.002)


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

    def chosen(self, most: int) -> list[str]:
        """So many kinds, in a random order: every third of the storage, which nobody else can make."""
        return [self.rng.choice(OF_STORAGE if self.rng.random() < 1 / 3 else EVERY) for _ in range(most)]

    async def make(self, kind: str) -> None:
        if kind in (SLOW_READS, SLOW_COMMITS):
            await self._slow(READ if kind == SLOW_READS else WRITE)
        elif kind == BROKEN_COMMIT:
            self._storage.breaks += self.rng.randint(1, 3)
        elif kind == DISK:
            self._storage.full = True
            await asyncio.sleep(self.rng.uniform(0.3, 4))
            self._storage.full = False
        else:
            await super().make(kind)

    async def _slow(self, what: str) -> None:
        self._storage.slow.add(what)
        await asyncio.sleep(self.rng.uniform(1, 8))
        self._storage.slow.discard(what)


__all__ = ["EVERY", "SHARDS", "DayTroubles", "Storage"]
