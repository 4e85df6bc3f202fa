"""The runs of Recall, one after the other: the real application with the real client, on a file, in the loop."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import discord
import yarl
from apscheduler.triggers.interval import IntervalTrigger
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from bot.app import App
from bot.client.client import RecallClient
from bot.hearing import listen
from bot.kernel.background import give_up
from bot.kernel.sources import Source
from bot.profile import store
from bot.storage import belonging
from bot.storage.database import open_database
from bot.timing.clock import Clock
from bot.timing.ticks import Ticks
from playground.server import TOKEN
from tests import compiled
from tests.simulation.loop import PROCESS, SimulatedLoop
from tests.simulation.still import WallClock

API, GATEWAY = "http://discord/api/v10", "ws://discord/gateway"
ENDINGS = ("", "-wal")
UNPLAYED, SELDOM = {"groups' courses", "essay evenings", "mock exams", "group mocks", "tournaments"}, 8
"""What nobody plays in a simulated day is looked at so many times more seldom: a third of all that is done."""
EXACT, CALMLY = {"heartbeat", "dailies over"}, 2
"""And everything but these so many times: a part of what a day costs goes into finding that nothing is due."""


class _Clock(Clock):
    def __init__(self, wall: WallClock) -> None:
        super().__init__()
        self._wall = wall
        self.ahead = timedelta()

    def now(self) -> datetime:
        return self._wall.now() + self.ahead


class _Scheduler:
    """What the true ticks ask of their scheduler, which reads the machine's clock."""

    def __init__(self) -> None:
        self.running = False
        self._jobs: list[tuple[float, Callable[[], Awaitable[None]]]] = []
        self._ticking: set[asyncio.Task[None]] = set()

    def add_job(self, tick: Callable[[], Awaitable[None]], when: IntervalTrigger, *, id: str, **_: Any) -> None:  # noqa: A002 - theirs
        pause = when.interval_length * (SELDOM if id in UNPLAYED else 1 if id in EXACT else CALMLY)
        self._jobs.append((pause, tick))

    def start(self) -> None:
        self.running = True
        self._ticking = {asyncio.get_running_loop().create_task(self._tick(*job)) for job in self._jobs}

    async def _tick(self, pause: float, tick: Callable[[], Awaitable[None]]) -> None:
        await asyncio.sleep(pause)
        while self.running:
            await tick()
            await asyncio.sleep(pause)

    def pause(self) -> None:
        self.running = False

    def shutdown(self, *, wait: bool) -> None:  # noqa: ARG002 - theirs
        self.running = False
        for task in self._ticking:
            task.cancel()


class _Ticks(Ticks):
    """The same intervals and looks, in the loop's time."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._scheduler = _Scheduler()

    async def _watch(self) -> None:
        """The loop's time never sleeps."""

    def leapt(self, by: timedelta) -> None:
        """What whoever watches would tell of the clock."""
        if self._slept is not None:
            self._slept(self._clock.now() - by)


store.found_as_theirs = cache(belonging.found_as_theirs)  # type: ignore[attr-defined]  # half of an erasure's work


class Bot:
    """Recall, as a supervisor sees it. `database` is the file of the present run."""

    def __init__(self, database: Path, loop: SimulatedLoop, wall: WallClock, source: Source, shards: int) -> None:
        self.database = database
        self.number = 0
        self.app: App | None = None
        self.left: list[str] = []
        """What a run that was told to stop left behind."""
        self._loop = loop
        self._clock = _Clock(wall)
        self._ticks = _Ticks(self._clock)
        self._source = source
        self._shards = shards
        self._serving: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin a run."""
        self.number += 1
        self._serving = self.within(self._serve())

    def within(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Have it done by the present run."""
        token = PROCESS.set(self.number)
        try:
            return self._loop.create_task(work)
        finally:
            PROCESS.reset(token)

    def leap(self, by: timedelta) -> None:
        """The machine's clock is by so much later, or earlier, from now on."""
        self._clock.ahead += by
        if self.app is not None:
            self._ticks.leapt(by)

    @property
    def is_up(self) -> bool:
        """Whether it has got as far as to be connected once: before that there is nothing to leave in order."""
        return self.app is not None and self.app.client.is_ready()

    @property
    def has_ended(self) -> bool:
        """Whether it left by itself."""
        return self._serving is None or self._serving.done()

    def why_ended(self) -> BaseException | None:
        """What it ended with, where something was wrong."""
        ended = self._serving is not None and self._serving.done() and not self._serving.cancelled()
        return self._serving.exception() if ended and self._serving is not None else None

    async def _serve(self) -> None:
        # The library has one for ever, with locks of whoever was killed.
        async_context.set(AsyncWebhookAdapter())  # type: ignore[no-untyped-call]
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = API, yarl.URL(GATEWAY)
        client = RecallClient()
        client.http.connector = aiohttp.UnixConnector("discord")
        database = open_database(self.database)
        compiled.share(database.writing)
        compiled.share(database.reading.sync_engine)
        self.app = App(database, client, self._clock, self._source)
        listen(self.app)
        await self.app.open()
        self._ticks = _Ticks(self._clock)
        self.app.tick(self._ticks)
        self._ticks.start()
        client.shard_count, client.identify_at_once = self._shards, 16
        await self._connect(client)

    async def _connect(self, client: RecallClient) -> None:
        """The true program waits between its tries, too."""
        while True:
            try:
                await client.login(TOKEN)
            except (aiohttp.ClientError, OSError, discord.HTTPException):
                await client.http.close()
                client.http.connector = aiohttp.UnixConnector("discord")
                await asyncio.sleep(1)
            else:
                return await client.connect()

    def kill(self) -> None:
        """Take away the process; what is left is what was on the disk, in a folder of its own."""
        self._loop.kill(self.number)
        folder = self.database.parent.with_name(f"run{self.number + 1}")
        folder.mkdir()
        for ending in ENDINGS:
            there = self.database.with_name(self.database.name + ending)
            if there.exists():
                shutil.copyfile(there, folder / there.name)
        self.database = folder / self.database.name
        self.app = self._serving = None

    async def stop(self) -> None:
        """Tell it to leave in order."""
        await self.within(self._leave())
        await asyncio.sleep(0.1)
        self.left += [f"left behind: {task}" for task in self._loop.tasks_of(self.number) if _is_ours(task)]
        self.kill()

    async def _leave(self) -> None:
        assert self.app is not None
        assert self._serving is not None
        await self._ticks.stop()
        await self.app.close()
        await give_up({self._serving})


def _is_ours(task: asyncio.Task[Any]) -> bool:
    return any(folder in frame.f_code.co_filename for frame in task.get_stack() for folder in ("/bot/", "/cogs/"))
