"""The outbox: each message shows the latest, the important ones first."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from bot.delivery.limiter import Limiter, Priority
from bot.kernel.ports import Message, MessageKey
from tests.delivery.world import FIRST, LOBBY, World, opened
from tests.fakes import elapsed, now, unposted


async def test_changes_are_merged() -> None:
    """A hundred changes in ten seconds are a handful of edits two seconds apart, the last of which shows the last."""
    world = await opened(*unposted(LOBBY))
    for number in range(100):
        world.change(LOBBY, f"count {number}")
        await asyncio.sleep(0.1)
    await world.quiet()
    times = [request.at for request in world.sender.of("edit")]
    assert 5 <= len(times) <= 7
    assert all(later - earlier >= 2 for earlier, later in pairwise(times))
    assert world.showing() == ["count 99"]


async def test_one_edit_at_a_time() -> None:
    """However slow Discord is, a message has at most one request in flight, and ends up showing the latest."""
    world = await opened(*unposted(LOBBY))
    world.sender.latency = 1.5
    for number in range(20):
        world.change(LOBBY, f"count {number}", urgent=True)
        await asyncio.sleep(0.3)
    await world.quiet()
    assert max(world.sender.most_at_once.values()) == 1
    assert len(world.sender.of("edit")) <= 6
    assert world.showing() == ["count 19"]


async def test_what_is_urgent_does_not_wait() -> None:
    """A count was just drawn: the reveal comes at once all the same, the next count waits its two seconds."""
    world = await opened(*unposted(LOBBY))
    began = elapsed()
    world.change(LOBBY, "count")
    await asyncio.sleep(0.25)
    world.change(LOBBY, "reveal", urgent=True)
    await asyncio.sleep(0.25)
    world.change(LOBBY, "count again")
    await world.quiet()
    assert [request.at - began for request in world.sender.of("edit")] == [0, 0.25, 2.25]


async def test_messages_do_not_wait_for_each_other() -> None:
    """A message that Discord is slow with does not hold up another."""
    world = await opened(*unposted(LOBBY, FIRST))
    world.sender.latency = 5
    began = elapsed()
    world.change(LOBBY, "a", urgent=True)
    world.change(FIRST, "b", urgent=True)
    await world.quiet()
    assert [request.at for request in world.sender.of("edit")] == [began, began]


async def test_cards_pass_phases_pass_counts() -> None:
    """When the limit is near, a new card goes out before the reveals, and those before the counts."""
    keys = [MessageKey(number, "q0") for number in range(1, 7)]
    world = await opened(*unposted(*keys[:4]), limiter=Limiter(rate=1, burst=1))
    world.store.rows.update({message.key: message for message in unposted(*keys[4:], at=now())})
    world.pictures.texts.update(dict.fromkeys(keys[4:], "new"))
    await world.limiter.queue(Priority.CARD)
    for key in keys[:2]:
        world.change(key, f"count {key.game_id}")
    await asyncio.sleep(0.1)
    for key in keys[2:4]:
        world.change(key, f"reveal {key.game_id}", urgent=True)
    await asyncio.sleep(0.1)
    for key in keys[4:]:
        world.delivery.redraw(key, urgent=True)
    await world.quiet()
    assert [request.shown for request in world.sender.requests] == [
        "new", "new", "reveal 3", "reveal 4", "count 1", "count 2",
    ]  # fmt: skip


async def test_a_count_that_waits_makes_way_for_its_own_reveal() -> None:
    """Where a message's count is held back by the limit, its reveal does not wait behind the count."""
    keys = [MessageKey(number, "q0") for number in range(1, 7)]
    world = await opened(*unposted(*keys), limiter=Limiter(rate=1, burst=1))
    await world.limiter.queue(Priority.CARD)
    world.change(keys[0], "count")
    await asyncio.sleep(0.1)
    world.change(keys[0], "reveal 1", urgent=True)
    for key in keys[1:]:
        world.change(key, f"reveal {key.game_id}", urgent=True)
    await world.quiet()
    assert world.sender.of("edit")[0].shown == "reveal 1"
    assert "count" not in [request.shown for request in world.sender.requests]


async def test_what_waited_shows_the_latest() -> None:
    """A change that comes while a request waits for its turn is shown by that request."""
    world = await opened(*unposted(LOBBY), limiter=Limiter(rate=0.1, burst=1))
    await world.limiter.queue(Priority.CARD)
    world.change(LOBBY, "old", urgent=True)
    await asyncio.sleep(5)
    world.change(LOBBY, "new", urgent=True)
    await world.quiet()
    assert world.sender.of("edit")[0].shown == "new"


async def test_the_last_state_is_drawn_once_and_left() -> None:
    """A message that shows its last state is settled: nothing asks for it again."""
    world = await opened(*unposted(LOBBY))
    world.pictures.settled.add(LOBBY)
    world.change(LOBBY, "over", urgent=True)
    await world.quiet()
    assert world.store.rows[LOBBY].settled
    world.change(LOBBY, "never")
    await world.delivery.open()
    await world.quiet()
    assert world.showing() == ["over"]


async def test_a_message_with_nothing_to_show_is_settled() -> None:
    """What never came to be is not posted, and not asked for again."""
    world = World(*unposted(LOBBY))
    world.pictures.texts.clear()
    await world.delivery.open()
    await world.quiet()
    assert world.sender.requests == []
    assert world.store.rows[LOBBY].settled


@pytest.mark.parametrize("first", [True, False], ids=["post", "edit"])
async def test_what_was_marked_meanwhile_is_not_settled(first: bool) -> None:
    """A message that is to show something else, while Discord takes its time with what it showed, is not done with."""
    world = await opened(*(() if first else unposted(LOBBY)))
    world.store.rows.update({message.key: message for message in unposted(LOBBY, at=now()) if first})
    world.pictures.settled.add(LOBBY)
    world.sender.latency = 10
    world.change(LOBBY, "open", urgent=True)
    await asyncio.sleep(5)
    world.store.mark(LOBBY)
    world.pictures.texts[LOBBY] = "closed"
    await world.quiet()
    assert world.showing() == ["open"]
    assert not world.store.rows[LOBBY].settled
    world.delivery.redraw(LOBBY, urgent=False)
    await world.quiet()
    assert world.showing() == ["closed"]
    assert world.store.rows[LOBBY].settled


@pytest.mark.parametrize("posted", [False, True])
async def test_a_message_that_is_moved_while_a_request_is_on_its_way_comes_to_its_new_channel(*, posted: bool) -> None:
    """As a tournament's card that goes on elsewhere: what came of the request says nothing of the new message."""
    world = World(*unposted(LOBBY))
    world.sender.latency = 5
    await world.delivery.open()
    if posted:
        await world.quiet()
    world.pictures.settled.add(LOBBY)
    world.change(LOBBY, "over", urgent=True)
    await asyncio.sleep(2)
    before = await world.store.find(LOBBY)
    assert before is not None
    await world.store.put(Message(LOBBY, before.channel_id + 1, now()))
    world.pictures.settled.clear()
    world.change(LOBBY, "goes on", urgent=True)
    await world.quiet()
    moved = await world.store.find(LOBBY)
    assert moved is not None
    assert (moved.channel_id, moved.settled) == (before.channel_id + 1, False)
    assert world.showing()[-1] == "goes on"
