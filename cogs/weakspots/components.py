"""What the command and the buttons of weak spots do."""

import asyncio
from dataclasses import dataclass, field
from io import BytesIO

import discord
from discord import Interaction

from bot.kernel.custom_ids import Press, read_number
from bot.practice.api import Focus, Wish
from bot.weakspots.service import Spots, WeakspotsService
from cogs.practice.components import PracticeComponents
from cogs.shared.cards import Card
from cogs.shared.interactions import Handler, is_alone, may_manage, say, take_time
from cogs.shared.standing import Showing
from cogs.shared.words import count, name
from cogs.weakspots.chart import chart
from cogs.weakspots.ids import Verb
from cogs.weakspots.rendering import (
    MOST_BARS,
    PICTURE,
    bars,
    details_card,
    group_card,
    misses_card,
    shared_card,
    spots_card,
)
from cogs.weakspots.words import FEW, GROUPS_PICTURE, MORE_PEOPLE_NEED, NOT_ORGANISER, TO_ANSWER_QUESTIONS, alternative


@dataclass(frozen=True, slots=True)
class WeakspotsComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    weakspots: WeakspotsService
    practice: PracticeComponents
    showing: Showing = field(default_factory=Showing)

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.LOOK: self.look_again,
            Verb.MEND: self.mend,
            Verb.MISSES: self.misses,
            Verb.DETAILS: self.details,
            Verb.REPEAT: self.repeat,
            Verb.SHARE: self.share,
            Verb.SHARE_GROUP: self.share_group,
        }

    async def look(self, interaction: Interaction) -> None:
        """The picture, private."""
        spots = await self._look(interaction)
        if not spots.picture.answers:
            await say(interaction, card=spots_card(spots))
            return
        await self._show(interaction, spots, spots_card(spots, in_server=not is_alone(interaction)))

    async def look_at_group(self, interaction: Interaction) -> None:
        """The server's picture, for whoever may manage it."""
        if interaction.guild_id is None or not may_manage(interaction):
            await say(interaction, NOT_ORGANISER)
            return
        await take_time(interaction)
        spots = await self.weakspots.look_at_group(interaction.guild_id, interaction.created_at, interaction.user.id)
        if isinstance(spots, int):
            missing = count(spots, *MORE_PEOPLE_NEED)
            await say(interaction, TO_ANSWER_QUESTIONS.format(few=FEW, missing=missing))
        else:
            await self._show(interaction, spots, group_card(spots))

    async def look_again(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Back to the picture."""
        await self.look(interaction)

    async def mend(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Five questions on what is weakest."""
        spots = await self._look(interaction)
        asked = await self.practice.practice.topics(interaction.guild_id or 0)
        await self.practice.begin(interaction, spots.mend.within(asked))

    async def misses(self, interaction: Interaction, press: Press) -> None:
        """The misses, one after the other."""
        await take_time(interaction)
        index = read_number("".join(press.arguments)) or 0
        misses = await self.weakspots.misses(interaction.user.id, interaction.guild_id or 0)
        await say(interaction, card=misses_card(misses, index))

    async def details(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Topics over weeks, and the days studied."""
        await take_time(interaction)
        found = await self.weakspots.details(interaction.user.id, interaction.created_at, interaction.guild_id or 0)
        await say(interaction, card=details_card(found, interaction.created_at))

    async def repeat(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Practice the misses."""
        await self.practice.begin(interaction, Wish(Focus.MISSES))

    async def share(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Show one's own picture to the channel: the claim and the chart, and nothing of single answers."""
        spots = await self._look(interaction)
        if spots.picture.answers:
            whose = f"{name(interaction.user.display_name)}'s"
            await self.showing.show(interaction, shared_card(spots, whose), [await _drawn(spots)])
        else:
            await say(interaction, card=spots_card(spots))

    async def share_group(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Show the server's picture to the channel, for whoever may manage it."""
        if interaction.guild_id is None or not may_manage(interaction):
            await say(interaction, NOT_ORGANISER)
            return
        await take_time(interaction)
        spots = await self.weakspots.look_at_group(interaction.guild_id, interaction.created_at)
        if isinstance(spots, int) or not spots.picture.answers:
            await say(interaction, FEW)
        else:
            await self.showing.show(interaction, shared_card(spots, GROUPS_PICTURE), [await _drawn(spots)])

    async def _look(self, interaction: Interaction) -> Spots:
        await take_time(interaction)
        return await self.weakspots.look(interaction.user.id, interaction.created_at, interaction.guild_id or 0)

    async def _show(self, interaction: Interaction, spots: Spots, card: Card) -> None:
        await say(interaction, card=card, files=[await _drawn(spots)])


async def _drawn(spots: Spots) -> discord.File:
    """The chart."""
    png = await asyncio.to_thread(chart, bars(spots))
    return discord.File(BytesIO(png), PICTURE, description=alternative(spots.topics[:MOST_BARS]))
