"""Posting dailies: what organisers set, and what the time makes due.

A due schedule is claimed, its post is written in one piece (game, questions, message, next date), and the outbox
delivers the message. Whoever dies in between leaves rows from which the next one goes on.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice

import structlog

from bot.domain.choosing import choose_for_group, eligible, topics_of
from bot.domain.daily import schedule as rules
from bot.domain.daily.calendar import LATE, Slot, slots
from bot.domain.daily.play import Daily, seed_of
from bot.domain.daily.schedule import Plan, Schedule, State
from bot.domain.questions import Question
from bot.domain.rounds.model import Asked
from bot.service.daily import DailyService
from bot.service.ports import CARD_OF_DAILY, Catalogue, DailyStore, MessageKey, Outbox, Zones

NO_REPEAT = timedelta(days=60)
"""A server's daily asks no question twice within this time while there are others."""

AT_ONCE = 100
"""So many schedules are claimed by one look."""

SIDE_BY_SIDE = 10
"""So many posts are made at once: they share their commits."""

MOST_WAITING = 300
"""No more posts are made while so many messages wait to be delivered: the rows keep the others."""

CLOSING_AT_ONCE = 20

CLOCK_WENT_BACK = timedelta(minutes=1)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Showing:
    """What a post's message tells of: the post, the one before it, and when the next is due."""

    daily: Daily
    previous: Daily | None
    closes_at: datetime | None


