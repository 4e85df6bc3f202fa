"""The `/me` command."""

from discord import Interaction, app_commands
from discord.ext import commands

from cogs.profile.components import MeComponents


class MeCommands(commands.Cog):
    """One's own data."""

    def __init__(self, components: MeComponents) -> None:
        self._components = components

    @app_commands.command(description="Your profile, your settings, and your data to export or erase")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def me(self, interaction: Interaction) -> None:
        """The profile, for oneself alone."""
        await self._components.look(interaction)
