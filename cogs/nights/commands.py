"""The `/night` commands."""

from datetime import datetime, timedelta, tzinfo

from discord import Interaction, app_commands
from discord.ext import commands

from bot.daily.api import DailySchedules
from bot.kernel.dates import read_time
from bot.kernel.names import title_line
from bot.kernel.pace import Pace
from bot.kernel.ports import MessageKey
from bot.kernel.reading import UnreadableError, begun
from bot.kernel.scoring import Scoring
from bot.nights.events import NightEvents
from bot.nights.rules import planning
from bot.nights.rules.cards import NIGHT
from bot.nights.rules.model import (
    LEAST_QUESTIONS,
    LEAST_ROUNDS,
    LONGEST_BREAK,
    MOST_QUESTIONS,
    MOST_ROUNDS,
    SHORTEST_BREAK,
    End,
    Event,
    Leg,
    Night,
    Phase,
    Plan,
    Refusal,
    Wait,
)
from bot.nights.service import NightService
from bot.servers.api import ServerService
from cogs.nights import words
from cogs.nights.components import NightComponents
from cogs.nights.reading import label_of, offered_days, read_night, read_when
from cogs.nights.rendering import (
    MOST_LETTERS,
    day_of,
    leg_text,
    list_card,
    planned_card,
    removing_card,
    stays_as_before,
)
from cogs.nights.rendering import title as title_of
from cogs.rounds.hosting.components import why_not_host
from cogs.rounds.options import PACE_CHOICES, SCORING_CHOICES
from cogs.shared.cards import Card
from cogs.shared.interactions import player_of, say, what_is_lacking
from cogs.shared.lacking import why_nothing
from cogs.shared.options import EXAMS, topic_choices, zone_choices
from cogs.shared.reading import MarkedError, names_of, read_each, read_exam, read_topic, read_zone, told
from cogs.shared.standing import Stands, barred, barrier_to
from cogs.shared.telling import Telling
from cogs.shared.words import count, topic_title

MOST_OFFERED = 25

USUAL_ROUNDS = 3

Questions = app_commands.Range[int, LEAST_QUESTIONS, MOST_QUESTIONS]


