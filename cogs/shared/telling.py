"""Telling somebody, after whatever they asked for, what is in the way of something of theirs."""

from discord import Interaction
from discord.ext import commands

from cogs.shared.cards import Card


class Telling(commands.Cog):
    """Commands of a feature that has such things to tell."""

    async def in_the_way(self, guild_id: int, user_id: int) -> str:
        """What somebody is yet to hear in a server, once; nothing where there is nothing."""
        raise NotImplementedError

    @commands.Cog.listener()
    async def on_app_command_completion(self, interaction: Interaction, _command: object) -> None:
        """Tell it privately, beside the answer."""
        if text := await self.in_the_way(interaction.guild_id or 0, interaction.user.id):
            await interaction.followup.send(view=Card(text), ephemeral=True)
