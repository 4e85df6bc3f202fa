"""What the buttons of seasons do."""

import asyncio
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple

import discord
from discord import Interaction

from bot.kernel.custom_ids import Press
from bot.kernel.reading import UnreadableError
from bot.seasons.rules.views import Refusal, Table
from bot.seasons.service import SeasonService
from cogs.seasons import words
from cogs.seasons.ids import Verb, read_page, read_week
from cogs.seasons.rendering import (
    leaving_card,
    left_card,
    podium_of,
    rules_card,
    starting_card,
    table_card,
    week_card,
)
from cogs.shared.cards import Card
from cogs.shared.controls import once_seen
from cogs.shared.interactions import Handler, may_manage, say, take_time
from cogs.shared.reading import read_zone, told
from cogs.shared.standing import Showing
from cogs.shared.words import on_date


class Shown(NamedTuple):
    """A card, and what is attached to it."""

    card: Card
    files: tuple[discord.File, ...] = ()


@dataclass(frozen=True, slots=True)
class SeasonComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    seasons: SeasonService
    showing: Showing = field(default_factory=Showing)
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.TABLE: self.table,
            Verb.LAST: self.last,
            Verb.WEEK: self.week,
            Verb.RULES: self.rules,
            Verb.JOIN: self.join,
            Verb.LEAVE: once_seen(self.leave),
            Verb.SHARE_TABLE: self.share_table,
            Verb.SHARE_LAST: self.share_last,
            Verb.SHARE_WEEK: self.share_week,
            Verb.BEGIN: once_seen(self.begin),
        }

    async def table(self, interaction: Interaction, press: Press) -> None:
        """A page of the season's table."""
        await self._show(interaction, await self._table(interaction, press))

    async def last(self, interaction: Interaction, press: Press) -> None:
        """A page of the last season's table."""
        await self._show(interaction, await self._table(interaction, press, last=True))

    async def week(self, interaction: Interaction, press: Press) -> None:
        """A page of this week's table."""
        await self._show(interaction, await self._week(interaction, press))

    async def rules(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """What counts, beside the table."""
        await say(interaction, card=rules_card(), beside=True)

    async def join(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Be in the season again."""
        if (joined := await self._choose(interaction, playing=True)) is not None:
            await self._show(interaction, await self._shown(joined))

    async def leave(self, interaction: Interaction, press: Press) -> None:
        """Be in it no longer, once that was asked."""
        if not press.is_sure:
            await say(interaction, card=leaving_card())
        elif (left := await self._choose(interaction, playing=False)) is not None:
            await say(interaction, card=left_card(left))

    async def share_table(self, interaction: Interaction, press: Press) -> None:
        """Show the season's table to the channel."""
        await self._share(interaction, await self._table(interaction, press, shared=True))

    async def share_last(self, interaction: Interaction, press: Press) -> None:
        """Show the last season's table to the channel."""
        await self._share(interaction, await self._table(interaction, press, last=True, shared=True))

    async def share_week(self, interaction: Interaction, press: Press) -> None:
        """Show this week's table to the channel."""
        await self._share(interaction, await self._week(interaction, press, shared=True))

    async def begin(self, interaction: Interaction, press: Press) -> None:
        """Start seasons, once that was asked."""
        if not await self.may_steer(interaction):
            return
        try:
            zone = read_zone("".join(press.arguments), self.seasons.zones)
        except UnreadableError as error:
            await say(interaction, told(error))
        else:
            await self._begin(interaction, interaction.guild_id or 0, zone)

    async def begin_or_ask(self, interaction: Interaction, guild_id: int, zone: str) -> None:
        """Start seasons; where the table of stopped ones would be gone by that, ask first."""
        replaced = await self.seasons.replaced(guild_id, zone, interaction.created_at)
        if replaced is None:
            await self._begin(interaction, guild_id, zone)
        else:
            goes_on_in = await self.seasons.zone_to_go_on_in(guild_id, interaction.created_at)
            await say(interaction, card=starting_card(zone, goes_on_in))

    async def _begin(self, interaction: Interaction, guild_id: int, zone: str) -> None:
        made = await self.seasons.begin(guild_id, zone, interaction.user.id, interaction.created_at)
        if isinstance(made, Refusal):
            await say(interaction, words.REFUSALS[made])
        else:
            await self.show(interaction, words.STARTED.format(monday=on_date(made.first)))

    async def may_steer(self, interaction: Interaction) -> bool:
        """Whether somebody may start and stop seasons; who may not is told."""
        if interaction.guild_id is not None and may_manage(interaction):
            return True
        await say(interaction, words.ORGANIZERS_ONLY if interaction.guild_id else words.IN_A_SERVER)
        return False

    async def show(self, interaction: Interaction, note: str = "") -> None:
        """The first page of the season's table, for whoever asks. A first look at it may take seconds."""
        guild_id = interaction.guild_id
        if guild_id is None:
            await say(interaction, words.IN_A_SERVER)
            return
        await take_time(interaction)
        table = await self.seasons.table(guild_id, interaction.user.id, 0, interaction.created_at)
        if table is None:
            await say(interaction, words.NONE_SET_UP if may_manage(interaction) else words.NONE_YET)
        else:
            await self._show(interaction, await self._shown(table, note=note))

    async def _choose(self, interaction: Interaction, *, playing: bool) -> Table | None:
        """The season's table after it; None where there is none, which is told."""
        guild_id, who, at = interaction.guild_id, interaction.user.id, interaction.created_at
        if guild_id is None:
            await say(interaction, words.IN_A_SERVER)
            return None
        await take_time(interaction)
        await self.seasons.choose(guild_id, who, at, playing=playing)
        table = await self.seasons.table(guild_id, who, 0, at)
        if table is None:
            await say(interaction, words.NONE_YET)
        return table

    async def _table(
        self, interaction: Interaction, press: Press, *, last: bool = False, shared: bool = False
    ) -> Shown | str:
        guild_id, page = interaction.guild_id, read_page(press)
        if guild_id is None or page is None:
            return words.DAMAGED
        await take_time(interaction)
        table = await self.seasons.table(guild_id, interaction.user.id, page, interaction.created_at, last=last)
        if table is None:
            return words.NO_LAST if last else words.NONE_YET
        return await self._shown(table, last=last, shared=shared)

    async def _week(self, interaction: Interaction, press: Press, *, shared: bool = False) -> Shown | str:
        guild_id, named = interaction.guild_id, read_week(press)
        if guild_id is None or named is None:
            return words.DAMAGED
        page, league = named
        await take_time(interaction)
        who, at = interaction.user.id, interaction.created_at
        week = await self.seasons.week(guild_id, who, league, page, at)
        if week is not None and not week.frame.is_over:
            return Shown(week_card(week, shared=shared))
        table = await self.seasons.table(guild_id, who, 0, at)  # no week runs any more: what is there is the final one
        return words.NONE_YET if table is None else await self._shown(table, shared=shared)

    async def _show(self, interaction: Interaction, found: Shown | str) -> None:
        if isinstance(found, str):
            await say(interaction, found)
        else:
            await say(interaction, card=found.card, files=found.files)

    async def _share(self, interaction: Interaction, found: Shown | str) -> None:
        if isinstance(found, str):
            await say(interaction, found)
        else:
            await self.showing.show(interaction, found.card, found.files)

    async def _shown(self, table: Table, *, last: bool = False, shared: bool = False, note: str = "") -> Shown:
        """A table with the podium of a season that is over; one is drawn at a time, and for all who look at it."""
        picture = podium_of(table)
        card = table_card(table, last=last, shared=shared, note=note, picture=picture)
        if picture is None:
            return Shown(card)
        async with self._drawing:
            png = await asyncio.to_thread(picture.draw)
        return Shown(card, (discord.File(BytesIO(png), picture.name, description=picture.described),))
