"""What becomes of deliveries when the bot leaves."""

from __future__ import annotations

import asyncio

from tests.delivery.world import LOBBY, World
from tests.fakes import unposted


async def test_nothing_begins_after_the_end() -> None:
    """A connection that comes back while the bot leaves opens nothing again: no work is left behind."""
    world = World(*unposted(LOBBY))
    await world.delivery.close(within=1)
    await world.delivery.open()
    world.delivery.redraw(LOBBY, urgent=True)
    await asyncio.sleep(60)
    assert (world.sender.requests, world.delivery.pending) == ([], 0)
