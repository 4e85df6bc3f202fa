"""What the buttons and menus of sheets do."""

import asyncio
from dataclasses import dataclass
from io import BytesIO

import discord
from discord import Interaction

from bot.kernel.custom_ids import Press, read_number
from bot.kernel.sheets import Sheet
from bot.sheets.service import SheetService
from cogs.shared.interactions import Handler, say, take_time, values_of
from cogs.sheets.ids import Verb
from cogs.sheets.picture import picture
from cogs.sheets.rendering import PICTURE, list_card, picture_card, sheet_card
from cogs.sheets.words import ALTERNATIVE, GONE, NO_SHEETS


@dataclass(frozen=True, slots=True)
class SheetComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    sheets: SheetService

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {Verb.PAGE: self.page, Verb.PICK: self.pick, Verb.PICTURE: self.picture}

    async def show_list(self, interaction: Interaction) -> None:
        """All families."""
        sheets = await self.sheets.all(interaction.guild_id or 0)
        if sheets:
            await say(interaction, card=list_card(sheets))
        else:
            await say(interaction, NO_SHEETS)

    async def show(self, interaction: Interaction, family: str, page: int = 0) -> None:
        """One family."""
        sheet = await self._sheet(interaction, family)
        if sheet:
            await say(interaction, card=sheet_card(sheet, page))

    async def page(self, interaction: Interaction, press: Press) -> None:
        """Another page of it."""
        page = read_number("".join(press.arguments[1:2])) or 0
        await self.show(interaction, "".join(press.arguments[:1]), page)

    async def pick(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """What was chosen in the menu."""
        await self.show(interaction, "".join(values_of(interaction)[:1]))

    async def picture(self, interaction: Interaction, press: Press) -> None:
        """The picture for printing."""
        sheet = await self._sheet(interaction, "".join(press.arguments[:1]))
        if sheet:
            await take_time(interaction)
            png = await asyncio.to_thread(picture, sheet)
            told = ALTERNATIVE.format(title=sheet.title)
            file = discord.File(BytesIO(png), PICTURE, description=told)
            await say(interaction, card=picture_card(sheet), files=[file])

    async def _sheet(self, interaction: Interaction, family: str) -> Sheet | None:
        sheet = (await self.sheets.all(interaction.guild_id or 0)).get(family)
        if sheet is None:
            await say(interaction, GONE)
        return sheet
