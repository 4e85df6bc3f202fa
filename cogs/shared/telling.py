"""Telling somebody, after whatever they asked for, what is in the way of something of theirs."""

from contextlib import suppress

import discord
from discord import Interaction
from discord.ext import commands

from bot.delivery.sender import UNREACHABLE
from cogs.shared.interactions import say


class Telling(commands.Cog):
    """Commands of a feature that has such things to tell."""

    async def in_the_way(self, interaction: Interaction) -> str:
        """What somebody is yet to hear in a server, once; nothing where there is nothing."""
        raise NotImplementedError

    @commands.Cog.listener()
    async def on_app_command_completion(self, interaction: Interaction, _command: object) -> None:
        """Tell it privately, beside the answer; a channel may be shut by then, or the answer's token too old."""
        if text := await self.in_the_way(interaction):
            with suppress(discord.HTTPException, *UNREACHABLE):
                await say(interaction, text, beside=True)
