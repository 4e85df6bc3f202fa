"""The `/sheet` command."""

from collections.abc import Mapping

from discord import Interaction, app_commands
from discord.ext import commands

from bot.kernel.numbers import quoted
from bot.kernel.reading import pick
from bot.kernel.sheets import Sheet
from cogs.shared.interactions import say
from cogs.shared.literal import literal
from cogs.shared.options import title_choices
from cogs.sheets.components import SheetComponents
from cogs.sheets.words import NO_SUCH


class SheetCommands(commands.Cog):
    """Neighbors side by side."""

    def __init__(self, components: SheetComponents) -> None:
        self._components = components

    @app_commands.command(
        description="Similar things side by side: what each is for, when to choose it, and what it is mistaken for"
    )
    @app_commands.describe(family="Which sheet; leave it out to list all sheets")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def sheet(self, interaction: Interaction, family: str = "") -> None:
        """All families, or one of them."""
        offered = {name: sheet.title for name, sheet in (await self._sheets(interaction)).items()}
        if not family or not offered:
            await self._components.show_list(interaction)
            return
        found = pick(family, {name: (name, title) for name, title in offered.items()})
        if found is None:
            listed = ", ".join(map(literal, offered.values()))
            await say(interaction, NO_SUCH.format(text=literal(quoted(family)), listed=listed))
        else:
            await self._components.show(interaction, found)

    @sheet.autocomplete("family")
    async def _offer(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        sheets = await self._sheets(interaction)
        return title_choices({name: sheet.title for name, sheet in sheets.items()}, typed)

    async def _sheets(self, interaction: Interaction) -> Mapping[str, Sheet]:
        return await self._components.sheets.all(interaction.guild_id or 0)
