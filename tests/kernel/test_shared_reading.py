"""One reading serves all who ask for it meanwhile, and is stopped once nobody waits for it."""

import asyncio
import gc
import warnings
from contextlib import suppress
from datetime import UTC, date
from typing import cast
from unittest.mock import Mock
from weakref import ref

from bot.kernel.shared_reading import SharedReading
from bot.seasons.ports import SeasonStore
from bot.seasons.weeks import Weeks
from tests.strategies import NOON

GAME = 7


class Slow:
    """Rows that are read when the test says so."""

    def __init__(self) -> None:
        self.begun = self.stopped = 0
        self.come = asyncio.Event()

    async def read(self, game_id: int) -> int:
        self.begun += 1
        try:
            await self.come.wait()
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        return game_id


async def leave(asking: asyncio.Task[int]) -> None:
    asking.cancel()
    with suppress(asyncio.CancelledError):
        await asking


async def a_while() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_who_stops_waiting_stops_it_for_nobody_else() -> None:
    slow = Slow()
    reading = SharedReading(slow.read)
    first, second = (asyncio.ensure_future(reading.of(GAME)) for _ in range(2))
    await a_while()
    await leave(first)
    slow.come.set()
    assert (await second, slow.begun, slow.stopped) == (GAME, 1, 0)


async def test_a_reading_that_nobody_waits_for_any_more_is_stopped() -> None:
    """Recall gives up the presses that are still worked on when it closes: nothing goes on reading for them."""
    slow = Slow()
    asking = asyncio.ensure_future(SharedReading(slow.read).of(GAME))
    await a_while()
    await leave(asking)
    await a_while()
    assert slow.stopped == 1


async def test_who_asks_as_a_reading_is_stopped_is_given_another() -> None:
    slow = Slow()
    reading = SharedReading(slow.read)
    asking = asyncio.ensure_future(reading.of(GAME))
    await a_while()
    await leave(asking)
    again = asyncio.ensure_future(reading.of(GAME))
    slow.come.set()
    assert (await again, slow.begun) == (GAME, 2)


class Press:
    """What somebody has in hand who waits for a reading."""


async def fails(*_: object) -> list[object]:
    await asyncio.sleep(0)
    raise ConnectionError("no answer")


async def test_a_reading_that_failed_keeps_nothing_of_whoever_waited_for_it() -> None:
    """Its error came through all that they had in hand, which would stay for as long as the weeks of a season do."""
    with warnings.catch_warnings():  # what other tests left behind is not this one's
        warnings.simplefilter("ignore")
        gc.collect()
    weeks = Weeks(cast("SeasonStore", Mock(games=fails)))

    async def answered() -> ref[Press]:
        press = Press()
        with suppress(ConnectionError):
            await weeks.of(1, date(2026, 11, 23), UTC, None, NOON)
        return ref(press)

    in_hand = await answered()
    await a_while()
    gc.collect()
    assert in_hand() is None
