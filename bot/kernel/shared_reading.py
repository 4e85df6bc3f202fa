"""Reading a game, or what else has a number, in from its rows: once, however many ask for it in the meantime."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class SharedReading(Generic[T]):
    """`read` by a game's id; whoever stops waiting stops nobody else's reading."""

    def __init__(self, read: Callable[[int], Awaitable[T]]) -> None:
        self._read = read
        self._under_way: dict[int, asyncio.Future[T]] = {}

    async def of(self, game_id: int) -> T:
        """What was read. Raises what `read` raises, to all who waited."""
        reading = self._under_way.get(game_id)
        if reading is None or reading.done():  # what has come back is for those who waited for it
            reading = self._under_way[game_id] = asyncio.ensure_future(self._read(game_id))
            reading.add_done_callback(lambda done: self._end(game_id, done))
        return await asyncio.shield(reading)

    def forget(self, game_id: int) -> None:
        """What is being read may be outdated: whoever asks from now on is given another reading."""
        self._under_way.pop(game_id, None)

    def _end(self, game_id: int, done: asyncio.Future[T]) -> None:
        if self._under_way.get(game_id) is done:
            del self._under_way[game_id]
