"""`/settings daily`: when the daily comes, where, and what it holds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import discord
from discord import Interaction, app_commands
from discord.ext import commands
from discord.utils import format_dt

from bot.daily.rules.schedule import MOST_QUESTIONS, WAITS, Plan, Schedule, State
from bot.daily.schedules import DailySchedules
from bot.kernel.calendar import Slot
from bot.kernel.dates import read_time, read_weekdays
from bot.kernel.reading import UnreadableError, begun
from cogs.daily.reading import read_breaks, still_to_come
from cogs.daily.words import (
    CANNOT_COME,
    FOLLOWS,
    IN_WHICH_TIME_ZONE,
    MEND_THE_PERMISSIONS,
    NO_DAILY_HERE_YET,
    NO_POSTS,
    NOT_POSTED,
    NOTHING_FITS,
    NOTHING_WAS_CHANGED,
    PING_AND_PING_NOBODY,
    PINGS,
    PINGS_NOBODY,
    RECALL_CANNOT_PING_ALLOW,
    STATES,
    SUGGESTED_DAYS,
    THE_DAILY,
    THE_NEXT_ONE_WAITS,
    THE_NEXT_POSTS,
    THERE_ARE_NO_QUESTIONS,
    TO_BEGIN_TELL_WHEN,
    about,
    breaks,
    days,
    partly_gone,
)
from cogs.shared.cards import Card
from cogs.shared.interactions import say
from cogs.shared.lacking import why_nothing
from cogs.shared.options import EXAMS, zone_choices
from cogs.shared.reading import MarkedError, names_of, read_exam, read_topics, read_zone, told
from cogs.shared.standing import channel_complaint
from cogs.shared.words import on_date, topic_text, topic_title, until


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed into the command; None: leave it as it is."""

    channel: discord.TextChannel | None
    time: str | None
    zone: str | None
    days: str | None
    breaks: str | None
    topics: str | None
    exam: str | None
    questions: int | None
    role: discord.Role | None
    nobody: bool | None


