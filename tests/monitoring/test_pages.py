"""The two pages as a machine asks for them."""

from __future__ import annotations

from dataclasses import replace

import aiohttp
from aiohttp.test_utils import TestServer

from bot.monitoring.counts import Counts
from bot.monitoring.server import pages
from tests.monitoring.test_vitals import WELL


async def test_a_sick_bot_answers_so_that_a_machine_understands() -> None:
    """Health is 200 while all is well and 503, with the reason in words, when not; metrics come either way."""
    now = [WELL]
    async with TestServer(pages(lambda: now[0], Counts())) as server, aiohttp.ClientSession() as session:
        async with session.get(server.make_url("/health")) as response:
            assert (response.status, (await response.json())["status"]) == (200, "ok")
        now[0] = replace(WELL, loop_lag_s=9.0)
        async with session.get(server.make_url("/health")) as response:
            told = await response.json()
            assert (response.status, told["status"]) == (503, "bad")
            assert told["problems"] == ["the event loop stalled for 9.0 s"]
        async with session.get(server.make_url("/metrics")) as response:
            assert "recall_event_loop_lag_seconds 9.0" in await response.text()
