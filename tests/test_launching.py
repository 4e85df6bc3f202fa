"""Whoever leaves while it is still connecting is gone: a shard that is handed over waits for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
import yarl
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import Route
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.client import identifying
from bot.client.client import RecallClient
from playground.clock import Clock
from playground.model.seed import new_world
from playground.server import TOKEN, Options, Server

PATIENCE = 30


@pytest.fixture
def log() -> Iterator[list[EventDict]]:
    with capture_logs() as captured:
        yield captured


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """A Discord of two shards."""
    async with Server(new_world(Clock()), Options(rate_limits=False, shards=2)) as server:
        monkeypatch.setattr(Route, "BASE", f"{server.url}/api/v10")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway.url))
        yield server


@pytest.fixture
async def client(server: Server) -> RecallClient:  # noqa: ARG001 - it has to be there
    """One that is logged in, and not connected yet."""
    client = RecallClient()
    client.shard_ids, client.shard_count = [1], 2
    await client.login(TOKEN)
    return client


def connections() -> int:
    """Those to a gateway: the library has a thread for each, which sends heartbeats."""
    return sum(isinstance(thread, KeepAliveHandler) for thread in threading.enumerate())


class Turns:
    """Those of all processes, as a test gives them."""

    def __init__(self) -> None:
        self.waits, self.comes, self.in_s = asyncio.Event(), asyncio.Event(), 0.0

    async def __call__(self, _: int, *, heard: bool) -> float:
        assert not heard
        self.waits.set()
        await self.comes.wait()
        return self.in_s


async def test_whoever_waits_for_its_turn_to_begin_a_session_can_leave(client: RecallClient) -> None:
    client.take_turn = turns = Turns()
    async with asyncio.timeout(PATIENCE):
        connecting = asyncio.create_task(client.connect())
        await turns.waits.wait()
        await client.close()
        await connecting


async def test_whoever_waits_for_its_turn_has_no_connection_that_would_be_taken_for_dead(
    client: RecallClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are many shards a turn is minutes away, at the first session and when Discord ends them all."""
    monkeypatch.setattr(identifying, "IDENTIFY_APART_S", 1)
    client.take_turn = turns = Turns()
    async with asyncio.timeout(PATIENCE):
        connecting = asyncio.create_task(client.connect())
        for _ in range(2):
            await turns.waits.wait()
            turns.waits.clear()
            while connections():  # noqa: ASYNC110 - a thread that ends
                await asyncio.sleep(0)
            turns.comes.set()
            await client.wait_for("shard_connect")
            turns.comes.clear()
            turns.waits.clear()
            server.gateway.trouble("invalidate", 1, 1)
        await turns.waits.wait()
        await client.close()
        await connecting


async def test_whoever_is_not_let_in_can_leave(client: RecallClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would go on trying to connect with a session that is closed."""
    knocked = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        knocked.set()
        await reader.read()
        writer.close()

    async with asyncio.timeout(PATIENCE), await asyncio.start_server(silent, "127.0.0.1", 0) as gateway:
        host, port = gateway.sockets[0].getsockname()
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"ws://{host}:{port}"))
        connecting = asyncio.create_task(client.connect())
        await knocked.wait()
        await client.close()
        await connecting


async def test_a_cancellation_that_is_taken_for_a_failure_is_said_again(
    client: RecallClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where both come in one instant the library hears only the failure, and tries again."""
    tries: list[int] = []
    connecting = asyncio.Event()

    async def deaf_once(_: yarl.URL, shard_id: int, *, initial: bool = False) -> None:  # noqa: ARG001
        connecting.set()
        while len(tries) < 2:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                tries.append(shard_id)
        raise asyncio.CancelledError

    monkeypatch.setattr(client, "launch_shard", deaf_once)
    async with asyncio.timeout(PATIENCE):
        connected = asyncio.create_task(client.connect())
        await connecting.wait()
        await client.close()
        await connected
    assert tries == [1, 1]


async def test_the_last_sessions_of_a_day_are_left_to_the_operator(
    monkeypatch: pytest.MonkeyPatch, log: list[EventDict]
) -> None:
    """With one too many Discord ends them all and resets the token; on the next day there are new ones."""
    monkeypatch.setattr(identifying, "LONGEST_LOOK_S", 0.01)
    options = Options(rate_limits=False, sessions_a_day=10)
    async with Server(new_world(Clock()), options) as server, asyncio.timeout(PATIENCE):
        monkeypatch.setattr(Route, "BASE", f"{server.url}/api/v10")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway.url))
        for _ in range(9):
            server.gateway.starts.count()
        client = RecallClient()
        client.shard_count, client.take_turn = 1, at_once
        await client.login(TOKEN)
        connecting = asyncio.create_task(client.connect())
        while not log:  # noqa: ASYNC110 - said by the client
            await asyncio.sleep(0)
        assert log[0]["left"] == 1
        assert not server.gateway.sessions
        server.world.time.advance(86_400)
        while not server.gateway.sessions:  # noqa: ASYNC110 - begun by the client
            await asyncio.sleep(0)
        await client.close()
        await connecting


async def at_once(_: int, *, heard: bool) -> float:  # noqa: ARG001
    """It is this process's turn."""
    return 0.0


async def test_nothing_is_left_of_a_connection_that_was_given_up_before_its_turn(
    client: RecallClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library's thread would go on sending heartbeats, for good."""
    monkeypatch.setattr(identifying, "CONNECTED_WITHIN_S", PATIENCE)
    client.take_turn = turns = Turns()
    turns.in_s = PATIENCE
    turns.comes.set()
    async with asyncio.timeout(PATIENCE):
        connecting = asyncio.create_task(client.connect())
        while not connections():  # noqa: ASYNC110 - a thread that begins
            await asyncio.sleep(0)
        await client.close()
        await connecting
        while connections():  # noqa: ASYNC110 - a thread that ends
            await asyncio.sleep(0)
