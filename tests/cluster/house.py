"""Processes of a cluster in this one: a real server, real sockets to the playground, an app for each shard."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL

from bot.app import App
from bot.client.client import RecallClient
from bot.cluster.api import open_together
from bot.delivery.limiter import Limiter
from bot.feature import Feature
from bot.hearing import listen
from bot.kernel.background import give_up
from bot.playing import Playing
from bot.reaching import Gateway
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.writer import Fence
from bot.timing.clock import Clock
from bot.together import Together
from playground.client import Playground
from playground.server import TOKEN, Options, Server
from tests.engines import speaking
from tests.playground.conftest import serving
from tests.sources import offering
from tests.strategies import question

SHARDS = 3
PATIENCE = 60
QUESTIONS = {one.id: one for one in (question(f"q{number}", stem="x" * 420) for number in range(12))}

F = TypeVar("F", bound=Feature)


class OfTheWorld(Clock):
    """The playground's time."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server

    def now(self) -> datetime:
        return self._server.world.time.now()


@dataclass
class Process:
    """One of a cluster."""

    server: Server
    url: URL
    directory: Path
    serving: asyncio.Task[None] = field(init=False)

    def __post_init__(self) -> None:
        self.joining = open_together(self.url, "night")
        self.together = Together(self.joining, self._make, self._reach)

    async def _reach(self, _: Limiter) -> Gateway:
        return Gateway(SHARDS, 16)

    def _make(self, database: Database, fence: Fence, limiter: Limiter) -> Playing:
        client, clock = RecallClient(), OfTheWorld(self.server)
        client._connection.guild_ready_timeout = 0.05
        app = App(database, client, clock, offering(QUESTIONS.values()), fence=fence, limiter=limiter)
        listen(app)
        given = {"RECALL_DATABASE": str(self.directory / "beside"), "RECALL_DISCORD_API": f"{self.server.url}/api/v10"}
        return Playing(app, clock, Settings.model_validate(given), TOKEN)

    def start(self) -> None:
        self.serving = asyncio.create_task(self.together.serve())

    async def leave(self) -> None:
        await give_up({self.serving})
        await self.together.leave()

    @property
    def apps(self) -> dict[int, App]:
        """What plays here, by shard."""
        return {shard: app for app in self.together.apps for shard in app.share.mine}

    def has(self, guild: int) -> bool:
        """Whether it plays a server's games, and hears it."""
        app = self.apps.get((guild >> 22) % SHARDS)
        return app is not None and app.presence.hears(guild)


def feature(app: App, kind: type[F]) -> F:
    return next(one for one in app.features if isinstance(one, kind))


@dataclass
class House:
    """What the processes share; `guilds` and `channels` by shard."""

    server: Server
    playground: Playground
    url: URL
    directory: Path
    guilds: list[int]
    channels: list[str]
    processes: list[Process] = field(default_factory=list)

    async def begin(self, processes: int) -> list[Process]:
        """So many processes, each with its share, and all servers heard."""
        for _ in range(processes):
            one = Process(self.server, self.url, self.directory)
            one.start()
            self.processes.append(one)
        await self.shared_out()
        return self.processes

    async def shared_out(self) -> None:
        """Until each server is heard by one of those that are there, and each has an even share."""
        there = [one for one in self.processes if not one.serving.done()]

        def even() -> bool:
            has = Counter(id(one) for one in there for guild in self.guilds if one.has(guild))
            return has.total() == SHARDS and max(has.values()) - min(has.get(id(one), 0) for one in there) <= 1

        await self.until(even)

    def owner(self, shard: int) -> Process:
        return next(one for one in self.processes if one.has(self.guilds[shard]))

    async def until(self, holds: Callable[[], Any]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                for one in self.processes:
                    if one.serving.done() and not one.serving.cancelled():
                        one.serving.result()
                await asyncio.sleep(0.01)

    def rows(self, query: str) -> list[Any]:
        with speaking(self.url) as connection:
            found: list[Any] = connection.execute(query).fetchall()
            return found


@asynccontextmanager
async def a_house(url: URL, directory: Path) -> AsyncIterator[House]:
    async with serving(Options(rate_limits=False, shards=SHARDS)) as server, Playground(server.url) as playground:
        made = await playground.create_guilds("Group", count=SHARDS, channels=["quiz"], members=["ada", "ben"])
        by_shard = sorted(made, key=lambda guild: (int(guild["id"]) >> 22) % SHARDS)
        guilds, channels = [int(one["id"]) for one in by_shard], [one["channel_ids"][0] for one in by_shard]
        house = House(server, playground, url, directory, guilds, channels)
        try:
            yield house
        finally:
            for one in house.processes:
                if not one.serving.done():
                    await one.leave()
