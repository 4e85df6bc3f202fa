"""What must hold in a day, beyond what the judge of the evenings looks at."""

from __future__ import annotations

import asyncio
import gc
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import discord
from simcord.backend.models import Message

from bot.app import App
from bot.daily.rules.schedule import QUIET_POSTS
from playground.client import text_of
from playground.model.world import World, reader_of
from tests.simulation.still import BEGIN

_KEY = re.compile(r"Key (\d+)\.")
DAILIES = ("v1:d", "daily")
"""What a daily holds for as long as it can be edited goes with the next press on any daily, not by itself."""

SURELY, SURELY_IN_TROUBLE = timedelta(seconds=4), timedelta(seconds=10)
"""A message may still be on its way when a question is opened whose key it shows; not for so long."""

_OPEN = """
SELECT g.kind, g.id FROM asked a JOIN games g ON g.id = a.game_id
WHERE g.guild_id = :guild AND g.ended_at IS NULL AND g.kind NOT IN ('practice', 'exam')
  AND a.question_id = :question AND a.closed_at IS NULL AND a.opened_at < :before
  AND NOT EXISTS (SELECT 1 FROM answers w WHERE w.game_id = a.game_id AND w.position = a.position
                  AND w.player_id = :reader)
  AND (:reader = 0 OR g.kind = 'round' OR EXISTS (SELECT 1 FROM players p WHERE p.game_id = g.id))
"""
_PRACTICED = """
SELECT p.question_id, p.game_id, g.kind, g.id
FROM asked p JOIN games sitting ON sitting.id = p.game_id AND sitting.kind = 'practice'
JOIN asked a ON a.question_id = p.question_id
JOIN games g ON g.id = a.game_id AND g.guild_id = sitting.guild_id AND g.kind NOT IN ('practice', 'exam')
LEFT JOIN daily_posts d ON d.game_id = g.id  -- past its hour it takes no answers, though it is closed a moment later
WHERE p.opened_at > a.opened_at + :surely AND coalesce(a.closed_at, g.ended_at, p.opened_at + 1) > p.opened_at
AND coalesce(d.closes_at, p.opened_at + 1) > p.opened_at
"""
_PLANNED = "SELECT guild_id, next_date FROM daily_schedules WHERE state = 'on'"
_DAYS = """
SELECT date FROM daily_posts WHERE guild_id = :guild AND date IS NOT NULL
UNION SELECT date FROM daily_missed WHERE guild_id = :guild
UNION SELECT date(g.created_at / 1000, 'unixepoch') FROM daily_posts p JOIN games g ON g.id = p.game_id
WHERE p.guild_id = :guild AND p.date IS NULL  -- Discord refused it: the daily is off until somebody mends that
"""
_TURNED = "SELECT min(date) FROM daily_posts WHERE guild_id = :guild AND weekly AND number > :quiet"


class Keys:
    """Nobody sees a key while its question is open in the server that they look from."""

    def __init__(self, world: World, database: Callable[[], Path], calm: Callable[[], bool]) -> None:
        self.violations: list[str] = []
        self._calm = calm
        self.at_post: Callable[[], None] | None = None
        """Called once a message stands, before the bot knows."""
        self._world = world
        self._database = database
        commit, edit = world.commit_message, world.edit_message

        def committed(message: Message, *, broadcast: bool = True) -> Message:
            if self.at_post is not None:
                self.at_post()
                self.at_post = None
            return self._seen(commit(message, broadcast=broadcast))

        def edited(channel_id: int, message_id: int, fields: dict[str, object]) -> Message:
            return self._seen(edit(channel_id, message_id, fields))

        world.commit_message, world.edit_message = committed, edited  # type: ignore[method-assign]

    def _seen(self, message: Message) -> Message:
        shown = {int(number) for number in _KEY.findall(text_of(self._world.message_json(message)))}
        guild_id = self._world.channels[message.channel_id].guild_id
        for number in shown if guild_id else ():
            for kind, game in self._open_ones(guild_id or 0, f"q{number}", reader_of(message)):
                reader = reader_of(message) or "everybody"
                self.violations.append(f"{reader} sees the key of q{number}, which {kind} {game} is asking")
        return message

    def _open_ones(self, guild_id: int, question: str, reader: int) -> list[tuple[str, int]]:
        surely = SURELY if self._calm() else SURELY_IN_TROUBLE
        before = int((self._world.time.now() - surely).timestamp() * 1000)
        which = {"guild": guild_id, "question": question, "reader": reader, "before": before}
        with closing(sqlite3.connect(f"file:{self._database()}?mode=ro", uri=True)) as connection:
            return connection.execute(_OPEN, which).fetchall()


def practiced_meanwhile(database: Path) -> Iterator[str]:
    """Nobody practices what a game of the server asks at the time: its key would show."""
    surely = int(SURELY_IN_TROUBLE.total_seconds() * 1000)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        for question, sitting, kind, game in connection.execute(_PRACTICED, {"surely": surely}).fetchall():
            yield f"practice {sitting} asks {question} while {kind} {game} does"


def every_day(database: Path) -> Iterator[str]:
    """Each date of a daily, from the first day to the next that comes, is posted or known as missed.

    A day that meets enough jumps of the clock has so many posts that nobody plays that its daily rightly turns weekly.
    From the post that says so on, the dates are those of its weekday.
    """
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        for guild, following in connection.execute(_PLANNED).fetchall():
            known = {date.fromisoformat(day) for (day,) in connection.execute(_DAYS, {"guild": guild})}
            [turned] = connection.execute(_TURNED, {"guild": guild, "quiet": QUIET_POSTS}).fetchone()
            weekly = date.fromisoformat(turned) if turned else None
            for day in _days(BEGIN.date(), date.fromisoformat(following)):
                takes_place = weekly is None or day <= weekly or day.weekday() == weekly.weekday()
                if takes_place and day not in known:
                    yield f"server {guild}: no daily on {day:%F}, and it is not known as missed"


def _days(first: date, end: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((end - first).days))


def at_rest(app: App, tasks: list[asyncio.Task[object]]) -> Iterator[str]:
    """When everything has ended, nothing is held that was needed for it."""
    if app.delivery.pending:
        yield f"{app.delivery.pending} messages are still on their way"
    if app.writer.backlog:
        yield f"{app.writer.backlog} units wait to be written"
    if app.client.inbox._working:
        yield f"{len(app.client.inbox._working)} interactions are still worked on"
    store = app.client._connection._view_store
    if store._views or store._modals:
        yield "the library keeps views"
    lasting = {"Writer._run", "_Scheduler._tick", "Bot._serve"}
    ours = [task.get_coro().__qualname__ for task in tasks if _works_in_recall(task)]  # type: ignore[union-attr]
    yield from (f"{name} still runs" for name in ours if name not in lasting)
    gc.collect()
    told = {*map(id, app.client.passing._last.values())}  # what was told in passing goes with the next press
    ours_held = [one for one in gc.get_objects() if isinstance(one, discord.Interaction) and one.client is app.client]
    held = [one for one in ours_held if id(one) not in told]
    if left := [what for what in map(_of, held) if not what.startswith(DAILIES)]:
        yield f"{len(left)} interactions are held: {left[:5]}"


def _of(interaction: discord.Interaction) -> str:
    data: Mapping[str, object] = interaction.data or {}
    return str(data.get("custom_id") or data.get("name"))


def _works_in_recall(task: asyncio.Task[object]) -> bool:
    return any(folder in frame.f_code.co_filename for frame in task.get_stack() for folder in ("/bot/", "/cogs/"))
