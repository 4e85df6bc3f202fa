"""Dailies as rows: their schedules, the claim on what is due, the posts, and what players did with them."""

import asyncio
import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, Select, Update, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.daily.calendar import Slot
from bot.domain.daily.play import Daily
from bot.domain.daily.schedule import Break, Plan, Schedule, State
from bot.domain.questions import Exam
from bot.service.ports import CARD_OF_DAILY, Message, MessageKey, PlayedPost, QuestionCodec, Tally
from bot.storage import tables
from bot.storage.daily_tables import daily_missed, daily_posts, daily_schedules
from bot.storage.rounds import GameReader, asked_rows, player_row, read_players
from bot.storage.stores import SqlGameIds, message_put
from bot.storage.writer import Put, Writer

LEASE = timedelta(seconds=15)
"""So long a claim holds; one who dies in the middle of a post holds it up for no longer."""

_MILLISECOND = timedelta(milliseconds=1)


class SqlDailyStore(GameReader):
    """The rows of the daily challenge. `owner` names this process among those that share the database."""

    def __init__(self, writer: Writer, reading: AsyncEngine, codec: QuestionCodec, ids: SqlGameIds, owner: str) -> None:
        super().__init__(reading, codec)
        self._writer = writer
        self._codec = codec
        self._ids = ids
        self._owner = owner

    def next_id(self) -> int:
        """An id that no game has had."""
        return self._ids.next_id()

    # Schedules

    async def schedule(self, guild_id: int) -> Schedule | None:
        """A server's schedule, None where nobody has set one."""
        found = await self._rows(select(daily_schedules).where(daily_schedules.c.guild_id == guild_id))
        return _schedule(found[0]) if found else None

    async def schedules(self) -> list[Schedule]:
        """Every schedule that has a next post."""
        return [_schedule(row) for row in await self._rows(_with_a_next_post())]

    async def untold(self) -> list[Schedule]:
        """Those whose organiser does not know yet that posting was refused."""
        return [_schedule(row) for row in await self._rows(select(daily_schedules).where(daily_schedules.c.told == 0))]

    async def claim(self, at: datetime, most: int) -> list[Schedule]:
        """Take on at most so many due schedules that nobody else works on, the longest due first.

        One statement, so that processes that share a database each get others (PostgreSQL skips the rows that
        another one locks; SQLite has one writer). A claim from the future was made before the clock was set back.
        """
        columns = daily_schedules.c
        free = or_(columns.claimed_until.is_(None), columns.claimed_until <= at, columns.claimed_until > at + LEASE)
        due = (
            select(columns.guild_id)
            .where(columns.next_due_at <= at, free)
            .order_by(columns.next_due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        claimed = (
            update(daily_schedules)
            .where(columns.guild_id.in_(due))
            .values(claimed_by=self._owner, claimed_until=at + LEASE)
            .returning(daily_schedules)
        )
        return [_schedule(row) for row in await self._writer.execute("daily claim", claimed)]

    def save_schedule(self, schedule: Schedule, missed: Iterable[date] = (), at: datetime | None = None) -> "Written":
        """Queue the schedule and dates that were missed; whoever had claimed it has done so no longer."""
        return self._writer.queue(_scope(schedule), [_schedule_put(schedule), *_missed(schedule, missed, at)])

    # Posts

    def save_post(self, schedule: Schedule, made: Daily, closed: Daily | None, missed: Iterable[date]) -> "Written":
        """Queue a post in one piece: its game, questions and message, the end of the one before, the next date.

        It fails where the date has a post already.
        """
        rows = [_schedule_put(schedule), *_missed(schedule, missed, made.opened_at), *self._post_rows(None, made)]
        key = MessageKey(made.id, CARD_OF_DAILY)
        rows.append(message_put(Message(key, made.channel_id, created_at=made.opened_at)))
        if closed is not None:
            rows += [Put(tables.games, _game_row(closed))]
            for place, asked in enumerate(closed.asked):
                rows += asked_rows(closed.id, place, None, asked, self._codec)
        return self._writer.queue(_scope(schedule), rows, _to_be_redrawn(closed) if closed else None)

    def save(self, before: Daily, after: Daily) -> "Written":
        """Queue the rows in which two states of a post differ."""
        return self._writer.queue(after.id, list(self._post_rows(before, after)))

    def save_refused(self, schedule: Schedule, void: Daily) -> "Written":
        """Queue that a post was refused: its date is free again."""
        rows = [_schedule_put(schedule), Put(tables.games, _game_row(void)), Put(daily_posts, _post_row(void))]
        return self._writer.queue(_scope(schedule), rows)

    def _post_rows(self, before: Daily | None, after: Daily) -> Iterable[Put]:
        if before is None:
            yield Put(tables.games, _game_row(after))
            yield Put(daily_posts, _post_row(after))
        known = before.players if before else {}
        for player in after.players.values():
            if known.get(player.id) is not player:
                yield Put(tables.players, player_row(after.id, player))
        for place, asked in enumerate(after.asked):
            earlier = before.asked[place] if before else None
            if earlier is not asked:
                yield from asked_rows(after.id, place, earlier, asked, self._codec)

    async def note_absence(self, since: datetime, at: datetime) -> None:
        """Add the time that the bot was away to every open post."""
        still_open = select(tables.games.c.id).where(tables.games.c.kind == "daily", tables.games.c.ended_at.is_(None))
        away = daily_posts.c.away_ms + (at - since) // _MILLISECOND
        change = update(daily_posts).where(daily_posts.c.game_id.in_(still_open)).values(away_ms=away)
        await self._writer.execute("daily absence", change)

    async def load(self, game_id: int) -> Daily | None:
        """A post as its rows say, None where there is none."""
        async with self._reading.connect() as connection:
            row = (await connection.execute(_POST.where(daily_posts.c.game_id == game_id))).one_or_none()
            if row is None:
                return None
            players = {player.id: player for player in await read_players(connection, game_id)}
            return _daily(row, asked=await self._asked(connection, game_id), players=players)

    async def latest(self, guild_id: int, before: int | None = None) -> tuple[int, int, date] | None:
        """Game, number and date of a server's last post, or of its last one other than `before`."""
        columns = daily_posts.c
        query = (
            select(columns.game_id, columns.number, columns.date)
            .where(columns.guild_id == guild_id, columns.number.is_not(None), columns.game_id != (before or 0))
            .order_by(columns.number.desc())
            .limit(1)
        )
        found = await self._rows(query)
        return (found[0].game_id, found[0].number, date.fromisoformat(found[0].date)) if found else None

    async def servers_of(self, player_id: int) -> list[int]:
        """The servers whose dailies somebody has opened, the latest first."""
        latest = func.max(daily_posts.c.game_id)
        query = (
            select(daily_posts.c.guild_id)
            .join(tables.players, tables.players.c.game_id == daily_posts.c.game_id)
            .where(tables.players.c.player_id == player_id)
            .group_by(daily_posts.c.guild_id)
            .order_by(latest.desc())
        )
        return [row.guild_id for row in await self._rows(query)]

    async def was_posted(self, game_id: int) -> bool:
        """Whether a post's message has been on the screen."""
        columns = tables.messages.c
        query = select(columns.message_id).where(columns.game_id == game_id, columns.card == CARD_OF_DAILY)
        found = await self._rows(query)
        return bool(found and found[0].message_id)

    async def recent_questions(self, guild_id: int, since: datetime) -> tuple[set[str], set[str]]:
        """Ids of the questions asked in a server since then: in its dailies, and in all of its games."""
        games = tables.games.c
        query = (
            select(tables.asked.c.question_id, games.kind)
            .join(tables.games)
            .where(games.guild_id == guild_id, games.created_at >= since, tables.asked.c.opened_at.is_not(None))
        )
        found = await self._rows(query)
        return {row.question_id for row in found if row.kind == "daily"}, {row.question_id for row in found}

    # What players did

    async def played(self, guild_id: int, player_id: int) -> list[PlayedPost]:
        """A server's posts, oldest first, with what one player did with them."""
        mine = (
            select(tables.answers.c.game_id, func.count().label("answers"), func.max(tables.answers.c.at).label("at"))
            .where(tables.answers.c.player_id == player_id)
            .group_by(tables.answers.c.game_id)
            .subquery()
        )
        questions = select(func.count()).where(tables.asked.c.game_id == daily_posts.c.game_id).scalar_subquery()
        query = (
            select(daily_posts.c.game_id, daily_posts.c.number, daily_posts.c.away_ms, tables.games.c.ended_at)
            .add_columns(mine.c.at, case((mine.c.answers == questions, 1), else_=0).label("finished"))
            .join(tables.games, tables.games.c.id == daily_posts.c.game_id)
            .outerjoin(mine, mine.c.game_id == daily_posts.c.game_id)
            .where(daily_posts.c.guild_id == guild_id, daily_posts.c.number.is_not(None))
            .order_by(daily_posts.c.number)
        )
        return [
            PlayedPost(
                row.game_id, row.number, row.ended_at, row.at if row.finished else None, row.away_ms * _MILLISECOND
            )
            for row in await self._rows(query)
        ]

    async def tallies(self, guild_id: int, since: datetime) -> list[Tally]:
        """Who answered how many questions of the posts closed since then, in time; most right answers first."""
        answers, games = tables.answers.c, tables.games.c
        right = func.sum(answers.correct)
        latest_name = (
            select(tables.players.c.name)
            .where(tables.players.c.player_id == answers.player_id)
            .order_by(tables.players.c.joined_at.desc())
            .limit(1)
            .scalar_subquery()
        )
        query = (
            select(answers.player_id, right.label("right"), func.count().label("answered"), latest_name.label("name"))
            .join(tables.games, games.id == answers.game_id)
            .join(daily_posts, and_(daily_posts.c.game_id == games.id, daily_posts.c.number.is_not(None)))
            .where(games.guild_id == guild_id, games.ended_at >= since, answers.at < games.ended_at)
            .group_by(answers.player_id)
            .order_by(right.desc(), func.count(), answers.player_id)
        )
        return [Tally(row.player_id, row.name or "", row.right, row.answered) for row in await self._rows(query)]

    async def missed(self, guild_id: int) -> list[date]:
        """The dates without a post, the latest first."""
        columns = daily_missed.c
        query = select(columns.date).where(columns.guild_id == guild_id).order_by(columns.date.desc()).limit(3)
        return [date.fromisoformat(row.date) for row in await self._rows(query)]

    async def to_close(self, most: int) -> list[int]:
        """Closed posts whose message does not say so yet."""
        columns = tables.messages.c
        query = (
            select(columns.game_id)
            .join(tables.games)
            .where(columns.settled == 0, columns.card == CARD_OF_DAILY, tables.games.c.ended_at.is_not(None))
            .order_by(columns.created_at)
            .limit(most)
        )
        return [row.game_id for row in await self._rows(query)]


Written = asyncio.Future[None]
"""Done when it is on disk; fails with `StorageError`."""


def _scope(schedule: Schedule) -> tuple[str, int]:
    return "daily", schedule.guild_id


def _with_a_next_post() -> Select[Any]:
    return select(daily_schedules).where(daily_schedules.c.next_due_at.is_not(None))


def _schedule_put(schedule: Schedule) -> Put:
    plan = schedule.plan
    return Put(
        daily_schedules,
        {
            "guild_id": schedule.guild_id,
            "channel_id": plan.channel_id,
            "minute": plan.time.hour * 60 + plan.time.minute,
            "zone": plan.zone,
            "weekdays": json.dumps(sorted(plan.weekdays)),
            "breaks": json.dumps([[gap.first.isoformat(), gap.last.isoformat()] for gap in plan.breaks]),
            "topics": json.dumps(plan.topics),
            "exam": plan.exam,
            "questions": plan.questions,
            "role_id": plan.role_id,
            "organiser_id": schedule.organiser_id,
            "state": schedule.state,
            "next_date": schedule.next.date.isoformat() if schedule.next else None,
            "next_due_at": schedule.next.at if schedule.next else None,
            "posted_date": schedule.posted.isoformat() if schedule.posted else None,
            "quiet": schedule.quiet,
            "told": int(schedule.told),
            "claimed_by": None,
            "claimed_until": None,
        },
    )


def _schedule(row: Row[Any]) -> Schedule:
    hour, minute = divmod(row.minute, 60)
    breaks = (tuple(map(date.fromisoformat, pair)) for pair in json.loads(row.breaks))
    plan = Plan(
        channel_id=row.channel_id,
        time=time(hour, minute),
        zone=row.zone,
        weekdays=frozenset(json.loads(row.weekdays)),
        breaks=tuple(Break(first, last) for first, last in breaks),
        topics=tuple(json.loads(row.topics)),
        exam=Exam(row.exam) if row.exam else None,
        questions=row.questions,
        role_id=row.role_id,
    )
    return Schedule(
        guild_id=row.guild_id,
        plan=plan,
        organiser_id=row.organiser_id,
        state=State(row.state),
        next=Slot(date.fromisoformat(row.next_date), row.next_due_at) if row.next_date else None,
        posted=date.fromisoformat(row.posted_date) if row.posted_date else None,
        quiet=row.quiet,
        told=bool(row.told),
    )


def _missed(schedule: Schedule, missed: Iterable[date], at: datetime | None) -> list[Put]:
    return [Put(daily_missed, {"guild_id": schedule.guild_id, "date": day.isoformat(), "at": at}) for day in missed]


def _to_be_redrawn(closed: Daily) -> Update:
    """Its message is still to say that it is closed."""
    columns = tables.messages.c
    return (
        update(tables.messages)
        .where(columns.game_id == closed.id, columns.card == CARD_OF_DAILY, columns.message_id.is_not(None))
        .values(settled=0)
    )


def _game_row(daily: Daily) -> dict[str, object]:
    return {
        "id": daily.id,
        "kind": "daily",
        "guild_id": daily.guild_id,
        "channel_id": daily.channel_id,
        "created_at": daily.opened_at,
        "ended_at": daily.closed_at,
    }


def _post_row(daily: Daily) -> dict[str, object]:
    return {
        "game_id": daily.id,
        "guild_id": daily.guild_id,
        "date": daily.date.isoformat() if daily.date else None,
        "number": daily.number,
        "previous_id": daily.previous_id,
        "role_id": daily.role_id,
        "weekly": int(daily.weekly),
        "away_ms": 0,
    }


_POST = select(daily_posts, tables.games.c.channel_id, tables.games.c.created_at, tables.games.c.ended_at).join(
    tables.games
)


def _daily(row: Row[Any], **parts: Any) -> Daily:
    return Daily(
        id=row.game_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        opened_at=row.created_at,
        date=date.fromisoformat(row.date) if row.date else None,
        number=row.number,
        previous_id=row.previous_id,
        role_id=row.role_id,
        weekly=bool(row.weekly),
        closed_at=row.ended_at,
        **parts,
    )
