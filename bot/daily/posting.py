"""Posting dailies: what the time makes due.

A due schedule is claimed, its post is written in one piece (game, questions, message, next date), and the outbox
delivers the message. Whoever dies in between leaves rows from which the next one goes on.
"""

import asyncio
from collections.abc import Callable, Collection, Container
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

import structlog

from bot.daily.drawing import draw
from bot.daily.ports import CARD_OF_DAILY, DailyStore
from bot.daily.rules import schedule as rules
from bot.daily.rules.play import Daily, seed_of
from bot.daily.rules.schedule import State
from bot.daily.schedules import DailySchedules
from bot.daily.service import DailyService
from bot.kernel.absences import Absences
from bot.kernel.asked import Asked
from bot.kernel.availability import WAITED_FOR
from bot.kernel.background import each, note_stumble
from bot.kernel.calendar import Slot
from bot.kernel.chunks import in_parts
from bot.kernel.deciding import began, moment
from bot.kernel.keys import Viewer
from bot.kernel.people import ErasedPerson
from bot.kernel.ports import GoesOn, MessageKey, Outbox, StorageError, always_goes_on
from bot.kernel.turns import Turns

AT_ONCE = 100
"""So many schedules are claimed by one look."""

SIDE_BY_SIDE = 10
"""So many posts are made at once: they share their commits."""

MOST_WAITING = 120
"""No more posts are made while so many messages wait to be delivered: the rows keep the others.

That is enough for some seconds, in which the shards of a process that dies send none; making more takes time from those
that are to be sent. What Discord does not take is not counted, since it may be a part of Discord that does not answer.
"""

ENOUGH = 60
"""Where shards of a bot post side by side, so many wait in each: as many as Discord takes from one that goes on alone.

More would be made before the first can be sent, and drawn from their rows again where their process dies.
"""

CLOSING_AT_ONCE = 20

FRESH_FOR = timedelta(minutes=1)
"""What a post showed when it was made is shown for so long; one that is delivered later shows what is true by then."""

FAILING = 3
"""Where so many posts cannot be written, and none can, it is not for the posts."""

CLOCK_WENT_BACK = timedelta(minutes=1)

