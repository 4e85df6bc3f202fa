"""How the disk is: slow, full, or unwilling in part; and the moments at which a crash leaves the most behind."""

from __future__ import annotations

import contextvars
import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import OperationalError

from bot.storage.changes import Put
from tests.simulation.commits import Commits
from tests.simulation.loop import SimulatedLoop, work_of

WRITE, READ = "_write", "_a_while"
HICCUPS = 0.25
"""How often a commit takes longer than usual, so that several wait for the next."""

CALM_AFTER = 10.0
"""Seconds."""

SLOW_SHARE = 0.5

STUMBLES = 5
"""So often in a row reading fails where it stumbles."""


class Storage:
    """How the disk is just now. It answers what the loop asks of each piece of work that would go to a thread."""

    def __init__(self, loop: SimulatedLoop) -> None:
        self._loop = loop
        self._chance = loop.chance
        self._troubled_at = 0.0
        self.commits = Commits()
        self.full = False
        self.slow: set[str] = set()
        self.slow_share = SLOW_SHARE
        """How often what is slow takes long."""
        self.unreadable = 0.0
        """How often reading fails."""
        self.stumbles_after_commit = False
        """Whether reading fails a few times once a question is written: what is done for all games is done by half."""
        self._stumbles = 0
        self.breaks = 0
        """So many of the next commits fail."""
        self.splits = 0
        """So many of the next commits of several units fail, and each of them can be written by itself."""
        self.poisons = 0
        """In so many of the next commits a unit that others of its game stand behind cannot be written at all."""
        self._poisoned: list[object] = []
        """Their rows: a unit that failed knows of everybody who waited for it."""
        self.at_commit: Callable[[], None] | None = None
        """Called once a commit is made, while whoever waits for it has not been told."""
        self.at_row: Callable[[], None] | None = None
        """Called once it is on the disk that a message stands, while its game has not been told."""
        loop.befalls = self.befalls

    @property
    def is_calm(self) -> bool:
        """Whether nothing has been wrong with it for a while."""
        return self._loop.time() - self._troubled_at > CALM_AFTER

    def heal(self) -> None:
        """Nothing is wrong with it from now on."""
        self.full, self.breaks, self.splits, self.poisons, self.slow = False, 0, 0, 0, set()
        self.slow_share = SLOW_SHARE
        self.unreadable, self.stumbles_after_commit, self._stumbles = 0.0, False, 0

    def befalls(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[float, float]:
        """Seconds before and after. Raises what the database would raise."""
        name = work_of(work)
        if self.full or self.breaks or self.slow or self.unreadable:
            self._troubled_at = self._loop.time()
        if name == READ and self._fails_to_read():
            self._troubled_at = self._loop.time()
            raise OperationalError("SELECT", {}, _unread())
        if name == WRITE:
            if self.stumbles_after_commit and any(map(_asks, arguments[-1])):
                self.stumbles_after_commit, self._stumbles = False, STUMBLES
            fails = self._fails(arguments[-1])
            self.commits.tried(arguments[-1], fails=fails)
            if fails:
                self._troubled_at = self._loop.time()
                raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))
        if name in self.slow and self._chance.random() < self.slow_share:
            before, after = self._chance.uniform(0.05, 2.5), self._chance.uniform(0, 0.3)
        elif name == WRITE and self._chance.random() < HICCUPS:
            before, after = self._chance.uniform(0.02, 0.4), self._chance.uniform(0, 0.05)
        else:
            before, after = self._chance.uniform(0, 0.004), self._chance.uniform(0, 0.002)
        if name == WRITE and self.at_commit is not None:
            self._loop.call_later(before + after / 2, self.at_commit, context=contextvars.Context())
            self.at_commit = None
        return before, after

    def _fails_to_read(self) -> bool:
        if self._stumbles:
            self._stumbles -= 1
            return True
        return bool(self.unreadable) and self._chance.random() < self.unreadable

    def _fails(self, units: list[Any]) -> bool:
        if self.full or self.breaks:
            self.breaks = max(0, self.breaks - 1)
            return True
        if self.poisons and (leading := _leading(units)) is not None:
            self.poisons -= 1
            self._poisoned.append(leading.rows)
        if any(unit.rows is rows for unit in units for rows in self._poisoned):
            return True
        splits = len(units) > 1 and self.splits > 0
        self.splits -= splits
        return splits

    def done(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        """To be called when a piece of work is done."""
        if self.at_row is not None and work_of(work) == WRITE and any(_tells_of_a_post(unit) for unit in arguments[-1]):
            self._loop.call_soon(self.at_row, context=contextvars.Context())
            self.at_row = None


def _unread() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return error


def _leading(units: list[Any]) -> Any:
    """A unit that another one of its game stands behind; None where there is none."""
    for place, unit in enumerate(units):
        if isinstance(unit.scope, int) and any(other.scope == unit.scope for other in units[place + 1 :]):
            return unit
    return None


def _asks(unit: Any) -> bool:
    return any(isinstance(row, Put) and row.table.name == "asked" for row in unit.rows)


def _tells_of_a_post(unit: Any) -> bool:
    return any(isinstance(row, Put) and row.table.name == "messages" and row.values["message_id"] for row in unit.rows)
