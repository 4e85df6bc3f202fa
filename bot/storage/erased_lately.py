"""Who was erased lately, so that nothing brings them back that was decided before.

An erasure takes everybody out of rows and memory. Whoever found them there before, and then waited for something else,
such as other rows, a commit, or Discord, would write them again: with a post that is closed, a game that is paired, a
lobby that people are let into. Each of these is refused as if it could not be written: memory forgets it, whoever
pressed is asked to press again, and a tick decides anew on what the rows say by then. Whoever comes back by themselves
presses something after they were erased, and that decision is a new one.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable

from sqlalchemy import BindParameter, Insert, Update
from sqlalchemy.dialects.postgresql import dialect
from sqlalchemy.sql import ClauseElement, visitors

from bot.kernel.deciding import moment
from bot.storage.changes import Change, Put

KEPT_S = 3600.0
"""So long it is known who was erased: much longer than anything takes to decide, and no longer than it is of use."""

_EITHER = dialect()  # type: ignore[no-untyped-call]
"""It spells out every insertion that either engine understands."""


class ErasedLately:
    """People who were erased, each with the moment up to which whatever names them is outdated."""

    def __init__(self) -> None:
        self._people: OrderedDict[int, tuple[int, float]] = OrderedDict()
        self._latest = 0

    def note(self, player_id: int) -> None:
        """Somebody is in no rows and no memory now: what was decided until this moment is not to name them."""
        self._latest = moment()
        self._people[player_id] = self._latest, time.monotonic()
        self._people.move_to_end(player_id)

    def comes_back(self, decided: int, rows: Iterable[Change], statements: Iterable[ClauseElement]) -> bool:
        """Whether this would write somebody again who was erased after the moment in which it began to be decided."""
        if decided > self._latest or not self._people:
            return False
        while self._people and next(iter(self._people.values()))[1] < time.monotonic() - KEPT_S:
            self._people.popitem(last=False)
        gone = [person for person, (erased, _) in self._people.items() if erased > decided]
        if not gone:
            return False
        values = [*_values(rows), *_written(statements)]
        return any(_names(value, person) for value in values for person in gone)


def _values(rows: Iterable[Change]) -> Iterable[object]:
    for change in rows:
        yield from (change.values if isinstance(change, Put) else change.key).values()


def _written(statements: Iterable[ClauseElement]) -> Iterable[object]:
    """What new rows are made of, and what a change sets.

    Whom a change or a deletion looks for is not among it: they meet no row of somebody who was erased.
    """
    for statement in statements:
        if isinstance(statement, Insert):
            yield from statement.compile(dialect=_EITHER).params.values()  # also of several rows at once
        elif isinstance(statement, Update):
            written, looked_for = _given(statement), _given(statement.whereclause)
            for value in looked_for:
                written.remove(value)
            yield from written


def _given(part: ClauseElement | None) -> list[object]:
    found = () if part is None else visitors.iterate(part)
    return [one.value for one in found if isinstance(one, BindParameter)]


def _names(value: object, person: int) -> bool:
    """Whether a value is somebody's id, or a text with it, such as a list."""
    return value == person or (isinstance(value, str) and str(person) in value)
