"""How the client reads what Discord tells it, while more has come than it can look at in a moment."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
from discord.gateway import DiscordWebSocket

import bot.client.gateway  # noqa: F401 - has it read so

EVENTS = 300


class Full:
    """A socket on which all of it has come already: reading it waits for nothing."""

    def __init__(self) -> None:
        self.read = 0

    async def receive(self, timeout: float) -> SimpleNamespace:  # noqa: ARG002, ASYNC109 - so aiohttp has it
        self.read += 1
        event = {"op": DiscordWebSocket.DISPATCH, "t": "GUILD_CREATE", "s": self.read, "d": {}}
        return SimpleNamespace(type=aiohttp.WSMsgType.TEXT, data=json.dumps(event))


async def test_who_presses_does_not_wait_until_a_shard_knows_all_its_servers() -> None:
    """Between any two things that Discord tells, whatever else is to be done goes on."""
    loop, told, between = asyncio.get_running_loop(), list[Any](), set[int]()
    full = Full()
    socket = DiscordWebSocket(cast("aiohttp.ClientWebSocketResponse", full), loop=loop)
    socket.shard_id, socket._max_heartbeat_timeout = 0, 60.0
    socket._discord_parsers = {"GUILD_CREATE": told.append}
    socket.log_receive = lambda _: None  # type: ignore[method-assign]

    async def read() -> None:
        while full.read < EVENTS:
            await socket.poll_event()

    async def press() -> None:
        while full.read < EVENTS:
            between.add(full.read)
            await asyncio.sleep(0)

    await asyncio.gather(read(), press())
    assert len(told) == EVENTS
    assert len(between) >= EVENTS - 1
