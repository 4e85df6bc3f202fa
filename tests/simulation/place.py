"""Discord and its people: the playground served in memory, and members who act on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp

from playground.client import Playground
from playground.clock import Clock
from playground.model.seed import new_world
from playground.server import Options, Server
from tests.simulation.still import WallClock


class _Clock(Clock):
    """The playground's clock, told by the loop."""

    def __init__(self, wall: WallClock) -> None:
        super().__init__()
        self._wall = wall

    def now(self) -> datetime:
        return self._wall.now()

    def advance(self, seconds: float) -> None:
        super().advance(seconds)
        self._wall.offset = self.offset


@asynccontextmanager
async def discord_of(wall: WallClock, shards: int) -> AsyncIterator[tuple[Server, Playground]]:
    """A Discord with five people, and a way for them to act; the bot is told to use so many shards."""
    async with Server(new_world(_Clock(wall)), Options(port=1, page=False, shards=shards)) as server:
        people = Playground(server.url)
        people._session = aiohttp.ClientSession(connector=aiohttp.UnixConnector("discord"))
        try:
            yield server, people
        finally:
            await people.session.close()
