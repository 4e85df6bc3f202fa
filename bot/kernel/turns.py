"""What one person does at once, done one after the other, where the rows are read anew each time."""

import asyncio
from weakref import WeakValueDictionary


class Turns:
    """A lock for each person, held by those who wait for it and by nobody else."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def of(self, player_id: int) -> asyncio.Lock:
        """The person's lock."""
        lock = self._locks.get(player_id)
        if lock is None:
            lock = self._locks[player_id] = asyncio.Lock()
        return lock
