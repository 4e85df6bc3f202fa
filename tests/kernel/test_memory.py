"""What is kept of servers and games in memory is bounded."""

import asyncio
import gc
from typing import cast

import pytest

from bot.client.venues import Venues, VenueStore
from bot.daily.ports import DailyStore
from bot.daily.schedules import DailySchedules
from bot.duels.ratings import RatingBook
from bot.kernel.sources import Sources
from bot.kernel.venues import GameVenue, Venue
from bot.ratings.api import Ledger, RatingStore
from bot.timing.zones import PinnedZones


async def test_a_turn_that_nobody_holds_is_let_go() -> None:
    """While somebody holds or awaits a server's turn it is the one turn; after that nothing of it is left."""
    schedules, order = DailySchedules(cast("DailyStore", None), Sources(), PinnedZones()), []

    async def take(name: str) -> None:
        async with schedules.turn(5):
            order.append(f"{name} in")
            gc.collect()
            await asyncio.sleep(0)
            order.append(f"{name} out")

    await asyncio.gather(take("a"), take("b"))
    assert order == ["a in", "a out", "b in", "b out"]
    gc.collect()
    assert len(schedules._turns._locks) == 0


async def test_only_the_ledgers_used_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose duels are long over has its ratings in the rows alone."""
    monkeypatch.setattr("bot.duels.ratings.IN_MEMORY", 3)

    class Store:
        async def ledger(self, guild_id: int) -> Ledger:  # noqa: ARG002
            return Ledger()

    book = RatingBook(cast("RatingStore", Store()))
    for guild in (1, 2, 3, 1, 4):
        await book.open(guild)
    assert [*book._ledgers] == [3, 1, 4]


async def test_games_that_are_pressed_stay_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The games pressed last are those kept, not those first read last."""
    monkeypatch.setattr("bot.client.venues.IN_MEMORY", 2)

    class Store:
        async def venue(self, game_id: int) -> GameVenue:  # noqa: ARG002
            return GameVenue("round", Venue(70, 700))

        async def has_played(self, guild_id: int, player_id: int) -> bool:  # noqa: ARG002
            return False

    venues = Venues(cast("VenueStore", Store()))
    for game in (1, 2, 1, 3):
        await venues.admits(game, 5, Venue(70, 700))
    assert [*venues._known] == [1, 3]
