"""The `/weakspots` command."""

from discord import Interaction, app_commands
from discord.ext import commands

from cogs.weakspots.components import WeakspotsComponents


class WeakspotsCommands(commands.Cog):
    """Where one is weak."""

    def __init__(self, components: WeakspotsComponents) -> None:
        self._components = components

    @app_commands.command(description="Where you are weak, what you mix up, and how to mend it")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def weakspots(self, interaction: Interaction) -> None:
        """The picture, for oneself alone."""
        await self._components.look(interaction)
