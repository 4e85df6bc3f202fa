"""When a shard may begin a session with Discord: in its turn, and not where few are left for the day."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog

from bot.client.resuming import Resuming
from bot.delivery.sender import UNREACHABLE

IDENTIFY_APART_S = 5.0

SPARED = 0.1
"""So much of what Discord allows in a day is left for an operator who restarts the bot by hand."""

LONGEST_LOOK_S = 300.0

_log = structlog.get_logger(__name__)


class Identifying(Resuming):
    """A client whose shards take turns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.identify_at_once = 1
        self._next_turn: dict[int, float] = {}
        self._identified: set[int | None] = set()
        self.take_turn: Callable[[int], Awaitable[None]] | None = None
        """Waits for the turn of all processes to begin a session in a group; None where there is no other process."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """Shards of one group begin their sessions five seconds apart, those of others at the same time.

        Whoever had a session waits for one to five seconds before it begins another. See
        https://docs.discord.com/developers/events/gateway#sharding-max-concurrency and #resuming.
        """
        group, now = (shard_id or 0) % self.identify_at_once, asyncio.get_running_loop().time()
        had_one = shard_id in self._identified
        earliest = now + random.uniform(1, IDENTIFY_APART_S) if had_one else now  # noqa: S311 - so that not all come at once
        if self.take_turn is not None:
            self._identified.add(shard_id)
            await asyncio.sleep(earliest - now)
            await self.take_turn(group)
            await self._spare_sessions()
            return
        turn = max(earliest, self._next_turn.get(group, now))
        self._identified.add(shard_id)
        self._next_turn[group] = turn + IDENTIFY_APART_S
        await asyncio.sleep(turn - now)
        if had_one:  # at the first, Discord was asked just before
            await self._spare_sessions()

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
