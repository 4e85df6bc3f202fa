"""The outbox: what Discord's return does to messages that wait, and in which order a game's messages come."""

from __future__ import annotations

import asyncio

import pytest

from bot.delivery.limiter import Limiter, Priority
from bot.delivery.order import HOLD
from bot.delivery.sender import Drawing
from bot.kernel.ports import MessageKey
from tests.delivery.world import AWAY, FIRST, LOBBY, World, opened
from tests.fakes import Posted, on_screen, unposted
from tests.strategies import MINUTE, NOON

SECOND_QUESTION = MessageKey(7, "q1")


def in_order(world: World, first: str, then: str) -> bool:
    """Whether Discord took the one before the other."""
    taken = [request.shown for request in world.sender.requests if request.error is None]
    return taken.index(first) < taken.index(then)


async def test_a_reconnect_cuts_the_wait() -> None:
    """Cards that waited out an outage are brought up to date the moment Discord is back, not up to a minute later."""
    world = await opened(*unposted(LOBBY, MessageKey(8, "lobby")))
    world.sender.troubles = [AWAY] * 14
    for key in world.store.rows:
        world.change(key, "latest", urgent=True)
    await asyncio.sleep(100)
    assert world.showing() == ["lobby 0", "lobby 0"]
    world.delivery.reconnected()
    await asyncio.sleep(0.5)
    assert world.showing() == ["latest", "latest"]


async def test_a_request_that_is_lost_as_discord_comes_back_waits_a_second() -> None:
    """What was in flight at the moment of the return, and is lost all the same, begins with the shortest wait."""
    world = await opened(*unposted(LOBBY))
    world.sender.troubles = [AWAY] * 7
    world.sender.latency = 0.5
    world.change(LOBBY, "latest", urgent=True)
    await asyncio.sleep(63 + 6 * 0.5 + 0.2)
    assert len(world.sender.requests) == 7, "the seventh is on its way"
    world.delivery.reconnected()
    await asyncio.sleep(2.5)
    assert world.showing() == ["latest"]


async def test_a_flapping_connection_does_not_hammer() -> None:
    """Every return is one try for each message that waits, and no more."""
    world = await opened(*unposted(LOBBY))
    world.sender.troubles = [AWAY] * 100
    world.change(LOBBY, "latest", urgent=True)
    for _ in range(10):
        await asyncio.sleep(0.5)
        world.delivery.reconnected()
    assert len(world.sender.requests) <= 12


@pytest.mark.parametrize("outage_s", [3, 20, 100])
async def test_the_last_reveal_is_shown_before_the_next_question(outage_s: float) -> None:
    """After an outage a game's messages come in order, whichever of them waited longer."""
    world = await opened(*unposted(LOBBY, FIRST))
    world.sender.troubles = [AWAY] * 40
    world.change(FIRST, "reveal", urgent=True)
    await asyncio.sleep(outage_s)
    await world.store.put(*unposted(SECOND_QUESTION, at=NOON + MINUTE))
    world.change(SECOND_QUESTION, "question 2", urgent=True)
    await asyncio.sleep(1)
    world.sender.troubles.clear()
    world.delivery.reconnected()
    await world.quiet()
    assert world.showing() == ["lobby 0", "reveal", "question 2"]
    assert in_order(world, "reveal", "question 2")


async def test_the_order_is_kept_over_a_restart_and_a_busy_limiter() -> None:
    """Another process finds both on their way, and so do many other games: still the reveal comes first."""
    others = [MessageKey(number, "q0") for number in range(20, 60)]
    world = World(
        *unposted(*others),
        on_screen(FIRST, 99),
        *unposted(SECOND_QUESTION, at=NOON + MINUTE),
        limiter=Limiter(rate=2.0),
    )
    world.sender.messages[99] = Posted(99, 700, "", NOON, ["question 1"])
    world.pictures.texts |= {FIRST: "reveal", SECOND_QUESTION: "question 2"}
    await world.delivery.open()
    await world.quiet()
    assert in_order(world, "reveal", "question 2")


async def test_one_message_that_cannot_be_edited_does_not_stop_the_game() -> None:
    """Where only the reveal cannot be shown, the next question comes after a while all the same."""
    world = await opened(*unposted(LOBBY, FIRST))

    async def refuse(channel_id: int, message_id: int, drawing: Drawing) -> None:  # noqa: ARG001
        raise AWAY

    world.sender.edit = refuse  # type: ignore[method-assign]
    world.change(FIRST, "reveal", urgent=True)
    await world.store.put(*unposted(SECOND_QUESTION, at=NOON + MINUTE))
    world.change(SECOND_QUESTION, "question 2", urgent=True)
    await asyncio.sleep(HOLD - 2)
    assert "question 2" not in world.showing()
    await asyncio.sleep(4)
    assert "question 2" in world.showing()
    await world.delivery.close(within=0)


async def test_what_is_not_urgent_holds_nothing_up() -> None:
    """A count or a button that goes does not keep the next question waiting."""
    world = await opened(*unposted(LOBBY, FIRST), limiter=Limiter(rate=1.0, burst=1))
    await world.store.put(*unposted(SECOND_QUESTION, at=NOON + MINUTE))
    await world.limiter.queue(Priority.CARD)
    world.change(FIRST, "without Next")
    world.change(SECOND_QUESTION, "question 2", urgent=True)
    await world.quiet()
    assert in_order(world, "question 2", "without Next")
