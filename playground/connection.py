"""One WebSocket of the bot at the gateway."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import deque
from contextlib import suppress
from typing import Any

from aiohttp import web

from playground.sessions import Session

#: So many payloads may a bot send on one connection, heartbeats among them, within so many seconds.
FRAMES, FRAMES_WITHIN_S = 120, 60.0


class Connection:
    """One WebSocket of the bot, with at most one session."""

    def __init__(self, socket: web.WebSocketResponse, *, compress: bool) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._deflate = zlib.compressobj(level=1) if compress else None
        self._wake = asyncio.Event()
        self._own: list[str] = []
        self._said: deque[float] = deque(maxlen=FRAMES)
        self.closing: int | None = None
        self._is_cut = False

    def say(self, op: int, data: Any = None) -> None:
        """Queue a message that is not an event."""
        self._own.append(json.dumps({"op": op, "d": data, "s": None, "t": None}))
        self._wake.set()

    def too_much(self, at: float) -> bool:
        """Note one payload of the bot at `at` (loop time, seconds); whether it is one too many."""
        full = len(self._said) == FRAMES and at - self._said[0] < FRAMES_WITHIN_S
        self._said.append(at)
        return full

    def wake(self) -> None:
        """There is something in the session's queue."""
        self._wake.set()

    def close(self, code: int) -> None:
        """Close once everything queued is sent."""
        self.closing = code
        self._wake.set()

    def cut(self) -> None:
        """Break the connection as a network would; what is still queued is whoever's who resumes the session."""
        self._is_cut = True
        transport = self.socket._req.transport if self.socket._req else None  # noqa: SLF001
        if transport is not None:
            transport.abort()

    async def write(self) -> None:
        """Send what is queued until the connection closes."""
        with suppress(ConnectionError):
            while True:
                await self._wake.wait()
                self._wake.clear()
                await self._flush()
                if self.closing is not None:
                    await self.socket.close(code=self.closing)
                    return

    async def _flush(self) -> None:
        while self._own:
            await self._send(self._own.pop(0))
        session = self.session
        while session is not None and session.waiting and not session.held and not self._is_cut:
            await self._send(session.waiting.popleft())
            await asyncio.sleep(0)  # a socket with room takes thousands at once, and whoever asks something would wait

    async def _send(self, text: str) -> None:
        if self._deflate is None:
            await self.socket.send_str(text)
            return
        data = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(data)
