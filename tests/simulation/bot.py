"""One run of Recall: the real application with the real client, on a file, in the simulated loop."""

from __future__ import annotations

import asyncio
import shutil
from datetime import datetime
from pathlib import Path

import aiohttp
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import App, listen
from bot.client.client import RecallClient
from bot.kernel.background import note_failure
from bot.kernel.sources import Source
from bot.storage.database import open_database
from bot.timing.clock import Clock
from bot.timing.ticks import Look, Ticks
from playground.server import TOKEN
from tests.simulation.loop import PROCESS, SimulatedLoop
from tests.simulation.still import WallClock

API, GATEWAY = "http://discord/api/v10", "ws://discord/gateway"
ENDINGS = ("", "-wal", ".packs")
LOG = structlog.get_logger(__name__)


class _Clock(Clock):
    def __init__(self, wall: WallClock) -> None:
        super().__init__()
        self._wall = wall

    def now(self) -> datetime:
        return self._wall.now()


class SimulatedTicks(Ticks):
    """The same intervals without the scheduler, which reads the machine's clock."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._looks: list[tuple[float, Look, str]] = []

    def every(self, seconds: float, look: Look, name: str) -> None:
        self._looks.append((seconds, look, name))

    def start(self) -> None:
        for seconds, look, name in self._looks:
            asyncio.get_running_loop().create_task(self._tick(seconds, look, name), name=f"tick: {name}")

    async def _tick(self, seconds: float, look: Look, name: str) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await look(self._clock.now())
            except Exception as error:  # noqa: BLE001 - as the true ones do
                note_failure(LOG, "a tick failed", error, tick=name)


class Bot:
    """Lives until it is killed. `file` is its database; the next run goes on with a copy of it."""

    def __init__(self, number: int, file: Path, loop: SimulatedLoop, wall: WallClock, source: Source) -> None:
        self.number = number
        self.file = file
        self._loop = loop
        self._clock = _Clock(wall)
        self._source = source
        self.app: App | None = None
        self.ended: asyncio.Task[None] | None = None

    def start(self, shards: int) -> None:
        """Begin, as a process of its own: what it starts belongs to it."""
        token = PROCESS.set(self.number)
        try:
            self.ended = self._loop.create_task(self._live(shards), name=f"bot {self.number}")
        finally:
            PROCESS.reset(token)

    async def _live(self, shards: int) -> None:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = API, yarl.URL(GATEWAY)
        client = RecallClient()
        client.http.connector = aiohttp.UnixConnector("discord")
        self.app = App(open_database(self.file), client, self._clock, self._source)
        listen(self.app)
        await self.app.open()
        ticks = SimulatedTicks(self._clock)
        self.app.tick(ticks)
        ticks.start()
        client.shard_count, client.identify_at_once = shards, 16
        await client.login(TOKEN)
        await client.connect()

    def kill(self) -> Path:
        """Take away the process; what is left is what was on the disk, in a folder of its own."""
        self._loop.kill(self.number)
        folder = self.file.parent.with_name(f"run{self.number + 1}")
        folder.mkdir()
        for ending in ENDINGS:
            there = self.file.with_name(self.file.name + ending)
            if there.exists():
                shutil.copyfile(there, folder / there.name)
        return folder / self.file.name
