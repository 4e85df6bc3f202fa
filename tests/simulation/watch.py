"""Laws that are looked at all day long: clocks that are true, numbers that never recur."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from playground.server import Server

OFTEN = 0.5
"""So many seconds lie between two looks."""

SLACK_MS = 6_000
"""A look may come late by the slowest commit there is, and what a crash took is known to the last heartbeat."""

SOON_S = 12.0
"""So long after its deadline a question of a server that is heard may still be open: ticks, a slow commit, a retry."""

_GAMES = "SELECT id, kind || ' of server ' || guild_id || ' of ' || created_at FROM games"
_QUESTIONS = """
SELECT g.kind, g.guild_id, a.game_id, a.position, a.opened_at, a.deadline, a.closed_at, a.skipped
FROM asked a JOIN games g ON g.id = a.game_id
WHERE g.kind IN ('round', 'duel') AND a.opened_at IS NOT NULL AND a.deadline IS NOT NULL
  AND (a.closed_at IS NULL OR a.closed_at > :since)
"""
_ANSWERS = """
SELECT w.game_id, w.position, w.player_id, w.elapsed_ms, :before - w.at FROM answers w
JOIN asked a ON a.game_id = w.game_id AND a.position = w.position
WHERE a.deadline IS NOT NULL AND w.at > :since
"""
_ENDED = "SELECT 1 FROM games WHERE id = :game AND ended_at IS NOT NULL"

_DUE = "SELECT guild_id FROM daily_schedules WHERE state = 'on' AND next_due_at < :now"

Place = tuple[int, int]


@dataclass
class _Open:
    """A question that is open, as we have seen it: for how long its server was heard meanwhile, in milliseconds."""

    kind: str
    guild: int
    given: int
    heard: int
    before: int
    """What `heard` was at the look before: an answer that is seen now was given after that."""

    overdue: float = 0.0
    answered: set[int] = field(default_factory=set)


class Watch:
    """Looks at the rows and at the connections, twice a second."""

    def __init__(self, server: Server, database: Callable[[], Path], calm: Callable[[], bool]) -> None:
        self.violations: list[str] = []
        self._server = server
        self._database = database
        self._calm = calm
        self._open: dict[Place, _Open] = {}
        self._games: dict[int, str] = {}
        self._due: dict[int, float] = {}
        """How long each server's daily has been due, the server being heard."""
        self._were_heard: set[int] = set()
        self._looked_at = 0

    async def keep(self) -> None:
        """Look until this is cancelled."""
        while True:
            self.look()
            await asyncio.sleep(OFTEN)

    def look(self) -> None:
        """Once."""
        now = int(self._server.world.time.now().timestamp() * 1000)
        passed, self._looked_at = now - (self._looked_at or now), now
        heard = self._heard()
        with closing(sqlite3.connect(f"file:{self._database()}?mode=ro", uri=True)) as rows:
            self._ids(rows)
            self._clocks(rows, now, passed, heard)
            self._dailies(rows, now, heard)
        self._were_heard = heard

    def _heard(self) -> set[int]:
        """The servers that the bot hears: all of what lies between them and it is up."""
        gateway, world = self._server.gateway, self._server.world
        connected = [session for session in gateway.sessions.values() if session.id in gateway._connections]
        return {
            guild
            for guild in world.guilds
            if guild not in world.outages and world.bot_in(guild) and any(session.hears(guild) for session in connected)
        }

    def _ids(self, rows: sqlite3.Connection) -> None:
        for game, what in rows.execute(_GAMES):
            if self._games.setdefault(game, what) != what:
                self.violations.append(f"game {game} was a {self._games[game]} and is a {what}")
                self._games[game] = what

    def _clocks(self, rows: sqlite3.Connection, now: int, passed: int, heard: set[int]) -> None:
        for one in self._open.values():
            one.before = one.heard
            if one.guild in heard and one.guild in self._were_heard:
                one.heard += passed
        since = {"since": now - passed - SLACK_MS, "before": now - passed}
        self._answers(rows, since)
        for kind, guild, game, position, opened, deadline, closed, skipped in rows.execute(_QUESTIONS, since):
            place = game, position
            if closed is None and place not in self._open:
                self._open[place] = _Open(kind, guild, deadline - opened, now - opened, now - opened)
            elif closed is None:
                self._is_in_time(place, deadline, now, heard)
            elif place in self._open:
                one = self._open.pop(place)
                if not skipped and closed >= deadline:
                    self._was_given_its_time(place, one)

    def _is_in_time(self, place: Place, deadline: int, now: int, heard: set[int]) -> None:
        """A server that is heard waits for nobody else's trouble."""
        one = self._open[place]
        waits = deadline < now and one.guild in heard & self._were_heard and self._calm()
        one.overdue = one.overdue + OFTEN if waits else 0.0
        if one.overdue == SOON_S:
            self.violations.append(
                f"{one.kind} {place}: open {SOON_S:.0f} s past its deadline, and its server is heard"
            )

    def _dailies(self, rows: sqlite3.Connection, now: int, heard: set[int]) -> None:
        """A daily waits for nobody's quiz."""
        due = {guild for (guild,) in rows.execute(_DUE, {"now": now})}
        waiting = due & heard & self._were_heard if self._calm() else set()
        self._due = {guild: self._due.get(guild, 0.0) + OFTEN for guild in waiting}
        for guild, waited in self._due.items():
            if waited == SOON_S:
                self.violations.append(f"server {guild}: {SOON_S:.0f} s after its minute its daily is not posted")

    def _was_given_its_time(self, place: Place, one: _Open) -> None:
        if one.heard < one.given - SLACK_MS:
            self.violations.append(
                f"{one.kind} {place}: closed by its clock, of {one.given / 1000:.1f} s its server was heard for "
                f"{one.heard / 1000:.1f}"
            )

    def _answers(self, rows: sqlite3.Connection, since: dict[str, int]) -> None:
        """What counts for speed is the time in which an answer could be given, up to when Discord had it."""
        for game, position, player, elapsed, ago in rows.execute(_ANSWERS, since):
            one = self._open.get((game, position))
            if one is None or player in one.answered:
                continue
            one.answered.add(player)
            if elapsed < one.before - max(0, ago) - SLACK_MS:
                self.violations.append(
                    f"{one.kind} {(game, position)}: {player} answered after {one.before / 1000:.1f} s, "
                    f"and {elapsed / 1000:.1f} count"
                )
            elif elapsed > one.heard + SLACK_MS:
                self.violations.append(
                    f"{one.kind} {(game, position)}: {player} answered after {one.heard / 1000:.1f} s in which the "
                    f"server was heard, and {elapsed / 1000:.1f} count"
                )
