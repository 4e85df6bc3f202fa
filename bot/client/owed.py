"""What follows from a server's coming or going, and could not be stored: it is done once it can be."""

from collections.abc import Callable, Container, Coroutine
from typing import Any

import discord

from bot.delivery.sender import UNREACHABLE
from bot.kernel.background import may_pass

GONE = "on_guild_remove"
OF_SERVERS = frozenset({GONE, "on_guild_join", "on_guild_available"})
"""Events that Discord tells once. What follows from one may be done twice."""

Listener = Callable[..., Coroutine[Any, Any, Any]]


class Owed:
    """The listeners that failed because of the database, each with its server. `find` gives the server as it is now."""

    def __init__(self, find: Callable[[int], discord.Guild | None]) -> None:
        self._find = find
        self._owed: dict[tuple[Listener, int], tuple[str, discord.Guild]] = {}

    async def follow(self, listener: Listener, event: str, guild: discord.Guild) -> None:
        """Have a listener follow an event of a server. Raises what it does, and notes what a later try can mend."""
        try:
            await listener(guild)
        except Exception as error:
            # What Discord did not take is not sent again: it may have come.
            if may_pass(error) and not isinstance(error, UNREACHABLE):
                self._owed[listener, guild.id] = event, guild
            raise

    async def make_good(self, members: Container[int]) -> None:
        """Do what is owed, given the servers that the bot is in now. Raises what stops that again."""
        for key, (event, guild) in list(self._owed.items()):
            del self._owed[key]
            listener, guild_id = key
            if (guild_id in members) is not (event == GONE):
                await self.follow(listener, event, self._find(guild_id) or guild)
