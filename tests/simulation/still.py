"""While a day is simulated, nothing reads the machine's clock or chance, and nothing starts a thread."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import aiohttp.connector
import discord.gateway
import discord.utils

from tests.simulation import reading
from tests.simulation.loop import RefusedError, SimulatedLoop

BEGIN = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


class WallClock:
    """The time of day: the loop's seconds, and whatever the day was moved on by."""

    def __init__(self, loop: SimulatedLoop) -> None:
        self._loop = loop
        self._begun = loop.time()
        self.offset = timedelta()

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self._loop.time() - self._begun) + self.offset


class KeepAlive:
    """The library's heartbeat, which has a thread of its own there."""

    def __init__(self, *, ws: Any, interval: float, shard_id: int | None = None) -> None:
        self._ws, self._interval, self.shard_id = ws, interval, shard_id
        self.latency = float("inf")
        self._sent = 0.0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._beat())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            try:
                await self._ws.send_heartbeat(self.beat())
            except Exception:  # noqa: BLE001 - as the library: a connection that is lost has no heart
                return

    def beat(self) -> dict[str, Any]:
        self._sent = asyncio.get_running_loop().time()
        return self.get_payload()

    def get_payload(self) -> dict[str, Any]:
        return {"op": self._ws.HEARTBEAT, "d": self._ws.sequence}

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def tick(self) -> None:
        """Somebody said something."""

    def ack(self) -> None:
        self.latency = asyncio.get_running_loop().time() - self._sent


def _seeded(chance: random.Random) -> type[random.Random]:
    """Where a generator is made without a seed, it would take one from the machine."""

    class Seeded(random.Random):
        def seed(self, a: Any = None, version: int = 2) -> None:
            super().seed(chance.random() if a is None else a, version)

    return Seeded


def _no_thread(self: object) -> None:
    raise RefusedError(f"{self} was to be started")


@contextmanager
def still(loop: SimulatedLoop, clock: WallClock) -> Iterator[None]:
    """Everything that would differ from run to run comes from the loop while the body runs."""
    chance = random.Random(loop.chance.random())  # noqa: S311 - see above
    before = random.getstate()
    random.seed(loop.chance.random())
    with ExitStack() as stack:
        for target, name, value in _replaced(loop, clock, chance):
            stack.enter_context(patch.object(target, name, value))
        try:
            yield
        finally:
            random.setstate(before)


def _replaced(loop: SimulatedLoop, clock: WallClock, chance: random.Random) -> list[tuple[Any, str, object]]:
    import threading

    # Apart from the generators, since SQLAlchemy names what it makes once in a process by such bytes.
    secrets = random.Random(chance.random())  # noqa: S311 - see above
    return [
        (os, "urandom", secrets.randbytes),
        (random, "_urandom", secrets.randbytes),
        (random, "Random", _seeded(chance)),
        (time, "monotonic", loop.time),
        (time, "perf_counter", loop.time),
        (time, "time", lambda: clock.now().timestamp()),
        (aiohttp.connector, "monotonic", loop.time),  # how long a connection may be unused before it is closed
        (discord.utils, "utcnow", clock.now),
        (discord.gateway, "KeepAliveHandler", KeepAlive),
        *reading.REPLACED,
        (threading.Thread, "start", _no_thread),
        (sys, "unraisablehook", lambda _: None),
    ]
