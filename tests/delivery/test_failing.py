"""The outbox: however much a part of Discord does not take, the rest comes as if that were not there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.delivery.limiter import Limiter
from bot.kernel.ports import Message, MessageKey
from tests.delivery.world import World
from tests.fakes import Posted, now, on_screen, unposted
from tests.strategies import NOON

AWAY_FROM = 10_000


def failing(many: int) -> list[Message]:
    """Dailies in servers for which Discord does not answer."""
    return [Message(MessageKey(number, "daily"), AWAY_FROM + number, NOON) for number in range(1, many + 1)]


async def partly_away(*messages: Message, limiter: Limiter | None = None) -> World:
    """A world in which Discord has answered for none of these for some time."""
    world = World(*messages, limiter=limiter)
    world.sender.away_channels |= {message.channel_id for message in messages}
    await world.delivery.open()
    return world


async def test_what_fails_takes_none_of_the_room_for_others() -> None:
    """What has not been tried yet is work in hand; what Discord does not take is not, also while it is tried again."""
    world = await partly_away(*failing(130))
    world.sender.latency = 10
    assert world.delivery.under_way("daily") == 130
    assert world.delivery.failing("daily") == []
    await asyncio.sleep(60)
    for _ in range(600):
        await asyncio.sleep(5)
        assert world.delivery.under_way("daily") == 0
    assert sorted(world.delivery.failing("daily")) == list(range(1, 131))
    world.sender.away_channels.clear()
    await world.quiet()
    assert len(world.showing()) == 130
    assert world.delivery.failing("daily") == []


async def test_what_fails_for_long_goes_last_at_the_limit() -> None:
    """Its tries alone are more than the limit lets through; what is new goes before them."""
    world = await partly_away(*failing(200), limiter=Limiter(rate=2))
    await asyncio.sleep(1_800)
    assert world.delivery.held_back > 50
    fresh = MessageKey(999, "daily")
    await world.store.put(*unposted(fresh, at=now()))
    world.change(fresh, "new", urgent=True)
    assert await world.delivery.stands(fresh, 2) is None


async def test_what_failed_once_keeps_its_place_at_the_limit() -> None:
    """One answer that is lost does not put a question behind every count of others."""
    world = World(*unposted(MessageKey(999, "q0")), limiter=Limiter(rate=2))
    world.sender.away_channels.add(700)
    await world.delivery.open()
    await asyncio.sleep(0.5)
    world.sender.away_channels.clear()
    for number in range(1, 51):
        other = on_screen(MessageKey(number, "lobby"), number)
        world.sender.messages[number] = Posted(number, 700, "", NOON, ["old"])
        await world.store.put(other)
        world.change(other.key, "a count")
    assert await world.delivery.stands(MessageKey(999, "q0"), 3) is None


async def test_what_was_refused_is_tried_again_however_many_before_it_fail() -> None:
    """Fifty whose servers Discord cannot serve just now are not what a channel that is open again waits for."""
    rows = [replace(row, refused=3, retry_at=NOON + timedelta(seconds=row.key.game_id)) for row in failing(60)]
    world = await partly_away(*rows)
    world.sender.away_channels.discard(rows[-1].channel_id)
    for _ in range(60):
        await world.delivery.retry(now())
        await asyncio.sleep(5)
    assert world.showing() == ["daily 0"]
