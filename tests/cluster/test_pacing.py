"""Requests to Discord wait for their turns wherever they come from, so that the limit holds for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot import together
from bot.delivery.limiter import Limiter
from bot.reaching import reach
from playground.server import TOKEN
from playground.stats import counts
from tests.cluster.house import House, a_house
from tests.cluster.test_resuming import asked_at
from tests.wire.players import answer, is_locked


@pytest.fixture
async def house(url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(together, "IDENTIFY_APART_S", 0.1)
    async with a_house(url, tmp_path) as ready:
        yield ready


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> list[Limiter]:
    """Whose turns have been used, in their order."""
    found, use = list[Limiter](), Limiter.use

    async def noted(limiter: Limiter) -> None:
        await use(limiter)
        found.append(limiter)

    monkeypatch.setattr(Limiter, "use", noted)
    return found


async def test_whatever_a_process_asks_of_discord_takes_a_turn(house: House, used: list[Limiter]) -> None:
    """From its login on; but not replies to presses, which Discord does not count."""
    (one,) = await house.begin(1)
    asked = house.server.stats.requests
    _, question = await asked_at(house, one)
    outcome = await answer(house.playground.member("ada"), question)
    assert is_locked(outcome)
    assert asked["POST /interactions/{interaction_id}/{token}/callback"] > 0
    assert asked["GET /users/@me"] == 1, "who the bot is is asked once for all three shards"
    assert asked["POST /channels/{channel_id}/messages"] > 0
    await house.until(lambda: len(used) == sum(times for what, times in asked.items() if counts(what.split()[1])))


async def test_the_first_look_for_the_gateway_takes_a_turn(house: House, used: list[Limiter]) -> None:
    """Processes that begin anew ask for it while others send all that they may."""
    limiter = Limiter()
    await reach(TOKEN, f"{house.server.url}/api/v10", asyncio.Event(), limiter)
    assert used == [limiter]
