"""Reading a game, or what else has a number, in from its rows: once, however many ask for it in the meantime."""

import asyncio
from collections.abc import Callable, Coroutine, MutableMapping
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from bot.kernel.haste import Errand, errand, on

T = TypeVar("T")
K = TypeVar("K")

_waiting: WeakKeyDictionary[asyncio.Future[Any], int] = WeakKeyDictionary()
_stopped: WeakSet[asyncio.Future[Any]] = WeakSet()
_errands: WeakKeyDictionary[asyncio.Future[Any], Errand] = WeakKeyDictionary()


def begun(reading: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
    """Have something be read for several: as urgent as whoever set it going, or waits for it, is."""
    with on(errand().haste) as about:
        task = asyncio.ensure_future(reading)
    _errands[task] = about
    return task


async def shared(reading: asyncio.Future[T]) -> T:
    """What a reading that was `begun` gives to several who wait for it. Who stops waiting stops it for nobody else.

    It is as urgent as the most urgent of them, who may become more so meanwhile, if they read for others themselves.

    Once nobody waits any more it is stopped: when Recall closes, nothing may go on reading. Whoever keeps it for those
    who ask later looks at `is_stopped` first.
    """
    mine, theirs = errand(), _errands[reading]

    def hurry() -> None:
        theirs.hurry(mine.haste)

    hurry()
    mine.told.add(hurry)
    _waiting[reading] = _waiting.get(reading, 0) + 1
    try:
        return await asyncio.shield(reading)
    finally:
        mine.told.discard(hurry)
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


def drop_failed(kept: MutableMapping[K, tuple[Any, asyncio.Future[Any]]], key: K) -> None:
    """Have what is kept under a key be gone once it has failed.

    Its error knows the frames that it came through, and so everything that is in the hands of whoever waited for it.
    """

    def drop(done: asyncio.Future[Any]) -> None:
        if failed(done) and key in kept and kept[key][1] is done:
            del kept[key]

    kept[key][1].add_done_callback(drop)


class SharedReading(Generic[T]):
    """`read` by a game's id; whoever stops waiting stops nobody else's reading."""

    def __init__(self, read: Callable[[int], Coroutine[Any, Any, T]]) -> None:
        self._read = read
        self._under_way: dict[int, asyncio.Future[T]] = {}

    async def of(self, game_id: int) -> T:
        """What was read, as urgently as anybody waits for it. Raises what `read` raises, to all who waited."""
        reading = self._under_way.get(game_id) or self._begin(game_id)
        if reading.done() or is_stopped(reading):  # what has come back is for those who waited
            reading = self._begin(game_id)
        return await shared(reading)

    def _begin(self, game_id: int) -> asyncio.Future[T]:
        reading = self._under_way[game_id] = begun(self._read(game_id))
        reading.add_done_callback(lambda done: self._end(game_id, done))
        return reading

    def forget(self, game_id: int) -> None:
        """What is being read may be outdated: whoever asks from now on is given another reading."""
        self._under_way.pop(game_id, None)

    def _end(self, game_id: int, done: asyncio.Future[T]) -> None:
        if self._under_way.get(game_id) is done:
            del self._under_way[game_id]
