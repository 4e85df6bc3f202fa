"""When a shard may begin a session with Discord: in its turn, and not where few are left for the day."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import discord
import structlog
import yarl
from discord.gateway import ReconnectWebSocket
from discord.shard import Shard

from bot.client.resuming import Resuming
from bot.delivery.sender import UNREACHABLE
from bot.kernel.background import give_up

IDENTIFY_APART_S = 5.0

SPARED = 0.1
"""So much of what Discord allows in a day is left for an operator who restarts the bot by hand."""

LONGEST_LOOK_S = 300.0

CONNECTED_WITHIN_S = 1.5
"""So long before its turn a shard connects; whoever needs longer takes another turn."""

_log = structlog.get_logger(__name__)


class TakeTurn(Protocol):
    """Turns of all processes to begin a session."""

    def __call__(self, group: int, /, *, heard: bool) -> Awaitable[float]:
        """Take one in a group; in how many seconds it is.

        `heard`: the shard is heard by another session meanwhile, so those that are not go first.
        """


class Identifying(Resuming):
    """A client whose shards take turns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.identify_at_once = 1
        self._next_turn: dict[int, float] = {}
        self._identified: set[int] = set()
        self.take_turn: TakeTurn | None = None
        """None where there is no other process."""
        self.until_sure: Callable[[], Awaitable[None]] | None = None
        """Waits until it is known whether the shards are still those of this process; None where it is the only one."""
        self._taken: dict[int, float] = {}
        self._waiting: set[asyncio.Task[None]] = set()

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Called by the library to connect a shard."""
        await self.until_turn(shard_id)
        await super().launch_shard(gateway, shard_id, initial=initial)

    async def until_turn(self, shard_id: int) -> None:
        """Wait, without a connection, until it is time to connect for a turn; a session to go on with needs none.

        The library reads nothing while it waits for a turn, and takes a connection on which it has read nothing for a
        minute for dead. In a cluster of many shards that begin at once, turns are minutes away.
        """
        if self.take_turn is None or self.has_session(shard_id):
            return
        self._taken[shard_id] = turn = await self._turn(self.take_turn, shard_id)
        await asyncio.sleep(turn - _now() - CONNECTED_WITHIN_S)

    async def until_its_turn_again(self, shard_id: int) -> None:
        """The same for a shard whose connection has ended.

        Perhaps another process goes on with its session. If this one then went on with it, too, each would end the
        other's connection, many times a second.
        """
        if self.until_sure is not None:
            await self.until_sure()
        await self.until_turn(shard_id)

    async def has_turn(self, shard_id: int) -> bool:
        """The same, for the library, which waits for a shard even once the client is closed: False where it is."""
        waiting = asyncio.create_task(self.until_its_turn_again(shard_id))
        self._waiting.add(waiting)
        try:
            await asyncio.wait({waiting})
        finally:
            self._waiting.discard(waiting)
            waiting.cancel()
        return not waiting.cancelled() and waiting.result() is None

    async def close(self) -> None:
        """Leave Discord."""
        await give_up(self._waiting)
        await super().close()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """Shards of one group begin their sessions five seconds apart, those of others at the same time.

        Whoever had a session waits for one to five seconds before it begins another. See
        https://docs.discord.com/developers/events/gateway#sharding-max-concurrency and #resuming.
        """
        shard = shard_id or 0
        if self.take_turn is None:
            await self._turn_of_this_process(shard)
            return
        turn = self._taken.pop(shard, 0.0)
        if turn < _now():  # there was none, or connecting took longer
            turn = await self._turn(self.take_turn, shard)
        await asyncio.sleep(turn - _now())

    async def _turn(self, take_turn: TakeTurn, shard: int) -> float:
        """The next of all processes, on the loop's clock."""
        await asyncio.sleep(self._apart(shard))
        await self._spare_sessions()
        in_s = await take_turn(shard % self.identify_at_once, heard=self.is_heard_beside)
        return _now() + in_s

    async def _turn_of_this_process(self, shard: int) -> None:
        had_one, group = shard in self._identified, shard % self.identify_at_once
        turn = max(_now() + self._apart(shard), self._next_turn.get(group, 0.0))
        self._next_turn[group] = turn + IDENTIFY_APART_S
        await asyncio.sleep(turn - _now())
        if had_one:  # at the first, Discord was asked just before
            await self._spare_sessions()

    def _apart(self, shard: int) -> float:
        """How many seconds lie between a session of a shard and the next one; 0 before its first."""
        had_one = shard in self._identified
        self._identified.add(shard)
        return random.uniform(1, IDENTIFY_APART_S) if had_one else 0.0  # noqa: S311 - so that not all come at once

    async def _spare_sessions(self) -> None:
        """Begin none while few are left: whoever begins one too many loses all, and the token.

        See https://docs.discord.com/developers/events/gateway#session-start-limit-object.
        """
        while (limits := await self._limits()) and limits.remaining <= limits.total * SPARED:
            wait_s = min(limits.reset_after / 1000, LONGEST_LOOK_S)
            _log.error(
                "Discord lets this bot connect only a few more times today, so a shard waits",
                left=limits.remaining,
                again_in_s=round(limits.reset_after / 1000),
            )
            await asyncio.sleep(wait_s)

    async def _limits(self) -> discord.SessionStartLimits | None:
        try:
            return await self.fetch_session_start_limits()
        except (discord.DiscordException, *UNREACHABLE):
            return None


def _now() -> float:
    return asyncio.get_running_loop().time()


_reconnect, _reidentify = Shard.reconnect, Shard.reidentify


async def _reconnect_in_turn(shard: Shard) -> None:
    """Called by the library, which gives up a connection that has no session after a minute, after a failure."""
    client = shard._client  # noqa: SLF001 - what is to connect is nowhere else
    if not isinstance(client, Identifying) or await client.has_turn(shard.id):
        await _reconnect(shard)


async def _reidentify_in_turn(shard: Shard, exc: ReconnectWebSocket) -> None:
    """The same, where Discord has ended the session or asks for it to be resumed elsewhere."""
    if isinstance(client := shard._client, Identifying):  # noqa: SLF001 - as above
        if not exc.resume:
            client.dispatch("shard_disconnect", shard.id)  # it is heard no more, and may not be for minutes
        if not await client.has_turn(shard.id):
            return
    await _reidentify(shard, exc)


Shard.reconnect = _reconnect_in_turn  # type: ignore[method-assign,assignment]
Shard.reidentify = _reidentify_in_turn  # type: ignore[method-assign,assignment]
