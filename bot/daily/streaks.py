"""Streaks as rows: written with the answer that moves one, read for the board, and folded again from the answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.daily.rules.streak import EXCUSED_FROM, FINISHING, Played, Run, in_grace, length_after, run, what_was_done
from bot.daily.rules.streak_board import Streaking
from bot.daily.tables import daily_posts, streaks
from bot.learners.api import off_boards
from bot.storage.changes import Put
from bot.storage.tables import answers, asked, games, names, players

_MILLISECOND = timedelta(milliseconds=1)

Runs = dict[tuple[int, int], Run]
"""By server and player."""


def run_put(guild_id: int, player_id: int, now: Run) -> Put:
    """The row of a streak."""
    return Put(streaks, _row(guild_id, player_id, now))


def _row(guild_id: int, player_id: int, now: Run) -> dict[str, object]:
    return {
        "guild_id": guild_id,
        "player_id": player_id,
        "number": now.number,
        "length": now.length,
        "best": now.best,
        "freezes": now.freezes,
    }


class StreakReader:
    """Reads the streaks of a server."""

    def __init__(self, reading: AsyncEngine) -> None:
        self._reading = reading

    async def running(self, guild_id: int, at: datetime) -> list[Streaking]:
        """Everybody whose streak has not ended, but for who is hidden; in no order."""
        async with self._reading.connect() as connection:
            spared = await _spared(connection, guild_id, at)
            missed_at_most = {"guild": guild_id, "spared": max(map(len, spared.values()), default=0)}
            found = (await connection.execute(_RUNNING, missed_at_most)).all()
            oldest = min((row.number for row in found), default=0)
            later = await connection.execute(_MISSABLE, {"guild": guild_id, "oldest": oldest})
            missable = [row.number for row in later]
        missed = {row: _later(missable, row.number) - _later(spared[row.player_id], row.number) for row in found}
        lengths = [(row, length_after(_run(row), missed[row])) for row in found]
        return [Streaking(row.player_id, row.name, length, row.best) for row, length in lengths if length]


async def _spared(connection: AsyncConnection, guild_id: int, at: datetime) -> defaultdict[int, set[int]]:
    """Player → the posts that have closed and that only others have missed.

    They may still finish them in time, or could not, since the bot was away.
    """
    closed = (await connection.execute(_LATELY, {"guild": guild_id})).all()
    found: defaultdict[int, set[int]] = defaultdict(set)
    for post in closed:
        given_back = post.given_back_ms * _MILLISECOND
        if at < post.ended_at + FINISHING + given_back:
            for player in await connection.execute(_BEGAN, {"game": post.game_id}):
                if in_grace(player.joined_at, post.ended_at, at, given_back):
                    found[player.player_id].add(post.number)
    for one in await connection.execute(_EXCUSED_BEGUN, {"guild": guild_id}):
        found[one.player_id].add(one.number)
    return found


def _later(numbers: Iterable[int], number: int) -> int:
    return sum(one > number for one in numbers)


def refolded_streaks(connection: Connection) -> Iterable[str]:
    """Where the streaks differ from a fold over the answers, in words."""
    due = _folded(connection)
    kept = {(row.guild_id, row.player_id): _run(row) for row in connection.execute(select(streaks))}
    for key in sorted(due.keys() | kept.keys()):
        if due.get(key) != kept.get(key):
            yield f"server {key[0]}, player {key[1]}: streak kept {kept.get(key)}, the answers give {due.get(key)}"


def mend_streaks(connection: Connection) -> None:
    """Write the streaks anew, as the answers give them."""
    connection.execute(streaks.delete())
    rows = [_row(guild_id, player_id, now) for (guild_id, player_id), now in _folded(connection).items()]
    if rows:
        connection.execute(insert(streaks), rows)


def _folded(connection: Connection) -> Runs:
    """Who has no name on a server (any more) has no streak there."""
    posts: defaultdict[int, list[Any]] = defaultdict(list)
    for post in connection.execute(_POSTS):
        posts[post.guild_id].append(post)
    finished: defaultdict[tuple[int, int], dict[int, Row[Any]]] = defaultdict(dict)
    for one in connection.execute(_FINISHED):
        finished[one.guild_id, one.player_id][one.game_id] = one
    begun: defaultdict[int, dict[int, datetime]] = defaultdict(dict)
    for one in connection.execute(_BEGUN):
        begun[one.player_id][one.game_id] = one.joined_at
    folded = {key: _fold(posts[key[0]], at, begun[key[1]]) for key, at in finished.items()}
    return {key: now for key, now in folded.items() if now}


def _fold(posts: Iterable[Any], finished: Mapping[int, Row[Any]], begun: Mapping[int, datetime]) -> Run | None:
    """`begun`: when they opened those posts that they had longer for than others."""
    return run([(post.number, _played(post, finished.get(post.game_id), begun.get(post.game_id))) for post in posts])


def _played(post: Row[Any], finished: Row[Any] | None, began_at: datetime | None) -> Played:
    at, began_at = (finished.at, finished.began_at) if finished else (None, began_at)
    given_back = post.given_back_ms * _MILLISECOND
    return what_was_done(at, post.ended_at, post.away_ms * _MILLISECOND, began_at, given_back)


def _run(row: Row[Any]) -> Run:
    return Run(row.number, row.length, row.best, row.freezes)


_POSTS = (
    select(daily_posts.c.guild_id, daily_posts.c.game_id, daily_posts.c.number, daily_posts.c.away_ms, games.c.ended_at)
    .add_columns(daily_posts.c.given_back_ms)
    .join(games)
    .where(daily_posts.c.number.is_not(None))
    .order_by(daily_posts.c.guild_id, daily_posts.c.number)
)

_closed = _POSTS.where(daily_posts.c.guild_id == bindparam("guild"), games.c.ended_at.is_not(None))
_excused = daily_posts.c.away_ms >= EXCUSED_FROM // _MILLISECOND

_MISSABLE = _closed.where(~_excused, daily_posts.c.number > bindparam("oldest")).with_only_columns(daily_posts.c.number)

_behind = _closed.with_only_columns(func.max(daily_posts.c.number) - func.sum(case((_excused, 1), else_=0))).order_by(
    None
)

_LATELY = _closed.where(~_excused).order_by(None).order_by(daily_posts.c.number.desc()).limit(3)
"""No more than these can have closed within the minutes in which they may still be finished."""

_given_back = daily_posts.c.given_back_ms > 0
_BEGUN = (
    select(daily_posts.c.game_id, players.c.player_id, players.c.joined_at)
    .join(players, players.c.game_id == daily_posts.c.game_id)
    .where(_given_back)
)
_EXCUSED_BEGUN = (
    _closed.where(~_excused, _given_back)
    .where(daily_posts.c.away_ms + daily_posts.c.given_back_ms >= EXCUSED_FROM // _MILLISECOND)
    .join(players, (players.c.game_id == daily_posts.c.game_id) & (players.c.joined_at < games.c.ended_at))
    .with_only_columns(daily_posts.c.number, players.c.player_id)
    .order_by(None)
)
"""`what_was_done`, of what somebody had begun, as a condition."""

_BEGAN = select(players.c.player_id, players.c.joined_at).where(players.c.game_id == bindparam("game"))

_RUNNING = (
    select(streaks, names.c.name)
    .join(names, (names.c.guild_id == streaks.c.guild_id) & (names.c.player_id == streaks.c.player_id))
    .where(streaks.c.guild_id == bindparam("guild"), streaks.c.player_id.not_in(off_boards(bindparam("guild"))))
    .where(streaks.c.number + streaks.c.freezes + bindparam("spared") >= func.coalesce(_behind.scalar_subquery(), 0))
)
"""Whoever is further behind has missed more posts than they have freezes, and is left out unread.

`spared`: so many posts at the most are still to be finished by anybody."""

_questions = select(func.count()).where(asked.c.game_id == daily_posts.c.game_id).scalar_subquery()
_named = (names.c.guild_id == daily_posts.c.guild_id) & (names.c.player_id == answers.c.player_id)

_FINISHED = (
    select(daily_posts.c.guild_id, daily_posts.c.game_id, answers.c.player_id, func.max(answers.c.at).label("at"))
    .add_columns(func.min(players.c.joined_at).label("began_at"))
    .join_from(daily_posts, answers, answers.c.game_id == daily_posts.c.game_id)
    .join(players, (players.c.game_id == answers.c.game_id) & (players.c.player_id == answers.c.player_id))
    .join(names, _named)
    .where(daily_posts.c.number.is_not(None))
    .group_by(daily_posts.c.guild_id, daily_posts.c.game_id, answers.c.player_id)
    .having(func.count() == _questions)
)
