"""`/course group`: the course of a server's group."""

from dataclasses import replace
from datetime import date, datetime

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from bot.cohorts.rules import FORTNIGHT, WEEK, Cohort, Plan, Refusal, State, would_cut_off
from bot.cohorts.service import CohortService
from bot.daily.api import DailySchedules
from bot.kernel.dates import read_day, read_time
from bot.kernel.numbers import quoted
from bot.kernel.reading import UnreadableError, pick
from cogs.cohorts import words
from cogs.cohorts.components import CohortComponents
from cogs.cohorts.rendering import ending_card
from cogs.shared.interactions import may_manage, say
from cogs.shared.joining import Joining
from cogs.shared.literal import literal
from cogs.shared.options import title_choices, zone_choices
from cogs.shared.reading import MarkedError, read_zone, told
from cogs.shared.standing import channel_complaint
from cogs.shared.telling import Telling

_PACES = [app_commands.Choice(name=name, value=days) for days, name in words.PACES.items()]


class CohortCommands(Joining, Telling):
    """A module a week or a fortnight for everybody here."""

    joins = "course"

    def __init__(self, cohorts: CohortService, dailies: DailySchedules, components: CohortComponents) -> None:
        self._cohorts = cohorts
        self._dailies = dailies
        self._components = components

    @app_commands.command(description="The group's course: a module every week or two; see it, or set it up")
    @app_commands.describe(
        every="How long the group stays at a module",
        start="The date of the first module, like 2026-12-07; today if left out",
        course="Which course; the first one if left out",
        channel="Where its cards are posted; this channel if never set",
        time="The local time of the cards, like 09:00 or 9 pm; the daily's if left out",
        zone="The time zone: type a city; the daily's if left out",
    )
    @app_commands.choices(every=_PACES)
    async def group(
        self,
        interaction: Interaction,
        every: int | None = None,
        start: str | None = None,
        course: str | None = None,
        channel: discord.TextChannel | None = None,
        time: str | None = None,
        zone: str | None = None,
    ) -> None:
        """Show it to whoever asks; set it as an organizer wants it."""
        guild = interaction.guild
        if guild is None:
            await say(interaction, words.IN_A_SERVER)
        elif (every, start, course, channel, time, zone) == (None,) * 6:
            await self._components.show(interaction)
        elif not may_manage(interaction):
            await say(interaction, words.ORGANIZERS_ONLY)
        else:
            try:
                plan = await self._plan(interaction, every, start, course, channel, time, zone)
            except UnreadableError as error:
                await say(interaction, told(error))
                return
            await self._arrange(interaction, guild, plan)

    async def _arrange(self, interaction: Interaction, guild: discord.Guild, plan: Plan) -> None:
        if lacking := channel_complaint(guild, plan.channel_id):
            await say(interaction, lacking)
            return
        by, run, at = interaction.user.id, interaction.id, interaction.created_at
        where = await self._cohorts.where(guild.id, at)
        if where is not None and would_cut_off(plan, where.cohort):
            await say(interaction, card=ending_card(where, words.END_IT_FIRST))
            return
        result = await self._cohorts.arrange(guild.id, plan, by, run, at)
        if isinstance(result, Refusal):
            await say(interaction, words.REFUSALS[result])
        else:
            await self._components.show(interaction)

    async def _plan(
        self,
        interaction: Interaction,
        every: int | None,
        start: str | None,
        course: str | None,
        channel: discord.TextChannel | None,
        time: str | None,
        zone: str | None,
    ) -> Plan:
        """What is wanted, and for the rest what held before. Raises `UnreadableError`."""
        where = await self._cohorts.where(interaction.guild_id or 0, interaction.created_at)
        before = where.cohort if where and where.cohort.state is not State.ENDED else None
        plan = before.plan if before else await self._first(interaction, time, zone)
        if time is not None:
            plan = replace(plan, time=read_time(time))
        if zone is not None:
            plan = replace(plan, zone=read_zone(zone, self._cohorts.zones))
        if every is not None:
            plan = replace(plan, days=FORTNIGHT if every == FORTNIGHT else WEEK)
        if channel is not None:
            plan = replace(plan, channel_id=channel.id)
        if course is not None:
            plan = replace(plan, course=await self._course(interaction, course))
        return replace(plan, first=self._begins(plan, before, start, interaction.created_at))

    def _begins(self, plan: Plan, before: Cohort | None, start: str | None, at: datetime) -> date:
        if start is not None:
            return read_day(start)
        if before and plan.course == before.plan.course:
            return plan.first
        return at.astimezone(self._cohorts.zones.find(plan.zone)).date()

    async def _first(self, interaction: Interaction, time: str | None, zone: str | None) -> Plan:
        """What a course begins with: the daily's hour and zone where it has any. Raises `UnreadableError`."""
        courses = await self._cohorts.courses(interaction.guild_id or 0)
        if not courses:
            raise UnreadableError(words.NO_COURSE)
        daily = await self._dailies.schedule(interaction.guild_id or 0)
        if daily is None and (time is None or zone is None):
            raise MarkedError(words.WHEN)
        hour = daily.plan.time if daily else read_time(time or "")
        found = daily.plan.zone if daily else read_zone(zone or "", self._cohorts.zones)
        today = interaction.created_at.date()
        return Plan(next(iter(courses)), interaction.channel_id or 0, today, WEEK, hour, found)

    async def _course(self, interaction: Interaction, text: str) -> str:
        courses = await self._cohorts.courses(interaction.guild_id or 0)
        found = pick(text, {name: (name, one.title) for name, one in courses.items()})
        if found is None:
            listed = ", ".join(literal(one.title) for one in courses.values())
            raise MarkedError(words.NO_SUCH_COURSE.format(text=literal(quoted(text)), listed=listed))
        return found

    @group.autocomplete("course")
    async def _courses(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        courses = await self._cohorts.courses(interaction.guild_id or 0)
        return title_choices({name: one.title for name, one in courses.items()}, typed)

    @group.autocomplete("zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zone_choices(self._cohorts.zones, typed, interaction.created_at)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Nothing can be posted in it any more."""
        await self._cohorts.channel_gone(channel.guild.id, channel.id)

    async def in_the_way(self, interaction: Interaction) -> str:
        """That posting was refused, for the organizer."""
        cohort = await self._cohorts.to_tell(interaction.guild_id or 0, interaction.user.id)
        return words.TELL_REFUSED.format(channel=cohort.plan.channel_id) if cohort is not None else ""
