"""`/help`, and the one greeting on a new server."""

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from cogs.help.words import FOR_ORGANISERS, HELP, WELCOME
from cogs.shared.cards import Card
from cogs.shared.interactions import may_manage, say


class HelpCommands(commands.Cog):
    """Says how things work to whoever asks, and once to a server that is new."""

    @app_commands.command(name="help", description="How Recall works, and what to do next")
    async def help(self, interaction: Interaction) -> None:
        """Explain, with more for who manages the server."""
        extra = FOR_ORGANISERS if interaction.guild_id is not None and may_manage(interaction) else ""
        await say(interaction, card=Card(HELP, extra))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet where the bot may write: the system channel, else the first such channel."""
        candidates = [guild.system_channel, *guild.text_channels]
        for channel in candidates:
            if channel is not None and _may_write(channel):
                await channel.send(view=Card(WELCOME))
                return


def _may_write(channel: discord.TextChannel) -> bool:
    have = channel.permissions_for(channel.guild.me)
    return have.view_channel and have.send_messages
