"""What the button for a summary does."""

import asyncio
from dataclasses import dataclass
from io import BytesIO

import discord
from discord import Interaction

from bot.kernel.custom_ids import Press
from bot.summaries.rules import Refusal, Summary
from bot.summaries.service import SummaryService
from cogs.shared.interactions import Handler, may_manage, say, take_time
from cogs.summaries import words
from cogs.summaries.ids import Verb
from cogs.summaries.rendering import picture, summary_card
from cogs.summaries.table import table


@dataclass(frozen=True, slots=True)
class SummaryComponents:
    """The handler, by its verb."""

    summaries: SummaryService

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {Verb.SUMMARY: self.summary}

    async def summary(self, interaction: Interaction, press: Press) -> None:
        """The summary of a game, for whoever it is for. Reading a long night or tournament takes a while, too."""
        await take_time(interaction)
        found = await self.summaries.of(
            press.game_id, interaction.guild_id or 0, interaction.user.id, may_manage=may_manage(interaction)
        )
        if isinstance(found, Refusal):
            await say(interaction, words.REFUSALS[found])
            return
        await say(interaction, card=summary_card(found), files=await _files(found))


async def _files(summary: Summary) -> list[discord.File]:
    files = [discord.File(BytesIO(await asyncio.to_thread(table, summary)), words.FILE)]
    if hardest := summary.hardest:
        png = await asyncio.to_thread(picture, summary)
        described = words.alternative(hardest, summary.presence)
        files.insert(0, discord.File(BytesIO(png), words.PICTURE, description=described))
    return files