class DailyPosting:
    """The schedules of the servers. `waiting` tells how many messages are on their way."""

    def __init__(
        self,
        store: DailyStore,
        games: DailyService,
        catalogue: Catalogue,
        outbox: Outbox,
        zones: Zones,
        waiting: Callable[[], int],
    ) -> None:
        self._store = store
        self._games = games
        self._catalogue = catalogue
        self._outbox = outbox
        self.zones = zones
        self._waiting = waiting
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._untold: dict[int, int] = {}
        self._left: set[int] = set()
        self._fresh: dict[int, Showing] = {}
        self._looked_at: datetime | None = None
        self.accepting = True

    async def open(self) -> None:
        """Learn who is to be told that posting was refused, and which servers the bot has left."""
        found = await self._store.interrupted()
        self._untold = {schedule.guild_id: schedule.organiser_id for schedule in found if not schedule.told}
        self._left = {schedule.guild_id for schedule in found if schedule.state is State.AWAY}

    # What organisers do

    async def schedule(self, guild_id: int) -> Schedule | None:
        """A server's schedule, None where nobody has set one."""
        return await self._store.schedule(guild_id)

    async def arrange(self, guild_id: int, plan: Plan, by: int, at: datetime, *, on: bool) -> Schedule:
        """Post like this from now on. Raises `LookupError` where the plan's zone is none."""
        async with self._locks[guild_id]:
            before = await self._store.schedule(guild_id)
            after = rules.arrange(before, guild_id, plan, by, at, self._zone(plan.zone), on=on)
            await self._store.save_schedule(after)
            self._untold.pop(guild_id, None)
            return after

    def topics(self) -> list[str]:
        """The topics that can be asked about."""
        return topics_of(self._catalogue().values())

    def pool(self, plan: Plan) -> list[Question]:
        """The questions that a plan can draw from."""
        serving = eligible(self._catalogue().values(), None, plan.exam)
        return [question for question in serving if not plan.topics or question.topic in plan.topics]

    def upcoming(self, schedule: Schedule, number: int) -> list[Slot]:
        """The next few posts."""
        if schedule.next is None:
            return []
        following = slots(schedule.plan, self._zone(schedule.plan.zone), schedule.next.date)
        return [schedule.next, *islice(following, number - 1)]

    async def missed(self, guild_id: int) -> list[date]:
        """The latest dates on which nobody was there to post."""
        return await self._store.missed(guild_id)

    async def to_tell(self, guild_id: int, user_id: int) -> Schedule | None:
        """The schedule, where this is the organiser and is yet to hear that posting was refused. Asked once."""
        if self._untold.get(guild_id) != user_id:
            return None
        async with self._locks[guild_id]:
            self._untold.pop(guild_id, None)
            schedule = await self._store.schedule(guild_id)
            if schedule is None or schedule.told:
                return None
            await self._store.save_schedule(replace(schedule, told=True))
            return schedule

    async def showing(self, game_id: int) -> Showing | None:
        """What a post's message shows now; without a look at the rows while it is on its way for the first time.

        Those are many in the same minute, and to wait for rows would bunch up requests that the limiter has spaced.
        """
        if game_id in self._fresh:
            return self._fresh[game_id]
        daily = await self._games.find(game_id)
        if daily is None:
            return None
        previous = await self._games.find(daily.previous_id) if daily.previous_id else None
        schedule = await self._store.schedule(daily.guild_id)
        return Showing(daily, previous, schedule.next.at if schedule and schedule.next else None)

    def posted(self, game_id: int) -> None:
        """A post is on the screen: from now on it may change."""
        self._fresh.pop(game_id, None)

    # What time and Discord do

    async def tick(self, at: datetime) -> None:
        """Post what is due, as far as delivery keeps up."""
        if self._looked_at is not None and at < self._looked_at - CLOCK_WENT_BACK:
            await self._rearrange(at)
        self._looked_at = at
        room = min(AT_ONCE, MOST_WAITING - self._waiting())
        if not self.accepting or room <= 0:
            return
        claimed = [schedule.guild_id for schedule in await self._store.claim(at, room)]
        for first in range(0, len(claimed), SIDE_BY_SIDE):
            await asyncio.gather(*(self._try(guild_id, at) for guild_id in claimed[first : first + SIDE_BY_SIDE]))

    async def close_some(self, at: datetime) -> None:  # noqa: ARG002 - a tick brings the time
        """Have posts that are over say so, a few at a time: new ones go first."""
        if self._waiting() < CLOSING_AT_ONCE:
            for game_id in await self._store.to_close(CLOSING_AT_ONCE):
                self._outbox.redraw(MessageKey(game_id, CARD_OF_DAILY), urgent=False)

    async def recover(self, away_since: datetime, at: datetime) -> None:
        """Remember how long open posts could not be played."""
        await self._store.note_absence(away_since, at)

    async def rules_changed(self) -> None:
        """The zones' rules are another release: what is due is computed anew."""
        for schedule in await self._store.schedules():
            async with self._locks[schedule.guild_id]:
                after = rules.recompute(schedule, self._zone(schedule.plan.zone))
                if after != schedule:
                    await self._store.save_schedule(after)

    async def blocked(self, game_id: int) -> None:
        """Discord refused the post: the daily is off, its date is free again, and its organiser is to be told."""
        self._fresh.pop(game_id, None)
        daily = await self._games.find(game_id)
        if daily is None or daily.number is None or await self._store.was_posted(game_id):
            return
        async with self._locks[daily.guild_id]:
            schedule = await self._store.schedule(daily.guild_id)
            if schedule is None:
                return
            before = await self._store.latest(daily.guild_id, before=game_id)
            after = rules.refused(schedule, before[2] if before else None)
            self._games.drop(game_id)
            await self._store.save_refused(after, replace(daily, date=None, number=None, closed_at=daily.opened_at))
            self._untold[daily.guild_id] = after.organiser_id

    async def left(self, guild_id: int) -> None:
        """The bot is not in this server any more: nothing is posted until it comes back."""
        async with self._locks[guild_id]:
            schedule = await self._store.schedule(guild_id)
            if schedule is not None and schedule.state is State.ON:
                await self._store.save_schedule(replace(schedule, state=State.AWAY, next=None))
                self._left.add(guild_id)

    async def is_there(self, guild_id: int, at: datetime) -> None:
        """The bot is in this server, as far as we know since ever; unless it had left."""
        if guild_id in self._left:
            await self.came_back(guild_id, at)

    async def came_back(self, guild_id: int, at: datetime) -> None:
        """The bot is in this server again: the daily goes on, unless it was switched off."""
        async with self._locks[guild_id]:
            schedule = await self._store.schedule(guild_id)
            if schedule is not None and schedule.state in (State.AWAY, State.REFUSED):
                await self._store.save_schedule(rules.resume(schedule, at, self._zone(schedule.plan.zone)))
                self._untold.pop(guild_id, None)
                self._left.discard(guild_id)

    # How it is done

    async def _try(self, guild_id: int, at: datetime) -> None:
        try:
            await self._serve(guild_id, at)
        except Exception:  # noqa: BLE001 - whatever is wrong with one server's daily, the others must come
            _log.exception("a daily must wait", guild=guild_id)

    async def _serve(self, guild_id: int, at: datetime) -> None:
        """Do what is due in one server, on the schedule as it stands now that it is ours."""
        async with self._locks[guild_id]:
            schedule = await self._store.schedule(guild_id)
            if schedule is None:
                return
            zone = self._zone(schedule.plan.zone)
            due = rules.look(schedule, at, zone)
            if due.post is None:
                await self._store.save_schedule(due.schedule, due.missed, at)
                return
            await self._post(due, due.post, zone, at)

    async def _post(self, due: rules.Due, slot: Slot, zone: tzinfo, at: datetime) -> None:
        schedule = due.schedule
        last = await self._store.latest(schedule.guild_id)
        previous = await self._games.find(last[0]) if last else None
        questions = await self._draw(schedule, slot)
        if not questions:
            _log.warning("no question fits a daily", guild=schedule.guild_id)
            await self._store.save_schedule(schedule, (*due.missed, slot.date), at)
            return
        closed = self._games.close(previous, at) if previous else None
        players = len(closed.played_in_time()) if closed else None
        after = rules.posted(schedule, slot, zone, players)
        seed = seed_of(schedule.guild_id, slot.date)
        made = Daily(
            id=self._store.next_id(),
            guild_id=schedule.guild_id,
            channel_id=schedule.plan.channel_id,
            opened_at=at,
            date=slot.date,
            number=last[1] + 1 if last else 1,
            asked=tuple(Asked(question, seed + place, opened_at=at) for place, question in enumerate(questions)),
            previous_id=closed.id if closed else None,
            role_id=schedule.plan.role_id,
            weekly=after.plan.weekdays != schedule.plan.weekdays,
        )
        try:
            await self._store.save_post(after, made, closed, due.missed)
        finally:
            if closed is not None:
                self._games.drop(closed.id)
                self._games.drop(closed.previous_id or 0)
        self._fresh[made.id] = Showing(made, closed, after.next.at if after.next else None)
        self._outbox.redraw(MessageKey(made.id, CARD_OF_DAILY), urgent=True)

    async def _draw(self, schedule: Schedule, slot: Slot) -> list[Question]:
        """The same questions at every try: none that this daily asked lately, and better none from its quizzes."""
        plan, muted = schedule.plan, await self._store.muted_questions(schedule.guild_id)
        pool = [question for question in self.pool(plan) if question.id not in muted]
        by_dailies, by_all = await self._store.recent_questions(schedule.guild_id, slot.at - NO_REPEAT)
        fresh = sum(question.id not in by_all for question in pool)
        recent = by_all if fresh >= plan.questions else by_dailies
        return choose_for_group(pool, plan.questions, seed_of(schedule.guild_id, slot.date), recent)

    async def _rearrange(self, at: datetime) -> None:
        """The clock was set back: dates that have no post yet can still get theirs."""
        for schedule in await self._store.schedules():
            async with self._locks[schedule.guild_id]:
                after = rules.resume(schedule, at - LATE, self._zone(schedule.plan.zone))
                await self._store.save_schedule(after)

    def _zone(self, name: str) -> tzinfo:
        found = self.zones.find(name)
        if found is None:
            raise LookupError(f"There is no time zone {name}.")
        return found
