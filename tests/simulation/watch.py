"""Laws that are looked at all day long: clocks that are true, numbers that never recur."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.daily.store import LEASE
from playground.server import Server
from tests.simulation.bot import Bot
from tests.simulation.heard import Heard, Running
from tests.simulation.troubles import SOON_S

OFTEN = 0.5
"""So many seconds lie between two looks at the rows."""

HEARINGS = 5
"""So often within them it is noted who is heard."""

SLACK_MS = 6_000
"""A look may come late by the slowest commit there is, and what a crash took is known to the last heartbeat."""

GIVEN_BACK_S = 8.0
"""So long after its server is heard again, what a question lost may not have been given back."""

CLOSED_SOON_S = 16.0
"""So long after a daily's end its message may be in nobody's hands: they are looked for every five seconds."""

_GAMES = "SELECT id, kind || ' of server ' || guild_id || ' of ' || created_at FROM games"
_QUESTIONS = """
SELECT g.kind, g.guild_id, a.game_id, a.position, a.opened_at, a.deadline, a.closed_at, a.skipped,
  coalesce(r.phase, d.phase) = 'paused'
FROM asked a JOIN games g ON g.id = a.game_id
LEFT JOIN rounds r ON r.game_id = g.id LEFT JOIN duels d ON d.game_id = g.id
WHERE g.kind IN ('round', 'duel') AND a.opened_at IS NOT NULL AND a.deadline IS NOT NULL
  AND (a.closed_at IS NULL OR a.closed_at > :since)
