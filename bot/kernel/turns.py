"""What is done at once by one person or in one server, one after the other, where the rows are read anew each time."""

import asyncio
from collections.abc import Hashable
from weakref import WeakValueDictionary


class Turns:
    """A lock for each person, server, or what else is told apart, held by those who wait for it and by nobody else."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    def of(self, whose: Hashable) -> asyncio.Lock:
        """The lock of a person, a server, or several together."""
        return self._locks.setdefault(whose, asyncio.Lock())

    def is_taken(self, whose: Hashable) -> bool:
        """Whether whoever comes now has to wait, nobody knows for how long."""
        return self.of(whose).locked()
