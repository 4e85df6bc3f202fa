"""`/daily`, and what the server's coming and going means for the daily."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.daily.rules.schedule import State
from bot.daily.schedules import DailySchedules
from bot.daily.service import DailyService
from bot.learners.api import PreferenceStore
from cogs.daily.ids import Verb
from cogs.daily.rendering.overview import MOST_SERVERS, overview_card, servers_card
from cogs.daily.words import (
    CHANNEL_IS_GONE,
    NO_DAILY_NOW,
    NONE_YET,
    NONE_YET_FOR_YOU,
    NOTHING_FITS,
    REFUSED,
    THE_FIRST_DAILY_COMES,
    THE_FIRST_DAILY_WAITS,
    about,
)
from cogs.shared.interactions import Handler, may_manage, say, take_time
from cogs.shared.telling import Telling


class DailyCommands(Telling):
    """One's own state, calendar and the standings."""

    def __init__(
        self,
        dailies: DailyService,
        schedules: DailySchedules,
        now: Callable[[], datetime],
        name_of: Callable[[int], Awaitable[str | None]],
        is_member: Callable[[int, int], Awaitable[bool | None]],
        preferences: PreferenceStore,
    ) -> None:
        self._preferences = preferences
        self._name_of = name_of
        self._is_member = is_member
        self._dailies = dailies
        self._schedules = schedules
        self._now = now

    @app_commands.command(name="daily", description="Play today's challenge, and see your streak and the standings")
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def daily(self, interaction: Interaction) -> None:
        """Show where the player stands: in this server, or in direct messages in each of theirs."""
        await self.look(interaction)

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router: the same by a button of the help."""
        return {Verb.LOOK: lambda interaction, _press: self.look(interaction)}

    async def look(self, interaction: Interaction) -> None:
        """Today's post, one's streak, the standings."""
        guild_id, player_id = interaction.guild_id, interaction.user.id
        if guild_id is None:
            await self._everywhere(interaction)
            return
        daily = await self._dailies.latest(guild_id)
        schedule = await self._schedules.schedule(guild_id)
        if daily is None:
            begins = schedule.next.at if schedule and schedule.next else None
            if schedule and begins and not await self._schedules.drawable(guild_id, schedule.plan):
                await say(interaction, NO_DAILY_NOW)
                return
            none_yet = NONE_YET_FOR_YOU if may_manage(interaction) else NONE_YET
            comes = THE_FIRST_DAILY_COMES.format(at=int(begins.timestamp())) if begins else none_yet
            await say(interaction, THE_FIRST_DAILY_WAITS if begins and begins < interaction.created_at else comes)
            return
        record = await self._dailies.record(guild_id, player_id, interaction.created_at)
        standings = await self._dailies.standings(guild_id, interaction.created_at)
        closes_at = await self._dailies.closes_at(daily)
        hidden = (await self._preferences.of(player_id)).hidden
        await say(interaction, card=overview_card(daily, player_id, record, standings, closes_at, hidden=hidden))

    async def _everywhere(self, interaction: Interaction) -> None:
        await take_time(interaction)
        player_id = interaction.user.id
        found = await self._dailies.latest_of(player_id, MOST_SERVERS)
        there = await asyncio.gather(*(self._is_member(daily.guild_id, player_id) for daily in found))
        dailies = [daily for daily, is_there in zip(found, there, strict=True) if is_there is not False]
        names = [await self._name_of(daily.guild_id) for daily in dailies]
        named = [(daily, name) for daily, name in zip(dailies, names, strict=True) if name]
        await say(interaction, card=servers_card(named, player_id))

    async def in_the_way(self, interaction: Interaction) -> str:
        """That posting was refused, or that there was nothing to ask, for the organizer or who else can mend it."""
        guild_id, user_id, manages = interaction.guild_id or 0, interaction.user.id, may_manage(interaction)
        guild = interaction.client.get_guild(guild_id)  # the interaction's own may be one without any channels
        if manages and guild is not None:
            await self._look_for_channel(guild)
        schedule = await self._schedules.to_tell(guild_id, user_id, manages=manages)
        if schedule is None:
            return ""
        if schedule.state is State.REFUSED and _is_gone(guild, schedule.plan.channel_id):
            return CHANNEL_IS_GONE
        if schedule.state is State.REFUSED:
            return REFUSED.format(channel=schedule.plan.channel_id)
        return NOTHING_FITS.format(about=about(schedule.plan))

    async def _look_for_channel(self, guild: discord.Guild) -> None:
        """It may have been deleted while nobody was there to hear of that."""
        schedule = await self._schedules.schedule(guild.id)
        if schedule and schedule.state is State.ON and _is_gone(guild, schedule.plan.channel_id):
            await self._schedules.channel_gone(guild.id, schedule.plan.channel_id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Nothing can be posted there any more."""
        await self._schedules.left(guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Nothing can be posted in it any more."""
        await self._schedules.channel_gone(channel.guild.id, channel.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The daily goes on where it was."""
        await self._schedules.came_back(guild.id, self._now())

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """The library says this, too, of a server that the bot joins while it connects."""
        await self._schedules.is_there(guild.id, self._now())


def _is_gone(guild: discord.Guild | None, channel_id: int) -> bool:
    """Of a server that is away no channel is known."""
    return guild is not None and not guild.unavailable and guild.get_channel(channel_id) is None
