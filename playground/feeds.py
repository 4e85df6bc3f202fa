"""The event stream of each member: what they can see, as it happens."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from playground.limits.problems import Json
from playground.model.world import World

COMPUTER, PERSON = "computer", "person"
#: What everybody of a server is told: what was deleted is nobody's to see, and whoever is shut out must know it.
_FOR_ALL = {"CHANNEL_DELETE", "CHANNEL_UPDATE", "THREAD_DELETE"}
_SHOWN = ("MESSAGE_", "CHANNEL_", "THREAD_", "GUILD_", "TYPING_")


class Feeds:
    """Open streams, by member."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._queues: dict[int, set[asyncio.Queue[str | None]]] = {}
        self._watchers: Counter[tuple[int, str]] = Counter()
        world.subscribers.append(self.publish)
        world.private_listeners.append(self.tell)

    def publish(self, event: str, payload: Mapping[str, Any]) -> None:
        """Pass an event on to everybody who can see it."""
        if not self._queues or not event.startswith(_SHOWN):
            return
        text = _encoded(event, payload)
        for user_id in [*self._queues]:
            if self._sees(user_id, event, payload):
                self._put(user_id, text)

    def tell(self, user_id: int, event: str, payload: Json) -> None:
        """Pass an event on to one person."""
        if user_id in self._queues:
            self._put(user_id, _encoded(event, payload))

    def tell_all(self, event: str, payload: Json) -> None:
        """Pass an event on to everybody."""
        for user_id in [*self._queues]:
            self.tell(user_id, event, payload)

    def presence(self, user_id: int) -> Json:
        """Who acts as a member just now: a practice partner, somebody at the page, both or neither."""
        return {who: self._watchers[user_id, who] > 0 for who in (COMPUTER, PERSON)}

    def _count(self, user_id: int, who: str, change: int) -> None:
        before = self.presence(user_id)
        self._watchers[user_id, who] += change
        if self.presence(user_id) != before:
            self.tell_all("PRESENCE", {"user_id": str(user_id), **self.presence(user_id)})

    def _put(self, user_id: int, text: str | None) -> None:
        for queue in self._queues.get(user_id, ()):
            queue.put_nowait(text)

    def _sees(self, user_id: int, event: str, payload: Mapping[str, Any]) -> bool:
        channel_id = payload.get("id") if event.startswith(("CHANNEL_", "THREAD_")) else None
        channel_id = payload.get("channel_id") or channel_id
        if str(user_id) in payload.get("removed_member_ids", ()):
            return True
        if event == "GUILD_MEMBER_REMOVE" and payload["user"]["id"] == str(user_id):
            return True
        if event in _FOR_ALL or channel_id is None or int(channel_id) not in self.world.channels:
            guild_id = payload.get("guild_id") or (payload.get("id") if event.startswith("GUILD_") else None)
            guild = self.world.guilds.get(int(guild_id or 0))
            return guild is not None and user_id in guild.members
        return self.world.can_see(user_id, int(channel_id))

    async def connect(self, request: web.Request, user_id: int) -> web.StreamResponse:
        """Serve one stream until either side closes it; ``?by=`` says whether a person or a computer watches it."""
        by = request.query.get("by", "")
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._queues.setdefault(user_id, set()).add(queue)
        self.world.watched.add(user_id)
        queue.put_nowait(_encoded("READY", {"user_id": str(user_id)}))
        self._count(user_id, by, 1)
        writer = asyncio.create_task(_write(socket, queue))
        try:
            async for frame in socket:
                if frame.type is WSMsgType.ERROR:
                    break
        finally:
            self._queues[user_id].discard(queue)
            if not self._queues[user_id]:
                del self._queues[user_id]
                self.world.watched.discard(user_id)
            self._count(user_id, by, -1)
            queue.put_nowait(None)
            await writer
        return socket

    def close(self) -> None:
        """End every stream."""
        for user_id in [*self._queues]:
            self._put(user_id, None)


async def _write(socket: web.WebSocketResponse, queue: asyncio.Queue[str | None]) -> None:
    with suppress(ConnectionError):
        while (text := await queue.get()) is not None:
            await socket.send_str(text)
    await socket.close()


def _encoded(event: str, payload: Mapping[str, Any]) -> str:
    return json.dumps({"t": event, "d": payload}, separators=(",", ":"))
