"""What Discord tells of servers that come and go. An outage is none of it: that is another event."""

from collections.abc import Callable
from datetime import datetime

import discord
from discord.ext import commands

from bot.servers.api import RetentionService


class RetentionListener(commands.Cog):
    """Has somebody look at once; an hourly look would find the same."""

    def __init__(self, retention: RetentionService, now: Callable[[], datetime]) -> None:
        self._retention = retention
        self._now = now

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Who removed the bot while it was not running is noticed now."""
        await self._retention.look(self._now())

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:  # noqa: ARG002 - the look compares all
        """A server has removed the bot."""
        await self._retention.look(self._now())

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:  # noqa: ARG002 - the look compares all
        """A server has the bot, perhaps again."""
        await self._retention.look(self._now())
