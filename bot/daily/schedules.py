"""The servers' schedules of dailies: what organisers set, and what the bot's own coming and going makes of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice

import structlog

from bot.daily.ports import DailyStore
from bot.daily.rules import schedule as rules
from bot.daily.rules.schedule import Plan, Schedule, State
from bot.kernel.calendar import LATE, Slot, slots
from bot.kernel.choosing import eligible
from bot.kernel.people import ErasedPerson
from bot.kernel.ports import Zones
from bot.kernel.questions import Question
from bot.kernel.sources import Source
from bot.kernel.turns import Turns

Wanted = Callable[[Schedule | None], Awaitable[tuple[Plan, bool]]]
"""What an organiser makes of a schedule as it stands: the plan, and whether it is on."""

_log = structlog.get_logger(__name__)


class DailySchedules:
    """The schedules. Whoever changes one holds its server's `turn`."""

    def __init__(self, store: DailyStore, sources: Source, zones: Zones) -> None:
        self._store = store
        self._sources = sources
        self.zones = zones
        self._turns = Turns()
        self._untold: dict[int, int | None] = {}
        """Server → the organiser who is to be told that nothing was posted; None once they were erased."""
        self._left: set[int] = set()

    async def open(self) -> None:
        """Learn who is to be told that nothing was posted, and which servers the bot has left."""
        found = await self._store.interrupted()
        self._untold = {schedule.guild_id: schedule.organiser_id for schedule in found if not schedule.told}
        self._left = {schedule.guild_id for schedule in found if schedule.state is State.AWAY}

    def turn(self, guild_id: int) -> asyncio.Lock:
        """Held by whoever reads a server's schedule in order to change it."""
        return self._turns.of(guild_id)

    # What organisers do

    async def schedule(self, guild_id: int) -> Schedule | None:
        """A server's schedule, None where nobody has set one."""
        return await self._store.schedule(guild_id)

    async def arrange(self, guild_id: int, wanted: Wanted, by: int, at: datetime) -> Schedule:
        """Post as wanted from now on: nobody else changes it meanwhile. Raises `LookupError` where its zone is none."""
        async with self.turn(guild_id):
            before = await self._store.schedule(guild_id)
            plan, on = await wanted(before)
            earlier = self.zones.find(before.plan.zone) if before else None
            after = rules.arrange(before, guild_id, plan, by, at, self.zone(plan.zone), on=on, earlier=earlier)
            await self._store.arrange(after)
            self._untold.pop(guild_id, None)
            return after

    async def topics(self, guild_id: int) -> list[str]:
        """The topics that can be asked about in a server."""
        return (await self._sources.library(guild_id)).topics

    async def pool(self, guild_id: int, plan: Plan) -> list[Question]:
        """The questions that a plan can draw from in a server."""
        serving = eligible((await self._sources.library(guild_id)).questions.values(), None, plan.exam)
        return [question for question in serving if not plan.topics or question.topic in plan.topics]

    async def drawable(self, guild_id: int, plan: Plan) -> list[Question]:
        """The same without what was reported and is not asked; what the group's module asks, where that is enough.

        Nothing where all that a plan names is gone, off, or a draft again: no daily is posted then.
        """
        muted = await self._store.muted_questions(guild_id)
        if led := await self._led_by_the_course(guild_id, plan, muted):
            return led
        return [question for question in await self.pool(guild_id, plan) if question.id not in muted]

    async def without_questions(self, guild_id: int, plan: Plan) -> list[str]:
        """The topics that a plan names and that are gone, off, or a draft again, or have no question that is asked.

        None while the group's module asks all of it.
        """
        muted = await self._store.muted_questions(guild_id)
        if await self._led_by_the_course(guild_id, plan, muted):
            return []
        asked = {question.topic for question in await self.pool(guild_id, plan) if question.id not in muted}
        return [topic for topic in plan.topics if topic not in asked]

    async def _led_by_the_course(self, guild_id: int, plan: Plan, muted: set[str]) -> list[Question]:
        """What the group's module asks; nothing where that is not enough for a daily."""
        led = [question for question in await self.led(guild_id, plan) if question.id not in muted]
        return led if len(led) >= plan.questions else []

    async def leading(self, guild_id: int) -> str:
        """The module that a server's group is at in its course, named as a topic; empty where it follows none."""
        return (await self._sources.library(guild_id)).leading

    async def led(self, guild_id: int, plan: Plan) -> list[Question]:
        """The questions about that module; none where the group follows none."""
        library = await self._sources.library(guild_id)
        return library.about(library.leading, plan.exam) if library.leading else []

    def upcoming(self, schedule: Schedule, number: int) -> list[Slot]:
        """The next few posts."""
        if schedule.next is None:
            return []
        following = slots(schedule.plan, self.zone(schedule.plan.zone), schedule.next.date)
        return [schedule.next, *islice(following, number - 1)]

    async def missed(self, guild_id: int) -> list[date]:
        """The latest dates on which nobody was there to post."""
        return await self._store.missed(guild_id)

    async def to_tell(self, guild_id: int, user_id: int, *, manages: bool = False) -> Schedule | None:
        """The schedule, where nobody has heard yet why nothing was posted, and this is who can mend it. Asked once.

        That is its organiser, and whoever `manages` the server.
        """
        if guild_id not in self._untold or not (manages or self._untold[guild_id] == user_id):
            return None
        async with self.turn(guild_id):
            schedule = await self._store.schedule(guild_id)
            if schedule is None or schedule.told or not (manages or schedule.organiser_id == user_id):
                self._untold.pop(guild_id, None)
                return None
            await self._store.save_schedule(replace(schedule, told=True))
            self._untold.pop(guild_id, None)  # not before: where it cannot be stored, they are told the next time
        mended = schedule.state is State.ON and bool(await self.drawable(guild_id, schedule.plan))
        return None if mended else schedule

    # What time and Discord do

    async def rules_changed(self) -> None:
        """The zones' rules are another release: what is due is computed anew."""
        await self._each(rules.recompute)

    async def clock_set_back(self, ahead: timedelta, at: datetime) -> None:
        """It is `at` again, after a clock that was so far `ahead`: what that took for too late can still be posted."""
        await self._each(lambda schedule, zone: rules.clock_set_back(schedule, ahead, at, zone))

    async def clock_was_ahead(self, at: datetime) -> None:
        """It is `at`, and an earlier process may have posted by a clock that was days ahead."""
        await self._each(lambda schedule, zone: rules.clock_set_back(schedule, LATE, at, zone), at + 2 * rules.AHEAD)

    async def left(self, guild_id: int) -> None:
        """The bot is not in this server any more: nothing is posted until it comes back."""
        async with self.turn(guild_id):
            schedule = await self._store.schedule(guild_id)
            if schedule is not None and schedule.state is State.ON:
                await self._store.save_schedule(replace(schedule, state=State.AWAY))  # what was due stays due
                self._left.add(guild_id)

    async def is_there(self, guild_id: int, at: datetime) -> None:
        """The bot is in this server, as far as we know since ever; unless it had left.

        It may be leaving at this moment: while the library connects, it tells of a return in the same breath.
        """
        async with self.turn(guild_id):
            returns = guild_id in self._left
        if returns:
            await self.came_back(guild_id, at)

    async def came_back(self, guild_id: int, at: datetime) -> None:
        """The bot is in this server again: the daily goes on, unless it was switched off."""
        async with self.turn(guild_id):
            schedule = await self._store.schedule(guild_id)
            if schedule is not None and schedule.state in (State.AWAY, State.REFUSED):
                await self._store.save_schedule(rules.come_back(schedule, at, self.zone(schedule.plan.zone)))
                self._untold.pop(guild_id, None)
                self._left.discard(guild_id)

    async def channel_gone(self, guild_id: int, channel_id: int) -> None:
        """A channel was deleted: a daily that was to come there is off, and its organiser is to be told."""
        async with self.turn(guild_id):
            schedule = await self._store.schedule(guild_id)
            if schedule is None or schedule.state is not State.ON or schedule.plan.channel_id != channel_id:
                return
            refused = rules.refused(schedule, channel_id, schedule.posted)
            await self._store.save_schedule(refused)
            self.not_posted(refused)

    def not_posted(self, schedule: Schedule) -> None:
        """Posting was refused there, or there was nothing to ask: its organiser is to be told."""
        self._untold[schedule.guild_id] = schedule.organiser_id

    def forget(self, scope: object) -> None:
        """Somebody was erased: they are told nothing any more, but whoever manages their server still is."""
        if isinstance(scope, ErasedPerson):
            self._untold = {guild: None if one == scope.player_id else one for guild, one in self._untold.items()}

    async def _each(self, change: Callable[[Schedule, tzinfo], Schedule], posted_after: datetime | None = None) -> None:
        """Change every schedule that has a next post; one whose zone is none any more holds up none of the others."""
        for listed in await self._store.schedules(posted_after):
            if self._changed(listed, change) is None:
                continue
            async with self.turn(listed.guild_id):  # it may have been changed since, or not be there any more
                schedule = await self._store.schedule(listed.guild_id)
                after = self._changed(schedule, change) if schedule is not None else None
                if after is not None:
                    await self._store.save_schedule(after)

    def _changed(self, schedule: Schedule, change: Callable[[Schedule, tzinfo], Schedule]) -> Schedule | None:
        """What becomes of a schedule; None where nothing does."""
        zone = self.zones.find(schedule.plan.zone)
        if zone is None:
            _log.warning("a daily's time zone is none", guild=schedule.guild_id, zone=schedule.plan.zone)
            return None
        after = change(schedule, zone)
        return None if after == schedule else after

    def zone(self, name: str) -> tzinfo:
        """A zone. Raises `LookupError` where there is none of that name."""
        found = self.zones.find(name)
        if found is None:
            raise LookupError(f"There is no time zone {name}.")
        return found
