"""A session that one process of a cluster had with Discord, and another goes on with: nothing that came is lost.

The library resumes only sessions of its own, so three things of it are used that it does not promise; the tests of
`tests/cluster/test_resuming.py` hold them. What a session is: https://docs.discord.com/developers/events/gateway#resuming
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.shard import Shard

from bot.client.launching import Launching
from bot.kernel.background import give_up
from bot.kernel.sessions import Session

GOING_ON, ENDED = 4000, 1000
"""What to close with: after the first, which means nothing, a session can be resumed; the second ends it."""

CLOSED_WITHIN_S = 0.5

_made: ContextVar[list[DiscordWebSocket] | None] = ContextVar("made", default=None)
_begin = DiscordWebSocket.from_client.__func__  # type: ignore[attr-defined]
_log = structlog.get_logger(__name__)


class Resuming(Launching):
    """A client that can begin with a session that another process had, and leave its own to another."""

    kept: Session | None = None
    """What to begin with. It is tried once: where Discord does not know it any more, a new session begins."""

    _goes_on = _is_let_go = False
    _filling: "asyncio.Task[None] | None" = None
    _beside: Shard | None = None
    """What is heard until the session that is to take its place has told everything."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connection._update_references = _note_socket  # type: ignore[method-assign,assignment]  # noqa: SLF001

    def to_go_on_with(self, shard: int | None) -> Session | None:
        """What a new connection of a shard begins with: what was kept, once; then its own session, if that was lost.

        The library takes a connection that was reset, as Linux names it, for one whose session is over.
        """
        kept, self.kept = self.kept, None
        if kept is not None:
            self._goes_on = True
            return kept
        return self._lost(shard or 0)

    def has_session(self, shard: int) -> bool:
        """Whether a new connection of a shard would begin with one that there was."""
        return self.kept is not None or self._lost(shard) is not None

    @property
    def is_heard_beside(self) -> bool:
        """Whether another session is heard until the one that is about to begin takes its place."""
        return self._beside is not None and self._beside.ws.open

    def session_of(self, shard: int) -> Session | None:
        """The session of a shard that is connected; None where there is none."""
        return _first(self._connections(shard))

    @property
    def has_left(self) -> bool:
        """Whether it hears nothing more: what the library still has to tell is of before."""
        return self._is_let_go or self.is_closed()

    async def let_go(self, shard: int) -> Session | None:
        """Hear nothing more by a shard; what comes from now on is for whoever goes on with its session."""
        self._is_let_go = True
        await self._stop_filling()
        left = self._connections(shard)
        for connection in left:
            await _leave(connection, GOING_ON)
        return _first(left)  # by now nothing more is read, so it is certain how far it was heard

    async def on_shard_resumed(self, shard: int) -> None:
        """Called by the library. A session of another process says nothing of its servers: one beside it does."""
        if self._goes_on and self._filling is None:
            _log.info("going on with the session of another process")
            self._filling = asyncio.create_task(self._fill(shard), name="a full session")

    async def close(self) -> None:
        """Leave Discord."""
        await self._stop_filling()
        await super().close()

    async def _fill(self, shard: int) -> None:
        """Begin a session beside the one that was gone on with; once it has told everything, end the other."""
        self._goes_on = False
        self._beside, full = self._newest(shard), asyncio.Event()
        self._connection.parsers["READY"] = _telling(self._connection.parsers["READY"], full)
        await self.launch_shard(DiscordWebSocket.DEFAULT_GATEWAY, shard)
        await full.wait()
        if (old := self._beside) is not None:
            await _leave(old, ENDED)
        self._beside = None
        _log.info("a session of its own has taken the place of another process's")

    async def _stop_filling(self) -> None:
        if self._filling is not None:
            await give_up({self._filling})

    def _connections(self, shard: int) -> list[Shard]:
        """Those of a shard that are open: for a while there are two, the one that goes on first."""
        return [one for one in (self._beside, self._newest(shard)) if one is not None and one.ws.open]

    def _lost(self, shard: int) -> Session | None:
        newest = self._newest(shard)
        return None if newest is None or newest.ws.open else _session(newest.ws)

    def _newest(self, shard: int) -> Shard | None:
        info = self.get_shard(shard)
        return None if info is None else info._parent  # noqa: SLF001 - the session is nowhere else


def _note_socket(socket: DiscordWebSocket) -> None:
    """Called by the library with each socket that it makes, for voices, of which we have none."""
    if (made := _made.get()) is not None:
        made.append(socket)


def _telling(parse: Any, full: asyncio.Event) -> Any:
    def told(data: Any) -> None:
        parse(data)
        full.set()

    return told


def _first(connections: Iterable[Shard]) -> Session | None:
    return next(filter(None, (_session(connection.ws) for connection in connections)), None)


def _session(socket: DiscordWebSocket) -> Session | None:
    if socket.session_id is None or socket.sequence is None:
        return None
    return Session(socket.session_id, socket.sequence, str(socket.gateway))


async def _leave(connection: Shard, code: int) -> None:
    connection._cancel_task()  # noqa: SLF001 - before the library takes the closing for a lost connection
    await connection.ws.close(code=code)


async def _from_client(cls: Any, /, client: discord.Client, **how: Any) -> DiscordWebSocket:
    """What the library connects with. Where that is given up half-way, nothing of it is left."""
    made: list[DiscordWebSocket] = []
    _made.set(made)  # this task's own
    try:
        return await _begun(cls, client, **how)
    except BaseException:
        for socket in made:
            with suppress(TimeoutError):
                await asyncio.wait_for(socket.close(code=GOING_ON), CLOSED_WITHIN_S)
        raise


async def _begun(cls: Any, client: discord.Client, **how: Any) -> DiscordWebSocket:
    """A connection that goes on with the session that its client was given, unless the library resumes one itself."""
    begins = client if isinstance(client, Resuming) and not how.get("resume") else None
    if begins is not None and (kept := begins.to_go_on_with(how.get("shard_id"))) is not None:
        gone_on = {"session": kept.id, "sequence": kept.sequence, "gateway": yarl.URL(kept.gateway), "resume": True}
        try:
            found: DiscordWebSocket = await _begin(cls, client, **how | gone_on)
        except (OSError, aiohttp.ClientError, discord.DiscordException, ReconnectWebSocket) as error:
            _log.info("a session cannot be gone on with", why=str(error) or type(error).__name__)
        else:
            return found
    begun: DiscordWebSocket = await _begin(cls, client, **how)
    return begun


DiscordWebSocket.from_client = classmethod(_from_client)  # type: ignore[assignment,method-assign]
