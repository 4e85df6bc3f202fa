"""The daily challenge in the database: the claim on what is due, and each change in one piece."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import Delete, Select, Update, case, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.boards.api import asked_rows
from bot.daily.ports import CARD_OF_DAILY
from bot.daily.reading import DailyReader
from bot.daily.rows import game_row, missed_puts, post_row, schedule_kept, schedule_of, schedule_put
from bot.daily.rules.play import Daily
from bot.daily.rules.schedule import Schedule, State
from bot.daily.rules.streak import Run
from bot.daily.streaks import run_put
from bot.daily.tables import daily_missed, daily_posts, daily_schedules
from bot.kernel.chunks import in_parts
from bot.kernel.ports import GoesOn, Message, MessageKey, QuestionCodec
from bot.rounds.api import READ_AT_ONCE
from bot.storage import tables
from bot.storage.changes import Change, Put
from bot.storage.games import GameStore, player_rows
from bot.storage.share import of_our_servers
from bot.storage.stores import SqlGameIds, message_put, to_show_anew
from bot.storage.writer import Writer

LEASE = timedelta(seconds=15)
"""So long a claim holds; one who dies in the middle of a post holds it up for no longer."""

RETRY_FIRST, RETRY_MOST = timedelta(seconds=30), timedelta(hours=6)
"""Until a post that could not be made is tried again, doubled up to the most: it must not be in the others' way."""

OPEN_FOR = timedelta(days=1)
"""A post after which none is due stays open for so long."""

KEYS_AT_ONCE = 100
"""So many posts tell their keys at once."""

Written = asyncio.Future[None]
"""Done when it is on disk; fails with `StorageError`."""

_MILLISECOND = timedelta(milliseconds=1)


