"""The gateway: HELLO, IDENTIFY, RESUME, heartbeats, events, and the trouble that tests ask for."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal

from aiohttp import WSCloseCode, WSMsgType, web

from playground.close_codes import CloseCode, ends_session
from playground.connection import Connection
from playground.limits.problems import Json
from playground.model import events
from playground.model.world import World
from playground.sessions import RESUME_SECONDS, Session
from playground.starts import Starts

ACK_SECONDS = 0.05
HEARTBEAT_MS = 41_250
MAX_GUILDS_A_SHARD = 2500
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, REQUEST_MEMBERS, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 8, 9, 10, 11
#: What a bot may send: besides the above, its presence, its voice, soundboards and channel details.
SENDABLE = (HEARTBEAT, IDENTIFY, 3, 4, RESUME, REQUEST_MEMBERS, 31, 43)
VERSIONS = {"9", "10"}
LARGEST_FRAME = 4096
Trouble = Literal[
    "drop",
    "close",
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


class Gateway:
    """All sessions of the bot, and the way of every event to them."""

    def __init__(self, world: World, starts: Starts, *, privileged: bool = False) -> None:
        self.world = world
        self.starts = starts
        self.privileged = privileged
        self.sessions: dict[str, Session] = {}
        self.url = ""
        self.counts: Counter[str] = Counter()
        self.online_listeners: list[Callable[[bool], None]] = []
        self._connections: dict[str, Connection] = {}
        self._refuse = 0
        self._down: set[int] = set()
        self._parked: list[tuple[Connection, int, Json]] = []
        self._telling: set[asyncio.Task[None]] = set()
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
        if request.query.get("v", "10") not in VERSIONS:
            connection.close(CloseCode.BAD_VERSION)
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
            message = json.loads(text) if len(text) <= LARGEST_FRAME else {}
            op, data = message["op"], message.get("d")
        except (ValueError, KeyError, TypeError):
            connection.close(CloseCode.UNREADABLE)
            return
        now = asyncio.get_running_loop().time()
        if op not in SENDABLE:
            connection.close(CloseCode.UNKNOWN_OP)
        elif connection.too_much(now):
            connection.close(CloseCode.TOO_MUCH)
        elif op == HEARTBEAT:  # as long as a network would take: at once, discord.py has not yet noted its sending
            asyncio.get_running_loop().call_later(ACK_SECONDS, connection.say, ACK)
        elif op in {IDENTIFY, RESUME}:
            self._begin(connection, op, data or {})
        elif connection.session is None:
            connection.close(CloseCode.NOT_AUTHENTICATED)
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
        guilds = events.guilds(self.world, (shard, shards)) if 0 <= shard < shards else []
        if code := self._refusal(connection, data, guilds):
            connection.close(code)
            return
        now = asyncio.get_running_loop().time()
        if not self.starts.count():
            self._end_all()
            connection.close(CloseCode.WRONG_TOKEN)
            return
        if not self.starts.in_turn(shard, now):
            connection.say(INVALID, data=False)
            return
        session = Session(int(data.get("intents", 0)), shard, shards, now)
        self.sessions[session.id] = session
        self._join(connection, session)
        ready = events.ready(self.world, session.id, self.url, (shard, shards), guilds)
        self._deliver(session, "READY", json.dumps(ready))
        if events.allowed("GUILD_CREATE", {}, session.intents):
            telling = asyncio.create_task(self._tell_of_guilds(session, guilds))
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)

    async def _tell_of_guilds(self, session: Session, guilds: Sequence[Any]) -> None:
        """A GUILD_CREATE for each server of a shard, with room in between for what others ask meanwhile.

        Those of thousands of servers take so long that requests would else seem to arrive all at once after them.
        """
        for guild in guilds:
            if session.id not in self.sessions:
                return
            if self._reaches(guild.id):
                payload = {**self.world.guild_json(guild), "unavailable": False}
                text = events.encoded(self.world, "GUILD_CREATE", payload, session.intents)
                self._deliver(session, "GUILD_CREATE", text)
            await asyncio.sleep(0)

    def _refusal(self, connection: Connection, data: Json, guilds: Sequence[Any]) -> int | None:
        shard, shards = data.get("shard") or (0, 1)
        if not self._knows_token(data):
            return CloseCode.WRONG_TOKEN
        if connection.session is not None:
            return CloseCode.TWICE
        if not 0 <= shard < shards:
            return CloseCode.BAD_SHARD
        if len(guilds) > MAX_GUILDS_A_SHARD:
            return CloseCode.NEEDS_SHARDS
        intents = int(data.get("intents", 0))
        if intents & ~events.KNOWN:
            return CloseCode.BAD_INTENTS
        if intents & events.PRIVILEGED and not self.privileged:
            return CloseCode.DISALLOWED
        return None

    def _knows_token(self, data: Json) -> bool:
        return bool(data.get("token", "").removeprefix("Bot ") == self.starts.token)

    def _end_all(self) -> None:
        """Nobody with the old token goes on."""
        for session in [*self.sessions.values()]:
            self._trouble("close", session, CloseCode.WRONG_TOKEN)
            self.sessions.pop(session.id, None)

    def _resume(self, connection: Connection, data: Json) -> None:
        self._forget_old()
        session = self.sessions.get(str(data.get("session_id")))
        sequence = int(data.get("seq") or 0)
        if not self._knows_token(data):
            connection.close(CloseCode.WRONG_TOKEN)
        elif session is not None and sequence > session.sequence:
            self.sessions.pop(session.id)
            connection.close(CloseCode.BAD_SEQUENCE)
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
        if ends_session(connection.closing, code):
            self.sessions.pop(session.id, None)
        if not self.online:
            self._tell_online()

    def _tell_online(self) -> None:
        for listener in self.online_listeners:
            listener(self.online)

    def trouble(self, action: Trouble, shard: int | None, number: int) -> int:
        """Make trouble in the sessions of a shard (None: all); answers in how many.

        `number`: how many events or connections it is about; for `close`, the close code.
        """
        if action == "refuse":
            self._refuse = number
            return number
        if action in {"down", "up"}:
            change = self._take_down if action == "down" else self._bring_up
            change({shard} if shard is not None else {item.shard for item in self.sessions.values()} | self._down)
        chosen = [item for item in self.sessions.values() if shard is None or item.shard == shard]
        for session in chosen:
            self._trouble(action, session, number)
        return len(chosen)

    def _trouble(self, action: Trouble, session: Session, number: int) -> None:
        connection = self._connections.get(session.id)
        if action in {"invalidate", "forget"}:
            self.sessions.pop(session.id, None)
        if action in {"hold", "release"}:
            session.held = action == "hold"
        elif action == "duplicate":
            session.duplicate = number
        elif action == "replay":
            session.replay(number)
        if connection is None:
            return
        if action in {"drop", "forget", "down"}:
            connection.cut()
        elif action == "close":
            connection.close(number)
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
        for telling in self._telling:
            telling.cancel()
        for connection in [*self._connections.values()]:
            with suppress(ConnectionError):
                await connection.socket.close(code=WSCloseCode.GOING_AWAY)
