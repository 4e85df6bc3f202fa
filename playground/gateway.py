"""The gateway: HELLO, IDENTIFY, RESUME, heartbeats, events, and the trouble that tests ask for."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Literal

from aiohttp import WSCloseCode, WSMsgType, web

from playground.limits.problems import Json
from playground.model import events
from playground.model.world import World
from playground.sessions import RESUME_SECONDS, Session

ACK_SECONDS = 0.05
HEARTBEAT_MS = 41_250
MAX_GUILDS_A_SHARD = 2500
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, REQUEST_MEMBERS, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 8, 9, 10, 11
UNREADABLE, NOT_AUTHENTICATED, WRONG_TOKEN, TWICE, BAD_SHARD, NEEDS_SHARDS, DISALLOWED = (
    4002,
    4003,
    4004,
    4005,
    4010,
    4011,
    4014,
)
Trouble = Literal[
    "drop",
    "reconnect",
    "invalidate",
    "invalidate_resumable",
    "forget",
    "duplicate",
    "replay",
    "refuse",
    "hold",
    "release",
    "down",
    "up",
]


class Connection:
    """One WebSocket of the bot, with at most one session."""

    def __init__(self, socket: web.WebSocketResponse, *, compress: bool) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._deflate = zlib.compressobj(level=1) if compress else None
        self._wake = asyncio.Event()
        self._own: list[str] = []
        self.closing: int | None = None

    def say(self, op: int, data: Any = None) -> None:
        """Queue a message that is not an event."""
        self._own.append(json.dumps({"op": op, "d": data, "s": None, "t": None}))
        self._wake.set()

    def wake(self) -> None:
        """There is something in the session's queue."""
        self._wake.set()

    def close(self, code: int) -> None:
        """Close once everything queued is sent."""
        self.closing = code
        self._wake.set()

    def cut(self) -> None:
        """Break the connection as a network would."""
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
        while session is not None and session.waiting and not session.held:
            await self._send(session.waiting.popleft())

    async def _send(self, text: str) -> None:
        if self._deflate is None:
            await self.socket.send_str(text)
            return
        data = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(data)


