from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from playground.client import Member, Playground
from playground.clock import Clock
from playground.model.seed import new_world
from playground.server import TOKEN, Options, Server
from tests.playground.robot import PATIENCE, Raw, Robot


@pytest.fixture
def server_options() -> Options:
    return Options(rate_limits=False)


@asynccontextmanager
async def serving(options: Options) -> AsyncIterator[Server]:
    """A playground in this process, to which the library's clients connect meanwhile."""
    async with Server(new_world(Clock()), options) as running:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Route, "BASE", f"{running.url}/api/v10")
            patched.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(running.gateway.url))
            yield running


@asynccontextmanager
async def connected(raw: Raw) -> AsyncIterator[Robot]:
    """The small bot, with its commands registered."""
    await raw.register()
    client = Robot()
    running = asyncio.create_task(client.start(TOKEN))
    await asyncio.wait_for(client.readied.get(), PATIENCE)
    yield client
    await client.close()
    await running


@pytest.fixture
async def server(server_options: Options) -> AsyncIterator[Server]:
    async with serving(server_options) as running:
        yield running


@pytest.fixture
async def play(server: Server) -> AsyncIterator[Playground]:
    async with Playground(server.url) as client:
        yield client


@pytest.fixture
def raw(play: Playground) -> Raw:
    return Raw(play.session, play.api, TOKEN)


@pytest.fixture
async def robot(raw: Raw) -> AsyncIterator[Robot]:
    async with connected(raw) as client:
        yield client


@pytest.fixture
def ada(play: Playground) -> Member:
    return play.member("ada")


@pytest.fixture
def ben(play: Playground) -> Member:
    return play.member("ben")
