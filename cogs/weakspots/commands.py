"""The `/weakspots` command."""

from typing import Literal

from discord import Interaction, app_commands
from discord.ext import commands

from cogs.weakspots.components import WeakspotsComponents


class WeakspotsCommands(commands.Cog):
    """Where one is weak."""

    def __init__(self, components: WeakspotsComponents) -> None:
        self._components = components

    @app_commands.command(description="Where you are weak, what you mix up, and what to do about it")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    @app_commands.describe(scope="You, or everybody on this server (for organizers, without names)")
    async def weakspots(self, interaction: Interaction, scope: Literal["me", "server"] = "me") -> None:
        """The picture, of oneself or of the group; whoever asked sees it alone."""
        if scope == "server":
            await self._components.look_at_group(interaction)
        else:
            await self._components.look(interaction)
