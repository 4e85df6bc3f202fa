"""What a failure of the disk takes with it: what could not be written, what was decided on it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.storage.writer import OutdatedError

Units = list[Any]


class Commits:
    """Follows the tries to write. `waiting`: what waits to be written by the present run of the bot.

    A commit of several units that fails says nothing of any of them: each is tried by itself. One that fails by itself
    takes with it those of its scope that were queued by then, since they were decided on what never happened.
    """

    def __init__(self) -> None:
        self.violations: list[str] = []
        self.waiting: Callable[[], Units] = list
        self._owed: Units = []
        """They failed together, and have to be tried by themselves."""
        self._doomed: Units = []

    def begin(self) -> None:
        """Another run: what the one before owed died with it."""
        self._owed, self._doomed = [], []

    def tried(self, units: Units, *, fails: bool) -> None:
        """These are written now, or cannot be."""
        self.violations += [
            f"a change of {unit.scope} is written, and one before it could not be"
            for unit in units
            if _is_among(unit, self._doomed)
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
        doomed = [unit for unit in (*self._owed, *self.waiting()) if unit.scope == failed.scope]
        self._doomed += doomed
        self._owed = [unit for unit in self._owed if not _is_among(unit, doomed)]


def _is_outdated(unit: Any) -> bool:
    """Whether it was refused since it names somebody who was erased meanwhile, and nobody needs to try it."""
    error = unit.done.exception() if unit.done.done() else None
    return error is not None and isinstance(error.__cause__, OutdatedError)


def _is_among(unit: object, units: Units) -> bool:
    return any(unit is one for one in units)
