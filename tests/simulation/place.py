"""Discord and its people: the playground served in memory, and members who act on it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from aiohttp import HttpVersion11, web, web_app
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import EMPTY_PAYLOAD
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from playground.client import Playground
from playground.client.connection import RefusedError
from playground.clock import Clock
from playground.model.seed import new_world
from playground.server import Options, Server
from tests.simulation.loop import SimulatedLoop
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


class _People(Playground):
    """Their requests reach the playground's handlers as they would over HTTP, without being written and read."""

    def __init__(self, server: Server, loop: SimulatedLoop) -> None:
        super().__init__(server.url)
        self._app = server.app
        self._loop = loop
        self._none = CIMultiDictProxy(CIMultiDict[str]())
        self._protocol: Any = SimpleNamespace(transport=None, ssl_context=None, peername=None, sockname=None)

    async def call(self, method: str, path: str, body: Any = None, **query: str | int | float | None) -> Any:
        await asyncio.sleep(self._loop.network.delay())
        asked = URL(path).with_query({key: str(value) for key, value in query.items() if value is not None})
        response = await self._app._handle(self._request(method, asked, body))
        assert isinstance(response, web.Response)
        await asyncio.sleep(self._loop.network.delay())
        data = json.loads(response.text or "null")
        if response.status >= 400:
            raise RefusedError(response.status, data.get("code", "error"), data.get("error", str(data)))
        return data

    def _request(self, method: str, url: URL, body: Any) -> web.Request:
        message = RawRequestMessage(
            method,
            str(url),
            HttpVersion11,
            self._none,
            (),
            False,
            None,
            False,
            False,
            url,
        )
        request = web.Request(message, EMPTY_PAYLOAD, self._protocol, None, None, self._loop)  # type: ignore[arg-type]
        request._read_bytes = b"" if body is None else json.dumps(body).encode()
        return request


@asynccontextmanager
async def discord_of(loop: SimulatedLoop, wall: WallClock, shards: int) -> AsyncIterator[tuple[Server, Playground]]:
    """A Discord with five people, and a way for them to act; the bot is told to use so many shards."""
    async with Server(new_world(_Clock(wall)), Options(port=1, page=False, shards=shards)) as server:
        yield server, _People(server, loop)
    web_app._cached_build_middleware.cache_clear()  # or a thousand handlers hold their servers, and all that those hold
