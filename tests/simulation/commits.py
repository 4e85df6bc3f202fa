"""What a failure of the disk takes with it: what could not be written, what was decided on it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.storage.writer import OutdatedError

Units = list[Any]


class Commits:
    """Follows the tries to write. `waiting`: what waits to be written by the present run of the bot.

    A commit of several units that fails says nothing of any of them: each is tried by itself. One that fails by itself
    takes with it what was queued by then and was decided on it: of its scope, or of what it moves beside that.
    """

    def __init__(self) -> None:
        self.violations: list[str] = []
        self.waiting: Callable[[], Units] = list
        self._owed: Units = []
        """They failed together, and have to be tried by themselves."""
        self._doomed: list[object] = []
        """Their rows: a unit that failed knows of everybody who waited for it, who is not to be held here."""

    def begin(self) -> None:
        """Another run: what the one before owed died with it."""
        self._owed, self._doomed = [], []

    def tried(self, units: Units, *, fails: bool) -> None:
        """These are written now, or cannot be."""
        self.violations += [
            f"a change of {unit.scope} is written, and one before it could not be"
            for unit in units
            if _is_among(unit.rows, self._doomed)
        ]
        self._owed = [unit for unit in self._owed if not _is_outdated(unit)]
        if self._owed and not _is_among(units[0], self._owed):
            told = sorted({str(unit.scope) for unit in self._owed})
            self.violations.append(f"changes of {', '.join(told)} failed with others, and were not tried by themselves")
            self._owed = []
        self._owed = [one for one in self._owed if not _is_among(one, units)]
        if fails and len(units) > 1:
            self._owed = [*units]
        elif fails:
            self._take_along(units[0])

    def _take_along(self, failed: Any) -> None:
        lost, doomed = {*failed.moved}, []
        for unit in (*self._owed, *self.waiting()):
            if not lost.isdisjoint(unit.moved):
                lost |= unit.moved
                doomed.append(unit)
        self._doomed += [unit.rows for unit in doomed]
        self._owed = [unit for unit in self._owed if not _is_among(unit, doomed)]


def _is_outdated(unit: Any) -> bool:
    """Whether it was refused since it names somebody who was erased meanwhile, and nobody needs to try it."""
    error = unit.done.exception() if unit.done.done() else None
    return error is not None and isinstance(error.__cause__, OutdatedError)


def _is_among(this: object, these: list[Any]) -> bool:
    return any(this is one for one in these)
