"""What is read back of dailies: schedules, posts, and what players did with them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal_column, or_, select

from bot.daily.played import PlayedPost, Tally
from bot.daily.ports import CARD_OF_DAILY
from bot.daily.rows import POSTS, daily_of, schedule_of
from bot.daily.rules.play import Daily
from bot.daily.rules.schedule import Schedule, State
from bot.daily.rules.streak import FINISHING
from bot.daily.tables import daily_missed, daily_posts, daily_schedules
from bot.kernel.chunks import in_parts
from bot.kernel.ports import GoesOn
from bot.learners.api import off_boards
from bot.rounds.api import READ_AT_ONCE
from bot.storage import tables
from bot.storage.columns import Instant
from bot.storage.games import GameReader, read_players
from bot.storage.lane import lane
from bot.storage.share import of_our_servers
from bot.storage.tables import ALONE

PATIENCE = timedelta(minutes=30)
"""A post that the next one is about to close waits for it for so long after its time."""

_MILLISECOND = timedelta(milliseconds=1)
_SCHEDULES = select(daily_schedules)
_SCHEDULE = _SCHEDULES.where(daily_schedules.c.guild_id == bindparam("guild_id"))


def _tallies() -> Select[Any]:
    answers, games, named, began = tables.answers.c, tables.games.c, tables.names.c, tables.players.c
    # `is_in_time`, as a condition; a moment is a number of milliseconds, and the grace is added to it as one.
    grace: ColumnElement[int] = literal_column(str(FINISHING // _MILLISECOND))
    finished_by = games.ended_at.op("+")(grace).op("+")(daily_posts.c.given_back_ms)
    in_grace = (began.joined_at < games.ended_at) & (answers.at < finished_by)
    in_time = (answers.at < games.ended_at) | in_grace
    right = func.sum(answers.correct).label("right")
    return (
        select(answers.player_id, named.name, right, func.count().label("answered"))
        .select_from(daily_posts)
        .join(tables.games, games.id == daily_posts.c.game_id)
        .join(tables.answers, answers.game_id == games.id)
        .join(tables.names, (named.guild_id == daily_posts.c.guild_id) & (named.player_id == answers.player_id))
        .where(daily_posts.c.guild_id == bindparam("guild_id"), daily_posts.c.number.is_not(None))
        .outerjoin(tables.players, (began.game_id == games.id) & (began.player_id == answers.player_id))
        .where(games.ended_at >= bindparam("since", type_=Instant), in_time)
        .where(answers.player_id.not_in(off_boards(bindparam("guild_id"))))
        .group_by(answers.player_id, named.name)
        .order_by(right.desc(), func.count(), answers.player_id)
    )


def _open_posts() -> Select[Any]:
    """By the index of running games, whose condition is spelled out as it has it."""
    games = tables.games.c
    running = games.ended_at.is_(None), *(games.kind != literal_column(f"'{kind}'") for kind in ALONE)
    return select(games.id, games.guild_id).where(*running, games.kind == "daily")


def _unseen_posts() -> Select[Any]:
    """By the index of just these messages, likewise."""
    columns = tables.messages.c
    unseen = columns.card == literal_column(f"'{CARD_OF_DAILY}'"), columns.message_id.is_(None)
    return select(columns.game_id).join(tables.games).where(*unseen, tables.games.c.ended_at.is_(None))


def _recent() -> Select[Any]:
    games, asked = tables.games.c, tables.asked.c
    return (
        select(asked.question_id, games.kind, asked.opened_at)
        .join(tables.games)
        .where(games.guild_id == bindparam("guild_id"), games.created_at >= bindparam("since", type_=Instant))
        .where(asked.opened_at.is_not(None), games.kind.not_in(ALONE))
        .order_by(asked.opened_at)
    )


# Made once: where many dailies are due, putting such statements together costs as much as asking them.
_OF_DATE = select(daily_posts.c.game_id).where(
    daily_posts.c.guild_id == bindparam("guild_id"), daily_posts.c.date == bindparam("date")
)
_LATEST = (
    select(daily_posts.c.game_id, daily_posts.c.number, daily_posts.c.date)
    .where(daily_posts.c.guild_id == bindparam("guild_id"), daily_posts.c.number.is_not(None))
    .where(daily_posts.c.game_id != bindparam("other_than"))
    .order_by(daily_posts.c.number.desc())
    .limit(1)
)
_RECENT = _recent()
TALLIES = _tallies()
OPEN_POSTS = _open_posts()
UNSEEN_POSTS = _unseen_posts()


class DailyReader(GameReader):
    """Reads dailies back."""

    async def schedule(self, guild_id: int) -> Schedule | None:
        """A server's schedule, None where nobody has set one."""
        found = await self._rows(_SCHEDULE, guild_id=guild_id)
        return schedule_of(found[0]) if found else None

    async def name_of(self, guild_id: int, player_id: int) -> str | None:
        """What a server knows somebody as, None where it knows them not."""
        names = tables.names.c
        found = await self._rows(select(names.name).where(names.guild_id == guild_id, names.player_id == player_id))
        return str(found[0].name) if found else None

    async def schedules(self, posted_after: datetime | None = None) -> list[Schedule]:
        """Every schedule that has a next post; only those whose last one was for a later date than `posted_after`."""
        query = _SCHEDULES.where(daily_schedules.c.next_due_at.is_not(None))
        if posted_after is not None:
            # Whatever comes after that post is due later still, and by that it is found.
            late = daily_schedules.c.posted_date > posted_after.date().isoformat()
            query = query.where(daily_schedules.c.next_due_at > posted_after, late)
        return [schedule_of(row) for row in await self._rows(self._of_ours(query))]

    async def interrupted(self) -> list[Schedule]:
        """Those that somebody wants and that were not posted: refused, nothing to ask, or the bot is not there."""
        told, states = daily_schedules.c.told, [State.REFUSED, State.AWAY]
        query = _SCHEDULES.where(or_(daily_schedules.c.state.in_(states), told == 0))
        return [schedule_of(row) for row in await self._rows(self._of_ours(query))]

    def _of_ours(self, query: Select[Any]) -> Select[Any]:
        return of_our_servers(query, self._reading, daily_schedules.c.guild_id)

    async def load(self, game_id: int) -> Daily | None:
        """A post as its rows say, None where there is none."""
        async with self._reading.connect() as connection:
            row = (await connection.execute(POSTS.where(daily_posts.c.game_id == game_id))).one_or_none()
            if row is None:
                return None
            players = {player.id: player for player in await read_players(connection, game_id)}
            return daily_of(row, asked=await self._asked(connection, game_id), players=players)

    async def latest(self, guild_id: int, before: int | None = None) -> tuple[int, int, date] | None:
        """Game, number and date of a server's last post, or of its last one other than `before`."""
        found = await self._rows(_LATEST, guild_id=guild_id, other_than=before or 0)
        return (found[0].game_id, found[0].number, date.fromisoformat(found[0].date)) if found else None

    async def has_post(self, guild_id: int, day: date) -> bool:
        """Whether a server has a post for this date."""
        return bool(await self._rows(_OF_DATE, guild_id=guild_id, date=day.isoformat()))

    async def open_posts(self) -> dict[int, int]:
        """Game → server of every post that is open."""
        return {
            row.id: row.guild_id
            for row in await self._rows(of_our_servers(OPEN_POSTS, self._reading, tables.games.c.guild_id))
        }

    async def being_finished(self) -> dict[int, tuple[int, datetime]]:
        """Game → server and until when, of every post that is closed and that somebody may still finish."""
        kept = tables.keys_kept.c
        ours = of_our_servers(select(tables.keys_kept), self._reading, kept.guild_id)
        return {row.game_id: (row.guild_id, row.until) for row in await self._rows(ours)}

    async def unseen_posts(self) -> set[int]:
        """Open posts whose message has not been on the screen."""
        return {
            row.game_id
            for row in await self._rows(of_our_servers(UNSEEN_POSTS, self._reading, tables.games.c.guild_id))
        }

    async def telling_of(self, games: Sequence[int]) -> list[int]:
        """The open posts that tell how one of these games went: those right after them."""
        before, posts = daily_posts.alias("before"), daily_posts.c
        next_one = (posts.guild_id == before.c.guild_id) & (posts.number == before.c.number + 1)
        query = select(posts.game_id).join(before, next_one).join(tables.games, tables.games.c.id == posts.game_id)
        open_ones = query.where(tables.games.c.ended_at.is_(None))
        parts = in_parts(games, READ_AT_ONCE)
        found = [await self._rows(open_ones.where(before.c.game_id.in_(some))) for some in parts]
        return [row.game_id for rows in found for row in rows]

    async def servers_of(self, player_id: int) -> list[int]:
        """The servers whose dailies somebody has opened, the latest first."""
        latest = func.max(tables.games.c.created_at)  # ids tell no order: several processes give some out
        theirs = select(tables.names.c.guild_id).where(tables.names.c.player_id == player_id)
        query = (
            select(daily_posts.c.guild_id)
            .join(tables.players, tables.players.c.game_id == daily_posts.c.game_id)
            .join(tables.games, tables.games.c.id == daily_posts.c.game_id)
            .where(tables.players.c.player_id == player_id, daily_posts.c.guild_id.in_(theirs))
            .group_by(daily_posts.c.guild_id)
            .order_by(latest.desc(), daily_posts.c.guild_id)
        )
        return [row.guild_id for row in await self._rows(query)]

    async def was_posted(self, game_id: int) -> bool:
        """Whether a post's message has been on the screen, wherever it is now."""
        columns = tables.messages.c
        query = select(columns.posted_at).where(columns.game_id == game_id, columns.card == CARD_OF_DAILY)
        found = await self._rows(query)
        return bool(found and found[0].posted_at)

    async def recent_questions(self, guild_id: int, since: datetime) -> tuple[dict[str, datetime], dict[str, datetime]]:
        """The questions asked in a server since then, and when last: in its dailies, and in all of its games."""
        found = await self._rows(_RECENT, guild_id=guild_id, since=since)
        dailies = {row.question_id: row.opened_at for row in found if row.kind == "daily"}
        return dailies, {row.question_id: row.opened_at for row in found}

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
            .add_columns(tables.players.c.joined_at, daily_posts.c.given_back_ms)
            .join(tables.games, tables.games.c.id == daily_posts.c.game_id)
            .outerjoin(mine, mine.c.game_id == daily_posts.c.game_id)
            .outerjoin(tables.players, _me(player_id))
            .where(daily_posts.c.guild_id == guild_id, daily_posts.c.number.is_not(None))
            .order_by(daily_posts.c.number)
        )
        return [
            PlayedPost(
                row.game_id,
                row.number,
                row.ended_at,
                row.at if row.finished else None,
                row.away_ms * _MILLISECOND,
                row.joined_at,
                row.given_back_ms * _MILLISECOND,
            )
            for row in await self._rows(query)
        ]

    async def off_boards(self, guild_id: int) -> set[int]:
        """Who is to be named on no board of a server: whoever wishes so, and whoever has left it."""
        named = tables.names.c
        query = select(named.player_id).where(named.guild_id == guild_id, named.player_id.in_(off_boards(guild_id)))
        return {row.player_id for row in await self._rows(query)}

    async def tallies(self, guild_id: int, since: datetime) -> list[Tally]:
        """Who answered how many questions of the posts closed since then, in time; most right answers first.

        Whoever wishes to be on no board, or has no name in this server, is left out.
        """
        async with lane():
            found = await self._rows(TALLIES, guild_id=guild_id, since=since)
        return [Tally(row.player_id, row.name, row.right, row.answered) for row in found]

    async def missed(self, guild_id: int) -> list[date]:
        """The dates without a post, the latest first."""
        columns = daily_missed.c
        query = select(columns.date).where(columns.guild_id == guild_id).order_by(columns.date.desc()).limit(3)
        return [date.fromisoformat(row.date) for row in await self._rows(query)]

    async def closes_at(self, game_id: int) -> datetime | None:
        """Until when a post is open; None where there is no such post."""
        found = await self._rows(select(daily_posts.c.closes_at).where(daily_posts.c.game_id == game_id))
        return found[0].closes_at if found else None

    async def keeping(self, guild_id: int) -> Mapping[str, datetime]:
        """The questions that a server's dailies keep the keys of, each with when its post closes.

        That is the open one, and one that is closed and that somebody may finish until then.
        """
        asked, kept = tables.asked.c, tables.keys_kept.c
        still_open = OPEN_POSTS.where(tables.games.c.guild_id == guild_id).subquery()
        closing = select(asked.question_id, daily_posts.c.closes_at.label("until")).where(
            daily_posts.c.game_id == asked.game_id, still_open.c.id == asked.game_id
        )
        finishing = select(asked.question_id, kept.until).where(
            kept.game_id == asked.game_id, kept.guild_id == guild_id
        )
        found = [*await self._rows(closing), *await self._rows(finishing)]
        return {row.question_id: row.until for row in sorted(found, key=lambda row: row.until)}

    async def overdue(self, at: datetime, most: int, goes_on: GoesOn) -> list[int]:
        """Open posts whose time is up and that no next post is about to close, the longest overdue first.

        Those of servers that are away stay open until they are back: what they lost has to be noted before.
        """
        posts, games, schedules = daily_posts.c, tables.games.c, daily_schedules.c
        coming = select(schedules.guild_id).where(
            schedules.guild_id == posts.guild_id, schedules.next_due_at <= at, posts.closes_at > at - PATIENCE
        )
        query = (
            select(posts.game_id, posts.guild_id)
            .join(tables.games)
            .where(posts.closes_at <= at, posts.number.is_not(None), games.ended_at.is_(None), ~coming.exists())
            .order_by(posts.closes_at)
        )
        ours = await self._rows(of_our_servers(query, self._reading, posts.guild_id))
        return list(islice((row.game_id for row in ours if goes_on(row.guild_id, row.game_id)), most))

    async def to_redraw(self, most: int, failing: Collection[int] = ()) -> list[int]:
        """Posts whose message does not say yet that they are closed, or when they close now.

        What Discord refused waits for its own time, and is in nobody's way here. What is `failing` is not either: it is
        tried anyway.
        """
        columns = tables.messages.c
        query = (
            select(columns.game_id)
            .join(tables.games)
            .where(columns.settled == 0, columns.card == CARD_OF_DAILY, columns.retry_at.is_(None))
            .where(or_(tables.games.c.ended_at.is_not(None), columns.message_id.is_not(None)))
            .order_by(columns.created_at)
            .limit(most + len(failing))
        )
        found = await self._rows(of_our_servers(query, self._reading, tables.games.c.guild_id))
        return [row.game_id for row in found if row.game_id not in failing][:most]


def _me(player_id: int) -> ColumnElement[bool]:
    return and_(tables.players.c.game_id == daily_posts.c.game_id, tables.players.c.player_id == player_id)
