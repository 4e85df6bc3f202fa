"""Reading a game in from its rows: once, however many ask for it in the meantime."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class SharedReading(Generic[T]):
    """`read` by a game's id; whoever stops waiting stops nobody else's reading."""

    def __init__(self, read: Callable[[int], Awaitable[T]]) -> None:
        self._read = read
        self._under_way: dict[int, asyncio.Future[T]] = {}

    def is_under_way(self, game_id: int) -> bool:
        """Whether somebody waits for this game's rows just now."""
        return game_id in self._under_way

    async def of(self, game_id: int) -> T:
        """What was read. Raises what `read` raises, to all who waited."""
        reading = self._under_way.get(game_id)
        if reading is None:
            reading = self._under_way[game_id] = asyncio.ensure_future(self._read(game_id))
            reading.add_done_callback(lambda _: self._under_way.pop(game_id, None))
        return await asyncio.shield(reading)