"""
_ANSWERS = """
SELECT w.game_id, w.position, w.player_id, w.elapsed_ms, :before - w.at FROM answers w
JOIN asked a ON a.game_id = w.game_id AND a.position = w.position
WHERE a.deadline IS NOT NULL AND w.at > :since
"""
_DUE = "SELECT guild_id FROM daily_schedules WHERE state = 'on' AND next_due_at < :now"

_OVER = """
SELECT g.id, g.guild_id FROM messages m JOIN games g ON g.id = m.game_id
WHERE m.card = 'daily' AND m.settled = 0 AND m.retry_at IS NULL AND g.ended_at IS NOT NULL
"""

_LEFT = """
SELECT g.id, m.card FROM messages m JOIN rounds r ON r.game_id = m.game_id JOIN games g ON g.id = m.game_id
JOIN asked a ON a.game_id = m.game_id AND m.card = 'q' || a.position
WHERE m.settled = 1 AND g.ended_at IS NULL AND a.opened_at IS NOT NULL AND a.closed_at IS NULL
"""
LEFT_S = 4.0
"""So many seconds what is settled and what is closed may be written apart."""

Place = tuple[int, int]


@dataclass
class _Open:
    """A question that is open, as we have seen it."""

    kind: str
    guild: int
    given: int
    deadline: int
    heard: Heard
    before: int
    """What was surely time for an answer at the look before: an answer that is seen now was given after that."""

    stands_still: bool = False
    strays: bool = False
    """Whether its clock was found to be wrong."""

    overdue: float = 0.0
    answered: set[int] = field(default_factory=set)


class Watch:
    """Looks at the rows and at the connections, all the time, and whenever the clock leaps."""

    def __init__(self, server: Server, bot: Bot, calm: Callable[[], bool]) -> None:
        self.violations: list[str] = []
        self._server = server
        self._bot = bot
        self._calm = calm
        self._rows: tuple[Path, sqlite3.Connection] | None = None
        self._open: dict[Place, _Open] = {}
        self._games: dict[int, str] = {}
        self._due: dict[int, float] = {}
        """How long each server's daily has been due, the server being heard."""
        self._closing: dict[int, float] = {}
        """How long nobody has brought up to date the message of a daily that is over."""
        self._left: dict[int, float] = {}
        """How long the message of a question that is open has been left alone."""
        self._were_heard: set[int] = set()
        self._run, self._spared_until = 0, 0.0
        self._heard: dict[int, Running] = {}
        self._looked_at = 0

    async def keep(self) -> None:
        """Look until this is cancelled."""
        time, leap = self._server.world.time, self._server.world.time.advance

        def advance(seconds: float) -> None:
            """Nothing changes in a leap, so what it was for the servers is known."""
            self.look()
            leap(seconds)
            self.look(leapt=True)

        time.advance = advance  # type: ignore[method-assign]
        try:
            while True:
                self.look()
                self._waiting()
                for _ in range(HEARINGS):
                    await asyncio.sleep(OFTEN / HEARINGS)
                    self._hear()
        finally:
            time.advance = leap  # type: ignore[method-assign]
            self._close()

    def look(self, *, leapt: bool = False) -> None:
        """Once."""
        now = int(self._server.world.time.now().timestamp() * 1000)
        passed, self._looked_at = now - (self._looked_at or now), now
        self._hear()
        rows = self._connection()
        self._ids(rows)
        self._clocks(rows, now, passed, fragile=leapt or not self._calm())

    def _connection(self) -> sqlite3.Connection:
        """To the rows of the present run; one that is kept knows the tables already."""
        path = self._bot.database
        if self._rows is None or self._rows[0] != path:
            self._close()
            self._rows = path, sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        return self._rows[1]

    def _close(self) -> None:
        if self._rows is not None:
            self._rows[1].close()
            self._rows = None

    def _hear(self) -> None:
        """By which connections the bot hears which servers: all of what lies between them and it is up."""
        gateway, world = self._server.gateway, self._server.world
        connected = [
            (session, gateway._connections[session.id])
            for session in gateway.sessions.values()
            if session.id in gateway._connections
        ]
        self._heard = {
            guild: next((by for session, by in connected if session.hears(guild)), None)
            if guild not in world.outages and world.bot_in(guild)
            else None
            for guild in world.guilds
        }
        for one in self._open.values():
            self._tell(one)

    def _tell(self, one: _Open) -> None:
        running = None if one.stands_still else self._heard.get(one.guild)
        one.heard.change(running, asyncio.get_running_loop().time())

    def _ids(self, rows: sqlite3.Connection) -> None:
        for game, what in rows.execute(_GAMES).fetchall():
            if self._games.setdefault(game, what) != what:
                self.violations.append(f"game {game} was a {self._games[game]} and is a {what}")
                self._games[game] = what

    def _clocks(self, rows: sqlite3.Connection, now: int, passed: int, *, fragile: bool) -> None:
        at = asyncio.get_running_loop().time()
        for one in self._open.values():
            one.before = one.heard.least
            one.heard.pass_by(passed, at, fragile=fragile)
        since = {"since": now - passed - SLACK_MS, "before": now - passed}
        self._answers(rows, since)
        open_still: set[Place] = set()
        for kind, guild, game, position, opened, deadline, closed, skipped, paused in rows.execute(
            _QUESTIONS, since
        ).fetchall():
            place = game, position
            if closed is None and place not in self._open:
                heard = Heard(0, now - opened, self._heard.get(guild))
                self._open[place] = _Open(kind, guild, deadline - opened, deadline, heard, before=0)
            if closed is None:
                open_still.add(place)
                self._stands(place, deadline, stands_still=bool(paused))
                self._runs_true(place, self._open[place], now - opened, at)
            elif place in self._open:
                one = self._open.pop(place)
                if not skipped and not one.stands_still and closed >= deadline:
                    self._was_given_its_time(place, one)
        # What closed by a press from long ago, written after a crash or a full disk, is among neither.
        self._open = {place: one for place, one in self._open.items() if place in open_still}

    def _runs_true(self, place: Place, one: _Open, ran: int, at: float) -> None:
        """A clock that runs has run for as long as its server was heard, whatever was given back and as grace."""
        if self._calm() and not one.strays and one.heard.has_run(GIVEN_BACK_S, at):
            slack = SLACK_MS * (1 + one.heard.changes)
            one.strays = not one.heard.least - slack <= ran <= one.heard.most + slack
            if one.strays:
                self.violations.append(
                    f"{one.kind} {place}: has run {ran / 1000:.1f} s, and its server was heard for "
                    f"{one.heard.least / 1000:.1f} to {one.heard.most / 1000:.1f}"
                )

    def _stands(self, place: Place, deadline: int, *, stands_still: bool) -> None:
        one = self._open[place]
        one.deadline, one.stands_still = deadline, stands_still
        self._tell(one)

    def _waiting(self) -> None:
        """A server that is heard waits for nobody else's trouble, and a daily for nobody's quiz."""
        now, heard_now = self._looked_at, {guild for guild, by in self._heard.items() if by is not None}
        heard = heard_now & self._were_heard if self._calm() else set()
        self._were_heard = heard_now
        for place, one in self._open.items():
            waits = one.deadline < now and one.guild in heard and not one.stands_still
            one.overdue = one.overdue + OFTEN if waits else 0.0
            if one.overdue == SOON_S:
                self.violations.append(
                    f"{one.kind} {place}: open {SOON_S:.0f} s past its deadline, and its server is heard"
                )
        self._closings(heard)
        self._cards()
        due = {guild for (guild,) in self._connection().execute(_DUE, {"now": now}).fetchall()}
        if self._is_spared():
            due.clear()
        self._due = {guild: self._due.get(guild, 0.0) + OFTEN for guild in due & heard}
        for guild, waited in self._due.items():
            if waited == SOON_S:
                self.violations.append(f"server {guild}: {SOON_S:.0f} s after its minute its daily is not posted")

    def _is_spared(self) -> bool:
        """Whether a run that died lately may have claimed a daily, of which the next has to keep away for so long."""
        at = asyncio.get_running_loop().time()
        if self._bot.number != self._run:
            self._run, self._spared_until = self._bot.number, at + LEASE.total_seconds()
        return at < self._spared_until

    def _closings(self, heard: set[int]) -> None:
        """That a daily is over is shown whatever is refused elsewhere: somebody has it in hand."""
        over = self._connection().execute(_OVER).fetchall()
        on_the_way = {key.game_id for key in self._bot.app.delivery._slots} if self._bot.app is not None else set()
        left = {game for game, guild in over if guild in heard and game not in on_the_way}
        self._closing = {game: self._closing.get(game, 0.0) + OFTEN for game in left}
        for game, waited in self._closing.items():
            if waited == CLOSED_SOON_S:
                self.violations.append(f"daily {game}: {CLOSED_SOON_S:.0f} s after its end nobody sees to its message")

    def _cards(self) -> None:
        """The message of a question that is open is looked after: it has not shown its last state."""
        left = dict(self._connection().execute(_LEFT).fetchall())
        self._left = {game: self._left.get(game, 0.0) + OFTEN for game in left}
        for game, waited in self._left.items():
            if waited == LEFT_S:
                self.violations.append(f"{left[game]} of round {game} is left alone, and its question is open")

    def _was_given_its_time(self, place: Place, one: _Open) -> None:
        if one.heard.most < one.given - SLACK_MS:
            self.violations.append(
                f"{one.kind} {place}: closed by its clock, of {one.given / 1000:.1f} s its server was heard for "
                f"{one.heard.most / 1000:.1f}"
            )

    def _answers(self, rows: sqlite3.Connection, since: dict[str, int]) -> None:
        """What counts for speed is the time in which an answer could be given, up to when Discord had it."""
        for game, position, player, elapsed, ago in rows.execute(_ANSWERS, since).fetchall():
            one = self._open.get((game, position))
            if one is None or player in one.answered:
                continue
            one.answered.add(player)
            least, most = one.before - max(0, ago), one.heard.most
            if not least - SLACK_MS <= elapsed <= most + SLACK_MS:
                self.violations.append(
                    f"{one.kind} {(game, position)}: {player} answered after {least / 1000:.1f} to {most / 1000:.1f} s "
                    f"in which the server was heard, and {elapsed / 1000:.1f} count"
                )