class SqlDailyStore(DailyReader, GameStore):
    """The rows of the daily challenge. `owner` names this process among those that share the database."""

    at_any_time = True  # a post is open for a day, whatever happens meanwhile

    def __init__(self, writer: Writer, reading: AsyncEngine, codec: QuestionCodec, ids: SqlGameIds, owner: str) -> None:
        super().__init__(writer, reading, codec, ids)
        self._owner = owner

    async def claim(self, at: datetime, most: int, goes_on: Callable[[int], bool]) -> list[Schedule]:
        """Take on at most so many due schedules that nobody else works on, the longest due first.

        Those of servers that are away are left out first, so that they hold up nobody's.

        One statement, so that processes that share a database each get others (PostgreSQL skips the rows that
        another one locks; SQLite has one writer). What lies further ahead than it could was written before the clock
        was set back.
        """
        columns = daily_schedules.c
        unheld = or_(columns.claimed_until.is_(None), columns.claimed_until <= at, columns.claimed_until > at + LEASE)
        ready = or_(columns.retry_at.is_(None), columns.retry_at <= at, columns.retry_at > at + RETRY_MOST)
        waiting = columns.state == State.ON, columns.next_due_at <= at, unheld, ready
        due = of_our_servers(select(columns.guild_id).where(*waiting), self._reading, columns.guild_id)
        heard = await self._first_heard(due.order_by(columns.next_due_at), most, goes_on)
        if not heard:
            return []
        free = select(columns.guild_id).where(columns.guild_id.in_(heard), *waiting).with_for_update(skip_locked=True)
        claimed = (
            update(daily_schedules)
            .where(columns.guild_id.in_(free))
            .values(claimed_by=self._owner, claimed_until=at + LEASE)
            .returning(daily_schedules)
        )
        return [schedule_of(row) for row in await self._writer.execute("daily claim", claimed)]

    async def _first_heard(self, due: Select[tuple[int]], most: int, goes_on: Callable[[int], bool]) -> list[int]:
        """All that is due is read only where too many of the first are away: thousands may be due at once."""
        listed = await self._rows(due.limit(2 * most))
        heard = [row.guild_id for row in listed if goes_on(row.guild_id)]
        if len(heard) < most and len(listed) == 2 * most:
            heard = [row.guild_id for row in await self._rows(due) if goes_on(row.guild_id)]
        return heard[:most]

    def arrange(self, schedule: Schedule) -> Written:
        """Queue a schedule as its organiser wants it, with whose it is; who had claimed it has done so no longer."""
        return self._writer.queue(_scope(schedule), [schedule_put(schedule)], *_promised(schedule))

    def save_schedule(self, schedule: Schedule, missed: Iterable[date] = (), at: datetime | None = None) -> Written:
        """Queue what became of a schedule, and dates that were missed; who had claimed it has done so no longer.

        The post that is open closes when the next is due, and its message is to say so.
        """
        rows = missed_puts(schedule, missed, at)
        return self._writer.queue(_scope(schedule), rows, schedule_kept(schedule), *_promised(schedule))

    async def postpone(self, guild_id: int, at: datetime) -> None:
        """Leave a schedule whose post could not be made alone for a while, the longer the more often it failed."""
        columns = daily_schedules.c
        found = await self._rows(select(columns.failed).where(columns.guild_id == guild_id))
        if found:
            wait = min(RETRY_FIRST * 2.0 ** min(found[0].failed, 20), RETRY_MOST)
            change = update(daily_schedules).where(columns.guild_id == guild_id)
            later = change.values(failed=columns.failed + 1, retry_at=at + wait, claimed_by=None, claimed_until=None)
            await self._writer.execute(("daily", guild_id), later)

    # Posts

    def save_post(self, schedule: Schedule, made: Daily, closed: Daily | None, missed: Iterable[date]) -> Written:
        """Queue a post in one piece: its game, questions and message, the end of the one before, the next date.

        It fails where the date has a post already.
        """
        rows: list[Change] = [*missed_puts(schedule, missed, made.opened_at)]
        closes_at = schedule.next.at if schedule.next else made.opened_at + OPEN_FOR
        rows += [Put(tables.games, game_row(made)), Put(daily_posts, post_row(made, closes_at))]
        rows += self._played_rows(None, made)
        key = MessageKey(made.id, CARD_OF_DAILY)
        rows.append(message_put(Message(key, made.channel_id, created_at=made.opened_at)))
        if closed is not None:
            rows += self._closing_rows(closed)
        redrawn = [_to_be_redrawn(closed)] if closed else []
        return self._writer.queue(_scope(schedule), rows, schedule_kept(schedule), _not_missed(made), *redrawn)

    def save_closed(self, closed: Daily) -> Written:
        """Queue the end of a post after which none comes just now; its message is to say so."""
        return self._writer.queue(closed.id, self._closing_rows(closed), _to_be_redrawn(closed))

    async def keys_to_tell(self, at: datetime, goes_on: GoesOn) -> dict[int, int]:
        """Game → server of posts that kept their keys for who might finish them, and that nobody can finish now.

        Those of servers that are away keep them until they are back: what they lost has to be noted before.
        """
        kept = tables.keys_kept.c
        query = select(kept.game_id, kept.guild_id).where(kept.until <= at).order_by(kept.until)
        ours = await self._rows(of_our_servers(query, self._reading, kept.guild_id))
        told = (row for row in ours if goes_on(row.guild_id, row.game_id))
        return {row.game_id: row.guild_id for row in islice(told, KEYS_AT_ONCE)}

    def tell_keys(self, game_id: int, guild_id: int) -> Written:
        """Queue that a post keeps its keys no longer; its message, and the one after it, are to say how it went."""
        posts, message = daily_posts.c, tables.messages.c
        following = select(posts.game_id).where(posts.guild_id == guild_id, posts.previous_id == game_id)
        which = or_(message.game_id == game_id, message.game_id.in_(following))
        return self._writer.queue(
            game_id,
            [],
            delete(tables.keys_kept).where(tables.keys_kept.c.game_id == game_id),
            to_show_anew(which, message.card == CARD_OF_DAILY),
        )

    def _closing_rows(self, closed: Daily) -> list[Change]:
        """From here on its answers count."""
        rows: list[Change] = [Put(tables.games, game_row(closed))]
        if until := closed.keys_wait_until():
            kept = {"game_id": closed.id, "guild_id": closed.guild_id, "until": until}
            rows.append(Put(tables.keys_kept, kept))
        for place, asked in enumerate(closed.asked):
            rows += asked_rows(closed.id, closed.guild_id, place, None, asked, self._codec)
        return rows

    def save(self, before: Daily, after: Daily, runs: Mapping[int, Run]) -> Written:
        """Queue the rows in which two states of a post differ, and how the streaks stand that this moved."""
        moved = [run_put(after.guild_id, player_id, run) for player_id, run in runs.items()]
        return self._writer.queue(after.id, [*self._played_rows(before, after), *moved])

    def save_refused(self, schedule: Schedule, void: Daily) -> Written:
        """Queue that a post was refused: its date is free again."""
        rows = [Put(tables.games, game_row(void)), Put(daily_posts, post_row(void))]
        return self._writer.queue(_scope(schedule), rows, schedule_kept(schedule))

    def _played_rows(self, before: Daily | None, after: Daily) -> Iterable[Change]:
        known = before.players if before else {}
        for player in after.players.values():
            if known.get(player.id) is not player:
                yield from player_rows(after.id, after.guild_id, player)
        for place, asked in enumerate(after.asked):
            earlier = before.asked[place] if before else None
            if earlier is not asked:
                yield from asked_rows(after.id, after.guild_id, place, earlier, asked, self._codec)

    def give_back(self, daily: Daily) -> Written:
        """Queue for how much longer a post that is closed can be finished; its keys wait for that."""
        kept, posts = tables.keys_kept, daily_posts
        return self._writer.queue(
            daily.id,
            [],
            update(kept).where(kept.c.game_id == daily.id).values(until=daily.keys_wait_until()),
            update(posts).where(posts.c.game_id == daily.id).values(given_back_ms=daily.given_back // _MILLISECOND),
        )

    def note_absence(self, spans: Mapping[int, timedelta]) -> Written:
        """Add to each of these posts the time for which nobody could play it.

        What was added because the clock was ahead is taken off again, and no more than that.
        """
        posts: defaultdict[timedelta, list[int]] = defaultdict(list)
        for game_id, span in spans.items():
            posts[span].append(game_id)
        away = daily_posts.c.away_ms
        changes = [
            update(daily_posts)
            .where(daily_posts.c.game_id.in_(some))
            .values(away_ms=case((away + span // _MILLISECOND > 0, away + span // _MILLISECOND), else_=0))
            for span, games in posts.items()
            for some in in_parts(games, READ_AT_ONCE)
        ]
        return self._writer.queue("daily absence", [], *changes)


def _scope(schedule: Schedule) -> tuple[str, int]:
    return "daily", schedule.guild_id


def _promised(schedule: Schedule) -> list[Update]:
    """The post that is open closes when the next is due; where none is, as it said before, but it promises none."""
    posts = daily_posts.c
    still_open = select(tables.games.c.id).where(
        tables.games.c.id == posts.game_id, tables.games.c.kind == "daily", tables.games.c.ended_at.is_(None)
    )
    theirs = [posts.guild_id == schedule.guild_id, posts.number.is_not(None), still_open.exists()]
    # Its message is still to say until when it is open, and whether another comes: that can change without the other.
    said_anew = to_show_anew(tables.messages.c.game_id.in_(select(posts.game_id).where(*theirs)))
    if schedule.next is None:
        return [said_anew]
    moved = [*theirs, posts.closes_at.is_distinct_from(schedule.next.at)]
    return [said_anew, update(daily_posts).where(*moved).values(closes_at=schedule.next.at)]


def _not_missed(made: Daily) -> Delete:
    """The date of a post was not missed after all: a clock that was ahead had it so."""
    columns, day = daily_missed.c, made.date.isoformat() if made.date else ""
    return delete(daily_missed).where(columns.guild_id == made.guild_id, columns.date == day)


def _to_be_redrawn(closed: Daily) -> Update:
    """Its message is still to say that it is closed."""
    columns = tables.messages.c
    return to_show_anew(columns.game_id == closed.id, columns.card == CARD_OF_DAILY)
