"""Recall with three shards in one process with the playground: real sockets, the real client, the real rows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import App
from bot.client.client import RecallClient
from bot.daily.manifest import DailyChallenge
from bot.delivery import outbox
from bot.duels.manifest import Duels
from bot.hearing import listen
from bot.kernel.asked import Player
from bot.rounds.manifest import Quiz
from bot.rounds.rules.model import Round, Settings
from bot.storage.database import open_database
from bot.timing.clock import Clock
from playground.client import Playground
from playground.clock import Clock as WorldClock
from playground.model.seed import new_world
from playground.server import TOKEN, Options, Server
from tests.sources import offering
from tests.strategies import granted, question

SHARDS = 3
PATIENCE = 15
QUESTIONS = {one.id: one for one in (question(f"q{number}", stem="x" * 420) for number in range(12))}
"""Each is open for 44 seconds."""


class OfTheWorld(Clock):
    """The playground's time."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server

    def now(self) -> datetime:
        return self._server.world.time.now()


@dataclass
class House:
    """A process of Recall, and what plays in it; `guilds` and `channels` by shard."""

    server: Server
    playground: Playground
    path: Path
    app: App
    guilds: list[int]
    channels: list[int]
    serving: asyncio.Task[None] | None = None
    games: list[int] = field(default_factory=list)

    @property
    def quiz(self) -> Quiz:
        return next(feature for feature in self.app.features if isinstance(feature, Quiz))

    @property
    def duels(self) -> Duels:
        return next(feature for feature in self.app.features if isinstance(feature, Duels))

    @property
    def daily(self) -> DailyChallenge:
        return next(feature for feature in self.app.features if isinstance(feature, DailyChallenge))

    def now(self) -> datetime:
        return self.server.world.time.now()

    async def start(self) -> None:
        await self.app.open()
        await self.connect()

    async def connect(self) -> None:
        """Connect, and wait until every server is heard."""
        self.serving = asyncio.create_task(self.app.client.start(TOKEN))
        await self.until(lambda: all(map(self.app.presence.hears, self.guilds)))

    async def crash(self) -> None:
        """End as a killed process would: nothing is noted at the end, no other has seen what this one knew."""
        await self.app.delivery.close(within=0)
        await self.app.client.close()
        if self.serving is not None:
            await asyncio.wait({self.serving})
        await self.app.background.drain()
        if listening := [task for task in asyncio.all_tasks() if task.get_name().startswith("discord.py: on_")]:
            await asyncio.wait(listening)
        await self.app.writer.close()
        await self.app.database.close()

    async def again(self) -> None:
        """Another process on the same rows."""
        self.app = self.another()
        await self.start()

    def another(self) -> App:
        return assembled(self.server, self.path)

    async def until(self, holds: Callable[[], Any]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - what others do over sockets has no event of ours
                await asyncio.sleep(0.01)

    async def pass_time(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass as a running process would: with beats and looks."""
        end = self.now() + timedelta(seconds=seconds)
        while self.now() < end:
            self.server.world.time.advance(min(step, (end - self.now()).total_seconds()))
            at = self.now()
            await self.app.presence.beat(at)
            for feature in self.app.features:
                for tick in feature.ticks:
                    if tick.name in {"rounds", "duels", "dailies due"}:
                        await self.app._while_heard(tick)(at)

    async def pass_time_alone(self, seconds: float) -> None:
        """Let time pass while there is no process."""
        self.server.world.time.advance(seconds)

    async def down(self, shard: int) -> None:
        await self.playground.gateway("down", shard=shard)
        await self.until(lambda: not self.app.presence.hears(self.guilds[shard]))

    async def up(self, shard: int) -> None:
        await self.playground.gateway("up", shard=shard)
        await self.until(lambda: self.app.presence.hears(self.guilds[shard]))

    async def ask_everywhere(self) -> None:
        """A round in every server, its first question on the screen."""
        self.games = []
        host = Player(1, "Ada", self.now())
        for guild, channel in zip(self.guilds, self.channels, strict=True):
            settings = Settings(questions=5)
            opened = await self.quiz.rounds.start(
                guild_id=guild, channel_id=channel, host=host, settings=settings, seed=1, at=self.now()
            )
            game = granted(opened)
            granted(await self.quiz.rounds.begin(game.id, host.id, self.now(), may_manage=False))
            self.games.append(game.id)
        for shard in range(SHARDS):
            await self.until_async(shard, lambda game: game.current.opened_at is not None)

    async def game(self, shard: int) -> Round:
        found = await self.quiz.rounds.find(self.games[shard])
        assert found is not None
        return found

    async def until_async(self, shard: int, holds: Callable[[Round], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds(await self.game(shard)):  # noqa: ASYNC110 - see above
                await asyncio.sleep(0.01)


def assembled(server: Server, path: Path) -> App:
    client = RecallClient()
    client.identify_at_once = 16
    client._connection.guild_ready_timeout = 0.05
    app = App(open_database(path), client, OfTheWorld(server), offering(QUESTIONS.values()))
    listen(app)
    return app


@asynccontextmanager
async def three_shards(path: Path) -> AsyncIterator[House]:
    async with Server(new_world(WorldClock()), Options(rate_limits=False, shards=SHARDS)) as server:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = f"{server.url}/api/v10", yarl.URL(server.gateway.url)
        async with Playground(server.url) as playground:
            made = await playground.create_guilds("Group", count=SHARDS, channels=["quiz"], members=["ada", "ben"])
            by_shard = sorted(made, key=lambda guild: (int(guild["id"]) >> 22) % SHARDS)
            guilds, channels = ([int(one["id"]) for one in by_shard], [int(one["channel_ids"][0]) for one in by_shard])
            assert [(guild >> 22) % SHARDS for guild in guilds] == [0, 1, 2]
            house = House(server, playground, path, assembled(server, path), guilds, channels)
            await house.start()
            yield house
            await house.crash()


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(outbox, "SPACING", 0.0)
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    async with three_shards(tmp_path / "recall.sqlite3") as ready:
        yield ready
