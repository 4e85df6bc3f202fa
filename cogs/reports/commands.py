"""Reporting a question from its message, and the organisers' `/packs reports`."""

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from cogs.reports.components import ReportComponents


class ReportCommands(commands.Cog):
    """The entry in the menu of a message."""

    def __init__(self, client: commands.AutoShardedBot, components: ReportComponents) -> None:
        self._client = client
        self._components = components

    async def cog_load(self) -> None:
        """A context menu is no method of a cog, so it is added by hand."""
        self._client.tree.add_command(app_commands.ContextMenu(name="Report question", callback=self._report))

    async def _report(self, interaction: Interaction, message: discord.Message) -> None:
        await self._components.report_message(interaction, message)


@app_commands.guild_only()
class PacksCommands(commands.GroupCog, group_name="packs", group_description="The questions that are asked here"):
    """What organisers do about questions; everybody may suggest some, so that each command says itself who may."""

    def __init__(self, components: ReportComponents) -> None:
        self._components = components

    @app_commands.command(description="Questions that people reported here, and how they perform")
    async def reports(self, interaction: Interaction) -> None:
        """One after the other."""
        await self._components.show(interaction)