class DailySettings(commands.Cog):
    """The subcommand; the group that it belongs to is in `cogs/settings`."""

    _schedules: DailySchedules

    @app_commands.command(description="Set up the daily challenge, or see how it is set up")
    @app_commands.describe(
        channel="Where it is posted; by default, in this channel",
        time="The local time, like 09:00 or 9 pm",
        zone="The time zone: type a city",
        days="On which days, like every day; Mon-Fri; Mon, Wed",
        breaks="Dates without posts, like 2026-12-24 to 2027-01-02; none to clear",
        topics="Separated by commas; “all” for every topic",
        exam="Only questions for this exam",
        questions="How many, 1 to 5",
        ping="A role that each post pings",
        ping_nobody="Stop pinging a role",
        on="Turn it on or off",
    )
    @app_commands.choices(exam=EXAMS)
    async def daily(
        self,
        interaction: Interaction,
        channel: discord.TextChannel | None = None,
        time: str | None = None,
        zone: str | None = None,
        days: str | None = None,
        breaks: str | None = None,
        topics: str | None = None,
        exam: str | None = None,
        questions: app_commands.Range[int, 1, MOST_QUESTIONS] | None = None,
        ping: discord.Role | None = None,
        ping_nobody: bool | None = None,  # noqa: FBT001 - the library reads options from the signature
        on: bool | None = None,  # noqa: FBT001
    ) -> None:
        """Change what was given, and say how it is set now."""
        wish = Wish(channel, time, zone, days, breaks, topics, exam, questions, ping, ping_nobody)
        guild, at = interaction.guild, interaction.created_at
        if guild is None:
            return
        if on is None and wish == Wish(*[None] * 10):
            await say(interaction, card=await self._state(guild, await self._schedules.schedule(guild.id), at))
            return

        async def wanted(before: Schedule | None) -> tuple[Plan, bool]:
            plan = await self._plan(before, wish, interaction)
            switched_on = on if on is not None else before is None or before.state is not State.OFF
            if switched_on and (lacking := complaint(guild, plan)):
                raise MarkedError(NOTHING_WAS_CHANGED.format(lacking=lacking))
            return plan, switched_on

        try:
            after = await self._schedules.arrange(guild.id, wanted, interaction.user.id, at)
        except UnreadableError as error:
            await say(interaction, told(error))
        else:
            await say(interaction, card=await self._state(guild, after, at))

    async def _plan(self, before: Schedule | None, wish: Wish, interaction: Interaction) -> Plan:
        """The plan with the wish in it. Raises `UnreadableError`."""
        if wish.nobody and wish.role is not None:
            raise MarkedError(PING_AND_PING_NOBODY)
        plan = before.plan if before else self._first(wish, interaction)
        if wish.channel is not None:
            plan = replace(plan, channel_id=wish.channel.id)
        if wish.time is not None:
            plan = replace(plan, time=read_time(wish.time))
        if wish.zone is not None:
            plan = replace(plan, zone=read_zone(wish.zone, self._schedules.zones))
        if wish.days is not None:
            plan = replace(plan, weekdays=read_weekdays(wish.days))
        if wish.breaks is not None:
            zone = self._schedules.zones.find(plan.zone)
            today = interaction.created_at.astimezone(zone).date()
            plan = replace(plan, breaks=still_to_come(read_breaks(wish.breaks), today))
        plan = await self._contents(plan, wish, interaction.guild_id or 0)
        if wish.nobody or wish.role is not None:
            plan = replace(plan, role_id=None if wish.nobody or wish.role is None else wish.role.id)
        return plan

    async def _contents(self, plan: Plan, wish: Wish, guild_id: int) -> Plan:
        if wish.topics is not None:
            plan = replace(plan, topics=read_topics(wish.topics, await self._schedules.topics(guild_id)))
        if wish.exam is not None:
            plan = replace(plan, exam=read_exam(wish.exam))
        if wish.questions is not None:
            plan = replace(plan, questions=wish.questions)
        chosen = wish.topics is not None or wish.exam is not None
        if chosen and not await self._schedules.pool(guild_id, plan):
            raise MarkedError(why_nothing(await self._schedules.topics(guild_id), None, THERE_ARE_NO_QUESTIONS))
        return plan

    def _first(self, wish: Wish, interaction: Interaction) -> Plan:
        """What a plan begins with: the time and its zone must be told, the rest can be left out."""
        local = read_time(wish.time) if wish.time is not None else None
        if local is not None and wish.zone is None:
            raise MarkedError(IN_WHICH_TIME_ZONE.format(local=local))
        if wish.zone is not None:
            read_zone(wish.zone, self._schedules.zones)
        if wish.time is None or wish.zone is None:
            raise MarkedError(TO_BEGIN_TELL_WHEN)
        return Plan(interaction.channel_id or 0, time(0), "UTC")

    async def _state(self, guild: discord.Guild, schedule: Schedule | None, at: datetime) -> Card:
        if schedule is None:
            return Card(NO_DAILY_HERE_YET)
        lacking = complaint(guild, schedule.plan) if schedule.state is not State.OFF else ""
        empty = await self._nothing_fits(schedule)
        blocked = empty or channel_complaint(guild, schedule.plan.channel_id)
        slots = [] if blocked else self._schedules.upcoming(schedule, 3)
        upcoming = [f"• {format_dt(slot.at, 'F')} ({format_dt(slot.at, 'R')})" for slot in slots]
        missed = [on_date(day) for day in await self._schedules.missed(schedule.guild_id)]
        return Card(
            THE_DAILY.format(states=STATES[schedule.state], lines=_lines(schedule.plan)),
            FOLLOWS.format(module=topic_text(leading)) if (leading := await self._leading(schedule)) else "",
            CANNOT_COME.format(lacking=lacking) if lacking else "",
            _REFUSED if schedule.state is State.REFUSED else "",
            empty or await self._partly_gone(schedule),
            "\n".join([THE_NEXT_POSTS, *upcoming]) if upcoming else "",
            _waiting(slots, at),
            NOT_POSTED.format(dates="; ".join(missed)) if missed else "",
        )

    async def _lacking(self, guild: discord.Guild, schedule: Schedule) -> str:
        """What is in the way of a daily that is wanted, and how to mend it; nothing where there is no such thing."""
        if schedule.state is State.OFF:
            return ""
        refused = _REFUSED if schedule.state is State.REFUSED else ""
        in_the_way = complaint(guild, schedule.plan) or refused or await self._nothing_fits(schedule)
        return in_the_way or await self._partly_gone(schedule)

    async def _nothing_fits(self, schedule: Schedule) -> str:
        """That there is nothing to ask in what is to be posted; empty where there is."""
        if schedule.next is None or await self._schedules.drawable(schedule.guild_id, schedule.plan):
            return ""
        return NOTHING_FITS.format(about=about(schedule.plan))

    async def _partly_gone(self, schedule: Schedule) -> str:
        """That some of the topics have nothing to ask; empty where all of them do, or where none is to come."""
        if schedule.next is None:
            return ""
        gone = await self._schedules.without_questions(schedule.guild_id, schedule.plan)
        return partly_gone(gone) if gone else ""

    async def _leading(self, schedule: Schedule) -> str:
        return await self._schedules.leading(schedule.guild_id)

    @daily.autocomplete("zone")
    async def _zone(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zone_choices(self._schedules.zones, typed, interaction.created_at)

    @daily.autocomplete("days")
    async def _days(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:  # noqa: ARG002
        fitting = [days for days in SUGGESTED_DAYS if typed.casefold() in days.casefold()]
        return [app_commands.Choice(name=days, value=days) for days in fitting]

    @daily.autocomplete("topics")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        known = await self._schedules.topics(interaction.guild_id or 0)
        chosen, last = begun(typed, names_of(known))
        titles = [*map(topic_title, known)]
        more = [title for title in titles if last.casefold() in title.casefold() and title not in chosen]
        lists = [", ".join([*chosen, title]) for title in more] + ([] if chosen else ["all"])
        return [app_commands.Choice(name=text, value=text) for text in lists if len(text) <= 100][:25]


_REFUSED = MEND_THE_PERMISSIONS

IN_TIME = timedelta(minutes=1)
"""A post that is no later than this may be on its way."""


def _waiting(slots: Sequence[Slot], at: datetime) -> str:
    """That the next post is due, and for what it waits."""
    if not slots or at - slots[0].at < IN_TIME:
        return ""
    return THE_NEXT_ONE_WAITS.format(until=until(slots[0].at + WAITS))


def _lines(plan: Plan) -> str:
    lines = [
        f"At **{plan.time:%H:%M}** in {plan.zone.replace('_', ' ')}, {days(plan.weekdays)}, in <#{plan.channel_id}>",
        f"{about(plan)}",
        PINGS.format(role_id=plan.role_id) if plan.role_id else PINGS_NOBODY,
    ]
    return "\n".join([*lines, *([NO_POSTS.format(breaks=breaks(plan.breaks))] if plan.breaks else [])])


def complaint(guild: discord.Guild, plan: Plan) -> str:
    """What would keep a post from appearing or from pinging, and how to mend it; nothing where all is well."""
    if lacking := channel_complaint(guild, plan.channel_id):
        return lacking
    role = guild.get_role(plan.role_id) if plan.role_id else None
    channel = guild.get_channel(plan.channel_id)
    can_mention = channel is not None and channel.permissions_for(guild.me).mention_everyone
    if role is not None and (role.is_default() or not (role.mentionable or can_mention)):
        return RECALL_CANNOT_PING_ALLOW.format(id=role.id)
    return ""
