"""Who has a connection for reading where there are not enough: each is handed to whoever is to have it next.

What a press reads waits for nothing that comes by itself, however much of that there is. With the library's own queue,
a connection that came free was had by whoever happened to ask in that moment, and those who waited for it went last.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy.exc import TimeoutError as NoSessionError
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry
from sqlalchemy.util import await_only

from bot.kernel.haste import Errand, Haste, errand
from bot.storage.lane import is_long

READERS = 4
"""Connections that read, of each process."""

LONG_AT_ONCE = 2
"""So many connections are had for long at a time."""

IN_VAIN = "no connection for reading came free within {within:g} s: all {size} are in use, or left for people's presses"


class Rank(NamedTuple):
    """How urgent a reading is, and whether it takes long."""

    haste: Haste
    long: bool

    @property
    def by_itself(self) -> bool:
        """Whether nobody has pressed anything for it."""
        return self.haste is not Haste.PRESS


@dataclass(slots=True, eq=False)
class Entry:
    """Somebody who has a connection, or waits for one. `number`: whoever came before has a lower one."""

    errand: Errand
    number: int
    rank: Rank
    is_in: bool = False
    turn: asyncio.Future[None] | None = None


class Order:
    """The order in which so many connections are had.

    Whoever presses comes first, then what returns, then what looks. What comes by itself has half of them at the most,
    but one however many press; and one is always left for whoever presses and reads shortly.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._had: Counter[Rank] = Counter()
        self._waiting: dict[Rank, dict[Entry, None]] = {}
        self._numbers = count()
        self._moved = 0
        self._limits: tuple[tuple[Callable[[Rank], bool], int], ...] = (
            (lambda _: True, size),
            (lambda rank: rank.by_itself, max(1, size // 2)),
            (lambda rank: rank.long, LONG_AT_ONCE),
            (lambda rank: rank.by_itself and rank.long, 1),
            (lambda rank: rank.by_itself or rank.long, max(1, size - 1)),
        )
        """Whom each counts, and how many of them there may be."""

    def come(self) -> Entry:
        """Have one at once if there is one for the current task; else it is to `wait`."""
        about = errand()
        entry = Entry(about, next(self._numbers), Rank(about.haste, is_long()))
        if self._has_room(entry.rank):  # whoever waits has none, so nobody is overtaken
            self._let_in(entry)
        return entry

    async def wait(self, entry: Entry, within: float) -> bool:
        """Wait for one; whether it is had. Where none at all came free in so many seconds, it is not."""
        entry.turn = asyncio.get_running_loop().create_future()
        hurried = partial(self._hurried, entry)
        entry.errand.told.add(hurried)
        self._waiting.setdefault(entry.rank, {})[entry] = None
        try:
            moved = -1
            while not entry.is_in and moved != self._moved:
                moved = self._moved
                await asyncio.wait([entry.turn], timeout=within)
        except BaseException:
            if entry.is_in:
                self.leave(entry)
            raise
        finally:
            entry.errand.told.discard(hurried)
            self._waiting[entry.rank].pop(entry, None)
        return entry.is_in

    def leave(self, entry: Entry) -> None:
        """It is free again, for whoever is next."""
        self._moved += 1
        self._had[entry.rank] -= 1
        self._serve()

    def _hurried(self, entry: Entry) -> None:
        """Somebody more urgent waits for the same."""
        if not entry.is_in:
            del self._waiting[entry.rank][entry]
            entry.rank = Rank(entry.errand.haste, entry.rank.long)
            self._waiting.setdefault(entry.rank, {})[entry] = None
            self._serve()

    def _serve(self) -> None:
        while firsts := [next(iter(some)) for rank, some in self._waiting.items() if some and self._has_room(rank)]:
            entry = min(firsts, key=self._place)
            del self._waiting[entry.rank][entry]
            self._let_in(entry)
            if entry.turn is not None and not entry.turn.done():
                entry.turn.set_result(None)

    def _place(self, entry: Entry) -> tuple[bool, Haste, int]:
        left_for_it = self._size > 1 and entry.rank.by_itself and not self._count(lambda rank: rank.by_itself)
        return not left_for_it, entry.rank.haste, entry.number

    def _let_in(self, entry: Entry) -> None:
        entry.is_in = True
        self._had[entry.rank] += 1

    def _has_room(self, rank: Rank) -> bool:
        return all(self._count(whom) < most for whom, most in self._limits if whom(rank))

    def _count(self, whom: Callable[[Rank], bool]) -> int:
        return sum(number for rank, number in self._had.items() if whom(rank))


class Readers(AsyncAdaptedQueuePool):
    """The connections that read of one engine. It logs as the library's own pools do, by the same rules."""

    _sqla_logger_namespace = "sqlalchemy.pool.impl.Readers"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._order = Order(self.size())
        self._entries: dict[ConnectionPoolEntry, Entry] = {}

    def _do_get(self) -> ConnectionPoolEntry:
        entry = self._order.come()
        if not entry.is_in and not await_only(self._order.wait(entry, self._timeout)):
            raise NoSessionError(IN_VAIN.format(within=self._timeout, size=self.size()))
        try:
            record = super()._do_get()
        except BaseException:
            self._order.leave(entry)
            raise
        self._entries[record] = entry
        return record

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        if (entry := self._entries.pop(record, None)) is not None:
            self._order.leave(entry)