@app_commands.guild_only()
class NightCommands(
    Telling, commands.GroupCog, group_name="night", group_description="Quiz nights: several rounds as one evening"
):
    """Plan one, change it, call it off."""

    def __init__(
        self,
        nights: NightService,
        events: NightEvents,
        dailies: DailySchedules,
        servers: ServerService,
        components: NightComponents,
        stands: Stands,
    ) -> None:
        self._nights = nights
        self._events = events
        self._dailies = dailies
        self._servers = servers
        self._components = components
        self._stands = stands

    @app_commands.command(
        description="Plan a quiz night in this channel: several rounds with breaks, standings over all"
    )
    @app_commands.describe(
        day="The date, like 2026-12-04, Friday, or tomorrow",
        time="The local time, like 20:00 or 8 pm",
        zone="The time zone: type a city; the daily's if left out",
        title="What it's called",
        topics="A topic for each round, with commas between; “all” for every topic",
        exam="Only questions for this exam",
        rounds="How many rounds, 2 to 6, if no topics are given; three if left out",
        questions="Questions a round, 1 to 30; five if left out",
        pace="How much time a question has",
        scoring="What points are given for",
        break_minutes="How long the breaks are, 1 to 30 minutes; five if left out",
    )
    @app_commands.choices(exam=EXAMS, pace=PACE_CHOICES, scoring=SCORING_CHOICES)
    async def plan(
        self,
        interaction: Interaction,
        day: str,
        time: str,
        zone: str | None = None,
        title: app_commands.Range[str, 1, MOST_LETTERS] = words.DEFAULT_TITLE,
        topics: str | None = None,
        exam: str | None = None,
        rounds: app_commands.Range[int, LEAST_ROUNDS, MOST_ROUNDS] | None = None,
        questions: Questions = 5,
        pace: str | None = None,
        scoring: str | None = None,
        break_minutes: app_commands.Range[int, SHORTEST_BREAK, LONGEST_BREAK] = 5,
    ) -> None:
        """Announce it, and have people sign up."""
        if no := await self._why_not_here(interaction):
            await say(interaction, no)
            return
        guild_id, at = interaction.guild_id or 0, interaction.created_at
        try:
            starts_at = await self._when(guild_id, day, time, zone, at)
            known = await self._nights.topics(guild_id)
            chosen = read_each(topics, known) if topics is not None else [None] * (rounds or USUAL_ROUNDS)
            served = None if exam is None else read_exam(exam)
        except UnreadableError as error:
            await say(interaction, told(error))
            return
        if rounds is not None and rounds != len(chosen):
            named = count(len(chosen), *words.TOPICS)
            await say(interaction, words.OTHER_ROUNDS.format(topics=named, rounds=rounds))
            return
        legs = tuple(Leg(topic, questions, Pace(pace or Pace.STANDARD)) for topic in chosen)
        plan = Plan(
            title_line(title, MOST_LETTERS) or words.DEFAULT_TITLE,
            starts_at,
            legs,
            timedelta(minutes=break_minutes),
            Scoring(scoring or Scoring.SPEED),
            served,
        )
        result = await self._nights.plan(
            guild_id=guild_id, channel_id=interaction.channel_id or 0, host=player_of(interaction), plan=plan, at=at
        )
        if isinstance(result, Refusal):
            why = words.REFUSALS[result]
            await say(interaction, why_nothing(known, None, why) if result is Refusal.NO_QUESTIONS else why)
        else:
            await self._tell_planned(interaction, result)

    async def _why_not_here(self, interaction: Interaction) -> str:
        if lacks := what_is_lacking(interaction):
            return lacks
        if interaction.guild_id is None or interaction.channel_id is None:
            return words.IN_A_SERVER
        return await why_not_host(interaction, self._servers)

    async def _tell_planned(self, interaction: Interaction, night: Night) -> None:
        """Say so once the card stands, and whether Discord lists it; else what is in the way."""
        barrier = await barrier_to(interaction, MessageKey(night.id, NIGHT), self._stands)
        if barrier is not None:
            await say(interaction, barred(interaction, barrier))
            return
        now = await self._events.look(night.id, interaction.created_at) or night
        await say(interaction, card=planned_card(now))
        self._components.privates.keep(interaction, now.id, _planned_anew)

    @app_commands.command(
        name="round", description="Change a round of a planned quiz night, add one, or remove one (host)"
    )
    @app_commands.describe(
        number="Which round; the next number adds one",
        topic="What it asks about; as it was if left out",
        questions="How many questions, 1 to 30; as it was if left out",
        pace="How much time a question has; as it was if left out",
        remove="Remove this round",
        night="Which quiz night, if there are several",
    )
    @app_commands.choices(pace=PACE_CHOICES)
    async def change(
        self,
        interaction: Interaction,
        number: app_commands.Range[int, 1, MOST_ROUNDS],
        topic: str | None = None,
        questions: Questions | None = None,
        pace: str | None = None,
        remove: bool = False,  # noqa: FBT001, FBT002 - the library reads options from the signature
        night: str | None = None,
    ) -> None:
        """Have it asked otherwise."""
        found = await self._steered(interaction, night)
        if found is None:
            return
        at = interaction.created_at
        if remove:
            await _ask_to_remove(interaction, found, number)
            return
        before = found.legs[min(number, len(found.legs)) - 1]
        try:
            known = await self._nights.topics(found.guild_id)
            wanted = before.topic if topic is None else read_topic(topic, known)
        except UnreadableError as error:
            await say(interaction, told(error))
            return
        leg = Leg(wanted, questions or before.questions, Pace(pace) if pace else before.pace)
        result = await self._nights.set_leg(found.id, number, leg, found.legs, at)
        text = words.CHANGED if number <= len(found.legs) else words.ADDED
        said = text.format(number=number, leg=leg_text(leg), before=leg_text(before))
        await self._answer(interaction, result, said)

    @app_commands.command(description="Move a planned quiz night to another time (host)")
    @app_commands.describe(
        day="The date, like 2026-12-04, Friday, or tomorrow",
        time="The local time, like 20:00 or 8 pm",
        zone="The time zone: type a city; the daily's if left out",
        night="Which quiz night, if there are several",
    )
    async def move(
        self, interaction: Interaction, day: str, time: str, zone: str | None = None, night: str | None = None
    ) -> None:
        """Let it begin at another time."""
        found = await self._steered(interaction, night)
        if found is None:
            return
        at = interaction.created_at
        try:
            starts_at = await self._when(found.guild_id, day, time, zone, at)
        except UnreadableError as error:
            await say(interaction, told(error))
            return
        result = await self._nights.move(found.id, starts_at, at)
        when = day_of(result) if isinstance(result, Night) else ""
        await self._answer(interaction, result, words.MOVED.format(when=when))

    @app_commands.command(description="Call off a planned quiz night, or end one that is on (host)")
    @app_commands.describe(night="Which quiz night, if there are several")
    async def stop(self, interaction: Interaction, night: str | None = None) -> None:
        """Ask once more, and end it."""
        found = await self._steered(interaction, night)
        if found is not None:
            await self._components.confirm_stop(interaction, found)

    @app_commands.command(description="The quiz nights that are planned on this server")
    async def show(self, interaction: Interaction) -> None:
        """A list, privately."""
        nights = await self._nights.open_in(interaction.guild_id or 0)
        await say(interaction, "" if nights else words.NONE_PLANNED, card=list_card(nights) if nights else None)

    @plan.autocomplete("day")
    @move.autocomplete("day")
    async def _days(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        wanted = typed.casefold().strip()
        offered = offered_days(interaction.created_at, await self._zone_in_mind(interaction))
        fitting = [(text, day) for text, day in offered if wanted in f"{text} {day}".casefold()]
        return [app_commands.Choice(name=text, value=day.isoformat()) for text, day in fitting]

    async def _zone_in_mind(self, interaction: Interaction) -> tzinfo | None:
        """The zone that is chosen so far, else the usual one; None where neither is known."""
        chosen = getattr(interaction.namespace, "zone", None)
        try:
            if chosen is not None:
                return self._dailies.zones.find(read_zone(chosen, self._dailies.zones))
            return self._dailies.zones.find(await self._usual_zone(interaction.guild_id or 0))
        except UnreadableError:
            return None

    @plan.autocomplete("zone")
    @move.autocomplete("zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zone_choices(self._dailies.zones, typed, interaction.created_at)

    @plan.autocomplete("topics")
    async def _topic_lists(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        known = await self._nights.topics(interaction.guild_id or 0)
        chosen, last = begun(typed, names_of(known))
        titles = ["all", *map(topic_title, known)]
        lists = [", ".join([*chosen, title]) for title in titles if last.casefold() in title.casefold()]
        return [app_commands.Choice(name=text, value=text) for text in lists if len(text) <= 100][:MOST_OFFERED]

    @change.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return topic_choices(await self._nights.topics(interaction.guild_id or 0), typed)

    @change.autocomplete("night")
    @move.autocomplete("night")
    @stop.autocomplete("night")
    async def _planned(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        nights = await self._nights.open_in(interaction.guild_id or 0)
        labels = [(label_of(one), str(one.id)) for one in nights]
        return [
            app_commands.Choice(name=text, value=value) for text, value in labels if typed.casefold() in text.casefold()
        ]

    async def in_the_way(self, interaction: Interaction) -> str:
        """What their night waits for, or that it did not take place, for the host."""
        found = await self._nights.to_tell(interaction.guild_id or 0, interaction.user.id)
        if found is None:
            return ""
        if found.phase is Phase.PLANNED and found.waits is Wait.CHANNEL:
            text = words.TELL_HIDDEN
        elif found.waits:
            text = words.TELL_WAITS[found.waits]
        else:
            text = words.TELL_ENDS.get(found.end or End.FINISHED, "")
        return text.format(title=title_of(found), channel=found.channel_id)

    async def _when(self, guild_id: int, day: str, time: str, zone: str | None, at: datetime) -> datetime:
        """When it begins. Raises `UnreadableError`."""
        read_time(time)
        name = read_zone(zone, self._dailies.zones) if zone is not None else await self._usual_zone(guild_id)
        found = self._dailies.zones.find(name)
        if found is None:
            raise MarkedError(words.WHEN)
        return read_when(day, time, found, at)

    async def _usual_zone(self, guild_id: int) -> str:
        daily = await self._dailies.schedule(guild_id)
        if daily is None:
            raise MarkedError(words.WHEN)
        return daily.plan.zone

    async def _steered(self, interaction: Interaction, text: str | None) -> Night | None:
        try:
            nights = await self._nights.open_in(interaction.guild_id or 0)
            found = read_night(text, nights, interaction.channel_id or 0)
        except UnreadableError as error:
            await say(interaction, told(error))
            return None
        return found if await self._components.may_steer(interaction, found) else None

    async def _answer(self, interaction: Interaction, result: Night | Refusal, text: str) -> None:
        """Say what came of it; Discord's own event follows at once where it can."""
        if isinstance(result, Refusal):
            await say(interaction, words.REFUSALS[result])
            return
        await say(interaction, text)
        if result.phase is Phase.PLANNED and result.event is not Event.NONE:
            now = await self._events.look(result.id, interaction.created_at)
            to_come = result.plan.starts_at > interaction.created_at  # later, no event is changed any more
            if to_come and now is not None and stays_as_before(now):
                await say(interaction, words.EVENT_AS_BEFORE, beside=True)


async def _ask_to_remove(interaction: Interaction, night: Night, number: int) -> None:
    """Show which round it is: by its number alone, it may be another one by now."""
    without = planning.drop_leg(night, number, night.legs, interaction.created_at)
    if isinstance(without, Refusal):
        why_not = words.TOO_FEW_LEFT if without is Refusal.ROUNDS else words.REFUSALS[without]
        await say(interaction, why_not)
    else:
        await say(interaction, card=removing_card(night, number))


async def _planned_anew(night: Night) -> Card | None:
    """What its host has before them, after it was moved."""
    return planned_card(night)
