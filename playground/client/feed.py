"""The event stream of one member."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self

import aiohttp

from playground.client.connection import Connection, Json, as_object

_MESSAGE_EVENTS = {"MESSAGE_CREATE", "MESSAGE_UPDATE"}


class Feed:
    """The events that one member sees, kept until somebody waits for them."""

    def __init__(self, connection: Connection, user: str, by: str = "") -> None:
        self._connection = connection
        self._user = user
        self._by = by
        self._seen: deque[Json] = deque(maxlen=10_000)
        self._socket: aiohttp.ClientWebSocketResponse | None = None

    async def __aenter__(self) -> Self:
        url = f"{self._connection.url}/member/{self._user}/events?by={self._by}"
        self._socket = await self._connection.session.ws_connect(url, max_msg_size=0)
        await self.wait_for("READY")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def next(self) -> Json:
        """The next event, ``{"t", "d"}``; raises ConnectionError when the playground is gone."""
        if self._seen:
            return self._seen.popleft()
        return await self._receive()

    async def wait_for(
        self,
        event: str,
        matches: Callable[[Json], bool] = lambda _: True,
        *,
        within: float = 60,
    ) -> Json:
        """The data of the first matching event not yet taken; others stay. Raises TimeoutError."""
        for item in self._seen:
            if item["t"] == event and matches(item["d"]):
                self._seen.remove(item)
                return as_object(item["d"])
        async with asyncio.timeout(within):
            while True:
                item = await self._receive()
                if item["t"] == event and matches(item["d"]):
                    return as_object(item["d"])
                self._seen.append(item)

    async def message(
        self,
        channel_id: str,
        matches: Callable[[Json], bool],
        *,
        within: float = 60,
    ) -> Json:
        """The first message created or updated in a channel that matches; raises TimeoutError."""
        async with asyncio.timeout(within):
            while True:
                item = await self.next()
                data = as_object(item["d"])
                if item["t"] in _MESSAGE_EVENTS and data["channel_id"] == channel_id and matches(data):
                    return data

    async def _receive(self) -> Json:
        if self._socket is None:
            raise RuntimeError("Use the feed inside `async with`.")
        frame = await self._socket.receive()
        if frame.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError("The playground closed the event stream.")
        return as_object(frame.json())