_Away = dict[int, tuple[int, timedelta]]
"""Post → its server, and for how long it could not be played."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Showing:
    """What a post's message tells of: the post, the one before it, until when it is open, and whether a next comes.

    `hidden`: the questions that a game of the server asks now, so that the one before may not explain them.
    `off_boards`: the people whom it may not name.
    """

    daily: Daily
    previous: Daily | None
    closes_at: datetime | None
    followed: bool = True
    hidden: Container[str] = ()
    off_boards: Container[int] = ()


class DailyPosting:
    """The posts of the servers.

    `waiting` tells how many messages are on their way, `failing` which posts' messages do not get through; `shards`: so
    many of the bot's, of which this is one, post side by side. `drawing`: whose turn it is to draw on each server.
    `hears`: where something can be posted; time also `goes_on` where the bot has been gone for long.
    """

    def __init__(
        self,
        store: DailyStore,
        schedules: DailySchedules,
        games: DailyService,
        outbox: Outbox,
        waiting: Callable[[], int],
        goes_on: GoesOn = always_goes_on,
        failing: Callable[[], Collection[int]] = lambda: (),
        shards: int = 1,
        drawing: Turns | None = None,
        hears: GoesOn | None = None,
    ) -> None:
        self._store = store
        self._goes_on = goes_on
        self._hears = hears or goes_on
        self._schedules = schedules
        self._games = games
        self._outbox = outbox
        self._waiting = waiting
        self._failing = failing
        self._shards = shards
        self._drawing = drawing or Turns()
        self._fresh: dict[int, Showing] = {}
        self._erased = 0
        self._forgotten = set[int]()
        self._looked_at: datetime | None = None
        self.accepting = True

    async def showing(self, game_id: int) -> Showing | None:
        """What a post's message shows now; without a look at the rows in the minute in which it was made.

        Those are many in the same minute, and to wait for rows would bunch up requests that the limiter has spaced.
        """
        if game_id in self._fresh:
            return self._fresh[game_id]
        daily = await self._games.find(game_id)
        if daily is None:
            return None
        previous = await self._games.find(daily.previous_id) if daily.previous_id else None
        schedule = await self._store.schedule(daily.guild_id)
        closes_at = await self._store.closes_at(game_id)
        followed = schedule is not None and schedule.next is not None and schedule.next.at == closes_at
        hidden, off_boards = await self._left_out(daily.guild_id, previous)
        return Showing(daily, previous, closes_at, followed, hidden, off_boards)

    async def _left_out(self, guild_id: int, previous: Daily | None) -> tuple[Container[str], Container[int]]:
        """What of the post before is not explained, and who is not named, in the next one."""
        hidden = await self._games.hidden(Viewer(guild_id=guild_id))
        return hidden, await self._store.off_boards(guild_id) if previous and previous.players else ()

    def posted(self, game_id: int) -> None:
        """A post is on the screen: from now on it may change."""
        self._fresh.pop(game_id, None)

    def forget(self, scope: object) -> None:
        """Somebody was erased: what was made before may name them among the best of the post before.

        So may what is on the screen, where the post before is one of the games that are to be forgotten with them.
        """
        if isinstance(scope, int):
            self._forgotten.add(scope)
        if isinstance(scope, ErasedPerson):
            self._fresh.clear()
            self._erased = moment()

    # What time and Discord do

    async def tick(self, at: datetime) -> None:
        """Post what is due, as far as delivery keeps up."""
        if self._looked_at is None:
            await self._schedules.clock_was_ahead(at)
        elif at < self._looked_at - CLOCK_WENT_BACK:
            await self._schedules.clock_set_back(self._looked_at - at, at)
        self._looked_at = at
        for game_id in [key for key, shown in self._fresh.items() if abs(at - shown.daily.opened_at) >= FRESH_FOR]:
            del self._fresh[game_id]
        most = max(ENOUGH, MOST_WAITING // self._shards)
        room = min(AT_ONCE, most - self._waiting())
        if not self.accepting or room <= 0:
            return
        claimed = [schedule.guild_id for schedule in await self._store.claim(at, room, self._hears)]
        for some in in_parts(claimed, SIDE_BY_SIDE):
            await asyncio.gather(*(self._try(guild_id, at) for guild_id in some))

    async def close_some(self, at: datetime) -> None:
        """Close what is over and has no next one; have posts say so, a few at a time: new ones go first."""
        overdue = await self._store.overdue(at, CLOSING_AT_ONCE, self._goes_on)
        await each(overdue, lambda game_id: self._close(game_id, at))
        await self._tell_keys(at)
        await self._show_anew()
        if self._waiting() < CLOSING_AT_ONCE:
            for game_id in await self._store.to_redraw(CLOSING_AT_ONCE, set(self._failing())):
                self._outbox.redraw(MessageKey(game_id, CARD_OF_DAILY), urgent=False)

    async def _show_anew(self) -> None:
        """Have open posts draw anew how the forgotten games went."""
        if games := sorted(self._forgotten):
            for game_id in await self._store.telling_of(games):
                self._outbox.refresh(MessageKey(game_id, CARD_OF_DAILY))
            self._forgotten.difference_update(games)

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Remember how long posts could not be played, or finished: nobody's streak is to suffer.

        Whoever had begun one that is closed may finish it for as much longer.
        """
        away = _Away()
        for game_id, guild_id in (await self._store.open_posts()).items():
            if (since := absences.of(guild_id, game_id)) is not None:
                away[game_id] = guild_id, at - since
        finishing = await self._store.being_finished()

        async def finish_later(game_id: int) -> None:
            guild_id, until = finishing[game_id]
            since = absences.of(guild_id, game_id)
            if since is not None and since < until:
                with absences.giving_back(guild_id, game_id, at):
                    await self._games.give_back(game_id, at - since)

        for posts in in_parts(list(finishing), SIDE_BY_SIDE):
            await each(posts, finish_later)
        await self._note_absence(away, absences, at)
        for game_id in away.keys() & await self._store.unseen_posts():
            self._outbox.refresh(MessageKey(game_id, CARD_OF_DAILY))  # refused meanwhile, and let go as settled

    async def _note_absence(self, away: _Away, absences: Absences, at: datetime) -> None:
        """Of all posts at once; where that cannot be written, of halves, so that one post holds up none of the others.

        Raises `StorageError` where several could not be written, and none could.
        """
        parts, failed, written = [list(away)] if away else [], 0, False
        while parts:
            part = parts.pop()
            try:
                await self._store.note_absence({game_id: away[game_id][1] for game_id in part})
            except StorageError as error:
                if middle := len(part) // 2:
                    parts += [part[middle:], part[:middle]]
                    continue
                [game_id], failed = part, failed + 1
                if failed == FAILING and not written:
                    raise
                absences.owe(away[game_id][0], game_id)
                note_stumble(_log, "a daily must wait for its lost time", error, game=game_id)
            else:
                written = True
                for game_id in part:
                    absences.note(away[game_id][0], game_id, at)

    async def blocked(self, game_id: int) -> None:
        """Discord refused the post: the daily is off, its date is free again, and its organiser is to be told.

        One that somebody has opened by `/daily` meanwhile stays open to the end: what they answered counts.
        """
        self._fresh.pop(game_id, None)
        daily = await self._games.find(game_id)
        if daily is None or daily.number is None or await self._store.was_posted(game_id):
            return
        async with self._schedules.turn(daily.guild_id):
            schedule = await self._store.schedule(daily.guild_id)
            before = await self._store.latest(daily.guild_id, before=game_id)
            daily = await self._games.find(game_id)
            if schedule is None or daily is None or daily.closed_at is not None:
                return
            if daily.players and schedule.state is State.REFUSED:  # its message was tried again: that is known
                return
            last_posted = daily.date if daily.players else before[2] if before else None
            after = rules.refused(schedule, daily.channel_id, last_posted)
            try:
                if daily.players:
                    await self._store.save_schedule(after)
                else:
                    await self._store.save_refused(rules.withdrawn(after), self._games.withdraw(daily))
                    self._games.drop(game_id)
            except BaseException:
                self._games.forget(game_id)
                raise
            if not after.told:
                self._schedules.not_posted(after)

    # How it is done

    async def _try(self, guild_id: int, at: datetime) -> None:
        try:
            await self._serve(guild_id, at)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one server's daily, the others must come
            note_stumble(_log, "a daily must wait", error, guild=guild_id)
            with suppress(StorageError):
                await self._store.postpone(guild_id, at)

    async def _close(self, game_id: int, at: datetime) -> None:
        daily = await self._games.find(game_id)
        if daily is None:
            return
        async with self._schedules.turn(daily.guild_id):
            if not self._hears(daily.guild_id):  # gone, and not waited for any longer: it may be invited again
                await self._store.note_absence({game_id: WAITED_FOR})
            latest = await self._games.find(game_id)
            if latest is None or latest.closed_at is not None:
                return
            await self._end(latest, at)

    async def _end(self, daily: Daily, at: datetime) -> None:
        """Close a post that no next one closes now. Its server's turn is held."""
        closed = self._games.close(daily, at)
        try:
            await self._store.save_closed(closed)
        finally:
            self._games.drop(daily.id)

    async def _tell_keys(self, at: datetime) -> None:
        """Posts that nobody can finish any more say how they went, and so does what is on its way after them."""
        told = await self._store.keys_to_tell(at, self._goes_on)
        try:
            await asyncio.gather(*(self._store.tell_keys(game_id, guild_id) for game_id, guild_id in told.items()))
        except StorageError as error:
            note_stumble(_log, "keys must wait", error, games=len(told))
        for game_id in [key for key, shown in self._fresh.items() if shown.daily.previous_id in told]:
            del self._fresh[game_id]

    async def _serve(self, guild_id: int, at: datetime) -> None:
        """Do what is due in one server, on the schedule as it stands now that it is ours."""
        async with self._schedules.turn(guild_id):
            schedule = await self._store.schedule(guild_id)
            if schedule is None or schedule.state is not State.ON:
                return
            zone = self._schedules.zone(schedule.plan.zone)
            due = rules.look(schedule, at, zone)
            if due.post is None or await self._store.has_post(guild_id, due.post.date):
                await self._store.save_schedule(due.schedule, due.missed, at)
                return
            async with self._drawing.of(guild_id):
                await self._post(due, due.post, zone, at)

    async def _post(self, due: rules.Due, slot: Slot, zone: tzinfo, at: datetime) -> None:
        schedule = due.schedule
        last = await self._store.latest(schedule.guild_id)
        drawn = await draw(self._store, self._schedules, schedule, slot, last[0] if last else 0)
        previous = await self._games.find(last[0]) if last else None  # as it is now that nothing else is waited for
        waits = drawn.being_asked and rules.may_wait(slot, at)
        if (waits or not drawn.questions) and previous is not None and previous.closed_at is None:
            await self._end(previous, at)  # as it said, though none follows yet
        if waits:
            return  # the claim keeps it from the next looks for some seconds
        if not drawn.questions:
            _log.warning("no question fits a daily", guild=schedule.guild_id)
            untold = replace(schedule, told=False)
            await self._store.save_schedule(untold, (*due.missed, slot.date), at)
            self._schedules.not_posted(untold)
            return
        was_open = previous is not None and previous.closed_at is None
        closed = self._games.close(previous, at) if previous else None
        try:
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
                asked=tuple(
                    Asked(question, seed + place, opened_at=at) for place, question in enumerate(drawn.questions)
                ),
                previous_id=closed.id if closed else None,
                role_id=schedule.plan.role_id,
                weekly=after.plan.weekdays != schedule.plan.weekdays,
                repeats=drawn.repeats,
            )
            await self._store.save_post(after, made, closed if was_open else None, due.missed)
        except BaseException:
            if closed is not None:
                self._games.forget(closed.id)
            raise
        if closed is not None:
            self._games.drop(closed.id)
            self._games.drop(closed.previous_id or 0)
        try:
            hidden, off_boards = await self._left_out(made.guild_id, closed)
            if began() >= self._erased:
                closes_at = after.next.at if after.next else None
                self._fresh[made.id] = Showing(made, closed, closes_at, hidden=hidden, off_boards=off_boards)
        finally:  # it is on disk, and nobody else would have it shown: what cannot be read now is read when it is drawn
            self._outbox.redraw(MessageKey(made.id, CARD_OF_DAILY), urgent=True)
