"""The `/season` commands."""

from datetime import datetime

from discord import Interaction, app_commands
from discord.ext import commands

from bot.daily.api import DailySchedules
from bot.kernel.reading import UnreadableError
from bot.seasons.rules.views import Refusal
from bot.seasons.service import SeasonService
from cogs.seasons import words
from cogs.seasons.components import SeasonComponents
from cogs.shared.interactions import say
from cogs.shared.options import zone_choices
from cogs.shared.reading import MarkedError, read_zone, told


@app_commands.guild_only()
class SeasonCommands(
    commands.GroupCog, group_name="season", group_description="Four weeks in one table, in which every day counts"
):
    """Look at it, start it, stop it."""

    def __init__(self, seasons: SeasonService, dailies: DailySchedules, components: SeasonComponents) -> None:
        super().__init__()
        self._seasons = seasons
        self._dailies = dailies
        self._components = components

    @app_commands.command(description="The season's table: your place, this week, and how points are earned")
    async def show(self, interaction: Interaction) -> None:
        """Show the first page, to the one who asked."""
        await self._components.show(interaction)

    @app_commands.command(description="Start seasons of four weeks, one after the other (Manage Server)")
    @app_commands.describe(zone="The time zone of days and weeks: type a city; the daily's if left out")
    async def start(self, interaction: Interaction, zone: str | None = None) -> None:
        """Start them, and show the table as it stands."""
        if not await self._components.may_steer(interaction):
            return
        guild_id = interaction.guild_id or 0
        try:
            found = await self._zone(guild_id, zone, interaction.created_at)
        except UnreadableError as error:
            await say(interaction, told(error))
            return
        await self._components.begin_or_ask(interaction, guild_id, found)

    @start.autocomplete("zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zone_choices(self._seasons.zones, typed, interaction.created_at)

    @app_commands.command(description="End the season; its table stays until the next (Manage Server)")
    async def stop(self, interaction: Interaction) -> None:
        """Stop them."""
        if await self._components.may_steer(interaction):
            result = await self._seasons.stop(interaction.guild_id or 0, interaction.created_at)
            await say(interaction, words.REFUSALS[result] if isinstance(result, Refusal) else words.STOPPED)

    async def _zone(self, guild_id: int, zone: str | None, at: datetime) -> str:
        """The zone that was typed, that of seasons that can go on, or the daily's. Raises `UnreadableError`."""
        if zone is not None:
            return read_zone(zone, self._seasons.zones)
        if known := await self._seasons.zone_to_go_on_in(guild_id, at):
            return known
        daily = await self._dailies.schedule(guild_id)
        if daily is None:
            raise MarkedError(words.WHEN)
        return daily.plan.zone