class Gateway:
    """All sessions of the bot, and the way of every event to them."""

    def __init__(self, world: World, token: str, *, privileged: bool = False) -> None:
        self.world = world
        self.token = token
        self.privileged = privileged
        self.sessions: dict[str, Session] = {}
        self.url = ""
        self.counts: Counter[str] = Counter()
        self.online_listeners: list[Callable[[bool], None]] = []
        self._connections: dict[str, Connection] = {}
        self._refuse = 0
        self._down: set[int] = set()
        self._parked: list[tuple[Connection, int, Json]] = []
        world.subscribers.append(self.publish)

    @property
    def online(self) -> bool:
        """Whether the bot is connected."""
        return bool(self._connections)

    def publish(self, event: str, payload: Mapping[str, Any]) -> None:
        """Send an event to every session that may hear it."""
        if not self.sessions:
            return
        guild_id = events.guild_of(event, payload)
        if guild_id is not None and event != "GUILD_DELETE" and not self._reaches(guild_id):
            return
        if not events.seen_by_bot(self.world, event, payload):
            return
        texts: dict[int, str] = {}
        for session in self._hearing(guild_id):
            if events.allowed(event, payload, session.intents):
                if session.intents not in texts:
                    texts[session.intents] = events.encoded(self.world, event, payload, session.intents)
                self._deliver(session, event, texts[session.intents])

    def publish_text(self, event: str, payload: str, guild_id: int | None) -> None:
        """Send an event that every session may hear, its payload already encoded."""
        if guild_id in self.world.outages:
            return
        for session in self._hearing(guild_id):
            self._deliver(session, event, payload)

    def _reaches(self, guild_id: int) -> bool:
        return self.world.bot_in(guild_id) and guild_id not in self.world.outages

    def _forget_old(self) -> None:
        now = asyncio.get_running_loop().time()
        for session in [*self.sessions.values()]:
            if session.left_at is not None and now - session.left_at > RESUME_SECONDS:
                del self.sessions[session.id]

    def _hearing(self, guild_id: int | None) -> list[Session]:
        self._forget_old()
        return [session for session in self.sessions.values() if session.hears(guild_id)]

    def _deliver(self, session: Session, event: str, text: str) -> None:
        self.counts[event] += 1
        session.record(event, text)
        connection = self._connections.get(session.id)
        if connection is not None:
            connection.wake()

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Handle ``/gateway``."""
        if self._refuse:
            self._refuse -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(compress=False, max_msg_size=1 << 16)
        await socket.prepare(request)
        connection = Connection(socket, compress=request.query.get("compress") == "zlib-stream")
        writer = asyncio.create_task(connection.write())
        connection.say(HELLO, {"heartbeat_interval": HEARTBEAT_MS, "_trace": []})
        try:
            async for frame in socket:
                if frame.type in {WSMsgType.TEXT, WSMsgType.BINARY}:
                    self._receive(connection, frame.data)
        finally:
            self._leave(connection, socket.close_code)
            if connection.closing is None:
                writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer
        return socket

    def _receive(self, connection: Connection, text: str | bytes) -> None:
        try:
            message = json.loads(text)
            op, data = message["op"], message.get("d")
        except (ValueError, KeyError, TypeError):
            connection.close(UNREADABLE)
            return
        if op == HEARTBEAT:  # as long as a network would take: at once, discord.py has not yet noted its sending
            asyncio.get_running_loop().call_later(ACK_SECONDS, connection.say, ACK)
        elif op in {IDENTIFY, RESUME}:
            self._begin(connection, op, data or {})
        elif connection.session is None:
            connection.close(NOT_AUTHENTICATED)
        elif op == REQUEST_MEMBERS:
            for chunk in events.member_chunks(self.world, data or {}):
                self._deliver(connection.session, "GUILD_MEMBERS_CHUNK", json.dumps(chunk))

    def _begin(self, connection: Connection, op: int, data: Json) -> None:
        """Begin or resume a session, unless its shard is down: then it is left without an answer."""
        session = self.sessions.get(str(data.get("session_id")))
        shard = (data.get("shard") or (0, 1))[0] if op == IDENTIFY else session.shard if session else None
        if shard in self._down:
            self._parked.append((connection, op, data))
        elif op == IDENTIFY:
            self._identify(connection, data)
        else:
            self._resume(connection, data)

    def _take_down(self, shards: set[int]) -> None:
        self._down |= shards

    def _bring_up(self, shards: set[int]) -> None:
        """Answer whoever has waited; who gave up meanwhile has closed."""
        self._down -= shards
        parked, self._parked = self._parked, []
        for connection, op, data in parked:
            if not connection.socket.closed:
                self._begin(connection, op, data)

    def _identify(self, connection: Connection, data: Json) -> None:
        shard, shards = data.get("shard") or (0, 1)
        if code := self._refusal(connection, data, shard, shards):
            connection.close(code)
            return
        now = asyncio.get_running_loop().time()
        session = Session(int(data.get("intents", 0)), shard, shards, now)
        self.sessions[session.id] = session
        self._join(connection, session)
        ready = events.ready(self.world, session.id, self.url, (shard, shards))
        self._deliver(session, "READY", json.dumps(ready))
        if not events.allowed("GUILD_CREATE", {}, session.intents):
            return
        for guild in events.guilds(self.world, (shard, shards)):
            if guild.id in self.world.outages:
                continue
            payload = {**self.world.guild_json(guild), "unavailable": False}
            text = events.encoded(self.world, "GUILD_CREATE", payload, session.intents)
            self._deliver(session, "GUILD_CREATE", text)

    def _refusal(self, connection: Connection, data: Json, shard: int, shards: int) -> int | None:
        if data.get("token", "").removeprefix("Bot ") != self.token:
            return WRONG_TOKEN
        if connection.session is not None:
            return TWICE
        if not 0 <= shard < shards:
            return BAD_SHARD
        if len(events.guilds(self.world, (shard, shards))) > MAX_GUILDS_A_SHARD:
            return NEEDS_SHARDS
        if int(data.get("intents", 0)) & events.PRIVILEGED and not self.privileged:
            return DISALLOWED
        return None

    def _resume(self, connection: Connection, data: Json) -> None:
        self._forget_old()
        session = self.sessions.get(str(data.get("session_id")))
        sequence = int(data.get("seq") or 0)
        if data.get("token", "").removeprefix("Bot ") != self.token:
            connection.close(WRONG_TOKEN)
        elif session is None or not session.can_resume(sequence):
            connection.say(INVALID, data=False)
        else:
            old = self._connections.get(session.id)
            if old is not None:
                old.cut()
            session.resume_from(sequence)
            self._join(connection, session)
            self._deliver(session, "RESUMED", "{}")

    def _join(self, connection: Connection, session: Session) -> None:
        was_online = self.online
        connection.session = session
        self._connections[session.id] = connection
        connection.wake()
        if not was_online:
            self._tell_online()

    def _leave(self, connection: Connection, code: int | None) -> None:
        session = connection.session
        if session is None or self._connections.get(session.id) is not connection:
            return
        del self._connections[session.id]
        session.left_at = asyncio.get_running_loop().time()
        # A client that closes with 1000 or 1001 ends its session; any other end can be resumed.
        if code in {WSCloseCode.OK, WSCloseCode.GOING_AWAY} and connection.closing is None:
            self.sessions.pop(session.id, None)
        if not self.online:
            self._tell_online()

    def _tell_online(self) -> None:
        for listener in self.online_listeners:
            listener(self.online)

    def trouble(self, action: Trouble, shard: int | None, count: int) -> int:
        """Make trouble in the sessions of a shard (None: all); answers in how many."""
        if action == "refuse":
            self._refuse = count
            return count
        if action in {"down", "up"}:
            change = self._take_down if action == "down" else self._bring_up
            change({shard} if shard is not None else {item.shard for item in self.sessions.values()} | self._down)
        chosen = [item for item in self.sessions.values() if shard is None or item.shard == shard]
        for session in chosen:
            self._trouble(action, session, count)
        return len(chosen)

    def _trouble(self, action: Trouble, session: Session, count: int) -> None:
        connection = self._connections.get(session.id)
        if action in {"invalidate", "forget"}:
            self.sessions.pop(session.id, None)
        if action in {"hold", "release"}:
            session.held = action == "hold"
        elif action == "duplicate":
            session.duplicate = count
        elif action == "replay":
            session.replay(count)
        if connection is None:
            return
        if action in {"drop", "forget", "down"}:
            connection.cut()
        elif action == "reconnect":
            connection.say(RECONNECT)
        elif action in {"invalidate", "invalidate_resumable"}:
            connection.say(INVALID, data=action == "invalidate_resumable")
        connection.wake()

    def describe(self) -> list[Json]:
        """The sessions, as ``GET /admin/gateway`` answers."""
        return [
            {
                "session_id": session.id,
                "shard": [session.shard, session.shards],
                "connected": session.id in self._connections,
                "sequence": session.sequence,
                "intents": session.intents,
            }
            for session in self.sessions.values()
        ]

    async def close(self) -> None:
        """Close every connection, as a server that goes away."""
        for connection in [*self._connections.values()]:
            with suppress(ConnectionError):
                await connection.socket.close(code=WSCloseCode.GOING_AWAY)
