"""What becomes of deliveries when the bot leaves."""

from __future__ import annotations

import asyncio

from tests.delivery.world import LOBBY, World
from tests.fakes import elapsed, unposted


async def test_nothing_begins_after_the_end() -> None:
    """A connection that comes back while the bot leaves opens nothing again: no work is left behind."""
    world = World(*unposted(LOBBY))
    await world.delivery.close(within=1)
    await world.delivery.open()
    world.delivery.redraw(LOBBY, urgent=True)
    await asyncio.sleep(60)
    assert (world.sender.requests, world.delivery.pending) == ([], 0)


async def test_a_second_end_waits_for_nothing_that_the_first_one_gave_up() -> None:
    """As where a shard is handed over in the instant in which a message is to be posted."""
    world = World(*unposted(LOBBY))
    await world.delivery.open()
    await world.delivery.close(within=0)
    began = elapsed()
    await world.delivery.close(within=4)
    assert elapsed() == began
