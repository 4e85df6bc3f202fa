"""Reading a game, or what else has a number, in from its rows: once, however many ask for it in the meantime."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from bot.kernel.haste import Errand, errand, on

T = TypeVar("T")

_waiting: WeakKeyDictionary[asyncio.Future[Any], int] = WeakKeyDictionary()
_stopped: WeakSet[asyncio.Future[Any]] = WeakSet()


async def shared(reading: asyncio.Future[T]) -> T:
    """What a reading gives to several who wait for it. Who stops waiting stops it for nobody else.

    Once nobody waits any more it is stopped: when Recall closes, nothing may go on reading. Whoever keeps it for those
    who ask later looks at `is_stopped` first.
    """
    _waiting[reading] = _waiting.get(reading, 0) + 1
    try:
        return await asyncio.shield(reading)
    finally:
        _waiting[reading] -= 1
        if not _waiting[reading] and not reading.done():
            _stopped.add(reading)
            reading.cancel()


def is_stopped(reading: asyncio.Future[Any]) -> bool:
    """Whether nobody waited for it any more before it had come to its end."""
    return reading in _stopped


def failed(reading: asyncio.Future[Any]) -> bool:
    """Whether what was to be read, or made of it, has to be so again."""
    return is_stopped(reading) or (reading.done() and (reading.cancelled() or reading.exception() is not None))


class SharedReading(Generic[T]):
    """`read` by a game's id; whoever stops waiting stops nobody else's reading."""

    def __init__(self, read: Callable[[int], Awaitable[T]]) -> None:
        self._read = read
        self._under_way: dict[int, tuple[asyncio.Future[T], Errand]] = {}

    async def of(self, game_id: int) -> T:
        """What was read, as urgently as anybody waits for it. Raises what `read` raises, to all who waited."""
        reading, begun = self._under_way.get(game_id) or self._begin(game_id)
        if reading.done() or is_stopped(reading):  # what has come back is for those who waited
            reading, begun = self._begin(game_id)
        begun.hurry(errand().haste)
        return await shared(reading)

    def _begin(self, game_id: int) -> tuple[asyncio.Future[T], Errand]:
        with on(errand().haste) as begun:
            reading = asyncio.ensure_future(self._read(game_id))
        self._under_way[game_id] = reading, begun
        reading.add_done_callback(lambda done: self._end(game_id, done))
        return reading, begun

    def forget(self, game_id: int) -> None:
        """What is being read may be outdated: whoever asks from now on is given another reading."""
        self._under_way.pop(game_id, None)

    def _end(self, game_id: int, done: asyncio.Future[T]) -> None:
        if game_id in self._under_way and self._under_way[game_id][0] is done:
            del self._under_way[game_id]
