"""`/help`, and the one greeting on a new server."""

from collections.abc import Callable
from datetime import datetime, timedelta

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.servers.api import ServerService
from cogs.help.rendering import help_card, welcome_card
from cogs.shared.interactions import may_manage, say

NEW_FOR = timedelta(days=1)
"""A server that the bot joined this recently, while it was away, is still greeted."""


class HelpCommands(commands.Cog):
    """Says how things work to whoever asks, and once to a server that is new."""

    def __init__(self, servers: ServerService, now: Callable[[], datetime]) -> None:
        self._servers = servers
        self._now = now

    @app_commands.command(name="help", description="How to use Recall, and what to do next")
    async def help(self, interaction: Interaction) -> None:
        """Explain, with more for who manages the server."""
        in_server = interaction.guild_id is not None
        organises = in_server and may_manage(interaction)
        await say(interaction, card=help_card(interaction.created_at, in_server=in_server, organises=organises))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet."""
        await self._greet(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Greet, where the bot was invited while it was not running."""
        joined_at = guild.me.joined_at if guild.me else None
        if joined_at is not None and self._now() - joined_at < NEW_FOR:
            await self._greet(guild)

    async def _greet(self, guild: discord.Guild) -> None:
        """Once, where the bot may write: in the system channel, else the first such channel."""
        candidates = [guild.system_channel, *guild.text_channels]
        channel = next((one for one in candidates if one is not None and _may_write(one)), None)
        if channel is not None and await self._servers.may_greet(guild.id, self._now()):
            await channel.send(view=welcome_card())


def _may_write(channel: discord.TextChannel) -> bool:
    have = channel.permissions_for(channel.guild.me)
    return have.view_channel and have.send_messages
