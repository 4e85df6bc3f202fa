"""A gateway connection without a library."""

from __future__ import annotations

import json
import zlib
from typing import Any

import aiohttp
import discord

from playground.client import Member, Playground
from playground.server import TOKEN, Server
from tests.playground.ids import QUIZ
from tests.playground.robot import PATIENCE

IDENTIFY = {"token": TOKEN, "intents": discord.Intents.default().value, "properties": {}}


class Wire:
    """Says and hears payloads."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, compressed: bool = False) -> None:
        self.socket = socket
        self._inflate = zlib.decompressobj() if compressed else None

    async def say(self, op: int, data: Any) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def hear(self) -> dict[str, Any]:
        frame = await self.socket.receive(PATIENCE)
        if frame.type is aiohttp.WSMsgType.BINARY and self._inflate:
            return dict(json.loads(self._inflate.decompress(frame.data)))
        assert frame.type is aiohttp.WSMsgType.TEXT, frame
        return dict(json.loads(frame.data))

    async def until(self, event: str) -> dict[str, Any]:
        while (heard := await self.hear())["t"] != event:
            pass
        return heard

    async def until_lost(self) -> None:
        """Wait until the connection is no more, however it ended."""
        while not self.socket.closed:
            await self.socket.receive(PATIENCE)

    async def closed_with(self) -> int | None:
        while (await self.socket.receive(PATIENCE)).type != aiohttp.WSMsgType.CLOSE:
            pass
        return self.socket.close_code


async def connect(play: Playground, server: Server, query: str = "") -> Wire:
    socket = await play.session.ws_connect(server.gateway.url + query)
    wire = Wire(socket, compressed="zlib" in query)
    assert (await wire.hear())["op"] == 10
    return wire


async def identified(play: Playground, server: Server, **more: Any) -> tuple[Wire, dict[str, Any]]:
    wire = await connect(play, server)
    await wire.say(2, {**IDENTIFY, **more})
    return wire, (await wire.until("READY"))["d"]


async def press_forged(ada: Member, channel: str = QUIZ) -> str:
    """A press that needs no message and whose outcome nobody waits for; its id."""
    body = {"channel_id": channel, "data": {"component_type": 2, "custom_id": "x"}}
    return (await ada.forge(body, wait="none")).id
