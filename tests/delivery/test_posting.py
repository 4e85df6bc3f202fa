"""The outbox: each message appears once, goes to the bottom when asked, and arrives before the end."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.nonces import nonce_of
from bot.delivery.reposting import NONCE_HOLDS
from bot.delivery.sender import BlockedError, MalformedError
from bot.kernel.custom_ids import mark
from bot.kernel.ports import Message, MessageKey
from tests.delivery.world import AWAY, FIRST, LOBBY, World, opened
from tests.fakes import elapsed, now, unposted
from tests.strategies import NOON, SECOND

# Posting once


async def test_each_message_is_posted_once() -> None:
    """Whatever is asked for meanwhile, a message that is not there yet is posted once, and its row says where."""
    world = World(*unposted(LOBBY, FIRST))
    world.sender.latency = 1
    await world.delivery.open()
    for _ in range(20):
        await asyncio.sleep(0.1)
        world.delivery.redraw(LOBBY, urgent=True)
    await world.quiet()
    assert len(world.sender.of("post")) == 2
    for key in (LOBBY, FIRST):
        row = world.store.rows[key]
        assert row.message_id in world.sender.messages
        assert row.posted_at == world.sender.messages[row.message_id].at
    assert world.heard() == [("posted", "lobby"), ("posted", "q0")]


async def test_before_it_opens_nothing_goes_out() -> None:
    """Until Discord is there, and after the close, wishes are left to the rows."""
    world = World(*unposted(LOBBY))
    world.delivery.redraw(LOBBY, urgent=True)
    await world.quiet()
    assert world.sender.requests == []
    await world.delivery.open()
    await world.quiet()
    await world.delivery.close(within=1)
    world.change(LOBBY, "too late", urgent=True)
    await world.quiet()
    assert world.showing() == ["lobby 0"]


async def test_opening_again_brings_up_to_date_and_doubles_nothing() -> None:
    """After a reconnect every message that may still change is drawn again, and none is posted twice."""
    world = await opened(*unposted(LOBBY, FIRST))
    world.pictures.texts[LOBBY] = "lobby changed"
    await world.delivery.open()
    await world.quiet()
    assert sorted(world.showing()) == ["lobby changed", "q0 0"]
    assert world.sender.of("post") == []


async def test_a_lost_reply_doubles_nothing() -> None:
    """Where Discord posted but its answer was lost, the next try finds the message by its nonce."""
    world = World(*unposted(LOBBY))
    world.sender.lost_replies = 2
    await world.delivery.open()
    await world.quiet()
    assert len(world.sender.messages) == 1
    assert len({request.nonce for request in world.sender.requests if request.what == "post"}) == 1
    assert world.store.rows[LOBBY].message_id in world.sender.messages


async def test_what_an_earlier_process_left_unposted_costs_one_request() -> None:
    """After a kill, a message that turns out not to have been there is not drawn a second time for nothing."""
    world = World(*unposted(LOBBY, FIRST))
    world.sender.latency = 0.3
    world.pictures.settled |= {LOBBY, FIRST}
    await world.delivery.open()
    await world.quiet()
    assert [request.what for request in world.sender.requests] == ["post", "post"]
    assert all(row.settled for row in world.store.rows.values())


async def test_a_post_that_could_not_be_noted_doubles_nothing() -> None:
    """Where the row could not be written after the post, the next try finds the message by its nonce."""
    world = World(*unposted(LOBBY))
    world.store.failures = 3
    await world.delivery.open()
    await world.quiet()
    assert len(world.sender.messages) == 1
    assert world.heard() == [("posted", "lobby")]


async def test_on_a_full_disk_nothing_more_is_asked_of_discord() -> None:
    """What was posted and cannot be noted is known: it is neither posted again nor looked for, as long as it lasts."""
    world = World(*unposted(LOBBY, FIRST))
    await world.delivery.open()
    world.store.failures = 60
    await world.quiet()
    assert [request.what for request in world.sender.requests if request.what != "edit"] == ["post", "post"]
    assert all(row.message_id in world.sender.messages for row in world.store.rows.values())


async def test_past_the_nonces_life_history_is_asked_first() -> None:
    """A message that may have been posted minutes ago is looked for in the channel, and taken if it is there."""
    world = World(*unposted(LOBBY, at=NOON - NONCE_HOLDS - SECOND))
    drawing = await world.pictures.draw(LOBBY)
    assert drawing is not None
    there, _ = await world.sender.post(700, drawing, "an older nonce")
    world.sender.marks[mark(7, "lobby")] = there
    await world.delivery.open()
    await world.quiet()
    assert list(world.sender.messages) == [there]
    assert world.store.rows[LOBBY].message_id == there
    assert world.heard() == [("posted", "lobby")]


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (NONCE_HOLDS + SECOND, ["find", "post"]),
        (NONCE_HOLDS, ["post"]),
        (timedelta(), ["post"]),
        (-NONCE_HOLDS - SECOND, ["find", "post"]),
    ],
)
async def test_history_is_asked_only_when_it_must_be(age: timedelta, expected: list[str]) -> None:
    """A fresh message costs one request. One that is old, or from the future, is posted after a look there."""
    world = await opened()
    await world.store.put(*unposted(LOBBY, at=now() - age))
    world.change(LOBBY, "lobby 0", urgent=True)
    await world.quiet()
    assert [request.what for request in world.sender.requests] == expected


@given(st.integers(1, 10**8), st.sampled_from(["lobby", "podium", "q0", "q29", "d2026-01-01"]), st.integers(0, 10**12))
def test_nonces_fit(game: int, card: str, millisecond: int) -> None:
    """A nonce has at most 25 characters, and differs for another card and another time of the same game."""
    message = Message(MessageKey(game, card), 700, NOON + timedelta(milliseconds=millisecond))
    later = Message(message.key, 700, message.created_at + timedelta(milliseconds=1))
    other = Message(MessageKey(game, "q1"), 700, message.created_at)
    assert len(nonce_of(message)) <= 25
    assert len({nonce_of(message), nonce_of(later), nonce_of(other)}) == 3


# Bringing a message back


async def test_a_message_brought_back_to_the_bottom() -> None:
    """The old one goes, one new one comes."""
    world = await opened(*unposted(LOBBY))
    world.delivery.repost(LOBBY, now())
    await world.quiet()
    assert (len(world.sender.messages), world.showing()) == (2, ["lobby 0"])
    assert world.store.rows[LOBBY].message_id == world.sender.standing()[0].id


@pytest.mark.parametrize("after", [step / 10 for step in range(30)])
async def test_bringing_back_what_is_just_being_posted(after: float) -> None:
    """Asked for while the message is on its way, at whatever moment, it stands there once in the end."""
    world = World(*unposted(LOBBY))
    world.sender.latency = 1
    world.store.latency = 0.3
    await world.delivery.open()
    await asyncio.sleep(after)
    world.delivery.repost(LOBBY, now())
    await world.quiet()
    assert world.showing() == ["lobby 0"]
    assert world.store.rows[LOBBY].message_id == world.sender.standing()[0].id


@pytest.mark.parametrize("after", [step / 10 for step in range(30)])
async def test_bringing_back_what_was_posted_and_not_noted(after: float) -> None:
    """The row could not be written after the post: the message that stands is found again, and no other joins it."""
    world = World(*unposted(LOBBY))
    world.store.failures = 1
    await world.delivery.open()
    await asyncio.sleep(after)
    world.delivery.repost(LOBBY, now())
    await world.quiet()
    assert world.showing() == ["lobby 0"]
    assert world.store.rows[LOBBY].message_id == world.sender.standing()[0].id


async def test_bringing_back_while_discord_is_away() -> None:
    """Whichever of its requests gets lost, the message stands there once."""
    world = await opened(*unposted(LOBBY))
    for troubles in ([AWAY], [None, AWAY], [None, AWAY, AWAY]):
        world.sender.troubles = list(troubles)
        world.delivery.repost(LOBBY, now())
        await world.quiet()
        assert world.showing() == ["lobby 0"]


async def test_bringing_back_what_may_stand_there_already() -> None:
    """A message that was posted without our knowing of it is not posted a second time for being brought back."""
    world = World(*unposted(LOBBY))
    world.sender.lost_replies = 1
    await world.delivery.open()
    await asyncio.sleep(0.5)
    world.delivery.repost(LOBBY, now())
    await world.quiet()
    assert world.showing() == ["lobby 0"]
    assert len(world.sender.messages) == 1


async def test_a_look_that_is_refused_posts_nothing() -> None:
    """Where the channel does not say whether the message stands there, it is posted only once the channel says so."""
    world = World(*unposted(LOBBY, at=NOON - NONCE_HOLDS - SECOND))
    drawing = await world.pictures.draw(LOBBY)
    assert drawing is not None
    there, _ = await world.sender.post(700, drawing, "an older nonce")
    world.sender.marks[mark(7, "lobby")] = there
    world.sender.troubles = [BlockedError("no")]
    await world.delivery.open()
    await world.quiet()
    world.delivery.reopened(700)
    await world.quiet()
    assert list(world.sender.messages) == [there]
    assert world.store.rows[LOBBY].message_id == there


@pytest.mark.parametrize("trouble", [MalformedError("no"), BlockedError("no"), RuntimeError("no")])
async def test_bringing_back_what_cannot_be_taken_away(trouble: Exception) -> None:
    """Whatever keeps the old message there, it is up to date."""
    world = await opened(*unposted(LOBBY))
    world.pictures.texts[LOBBY] = "lobby 1"
    world.sender.troubles = [trouble]
    world.delivery.repost(LOBBY, now())
    await world.quiet()
    assert world.showing() == ["lobby 1"]


# Closing


async def test_closing_lets_what_is_on_its_way_arrive() -> None:
    """Requests in flight get their time; what takes longer is left to the rows."""
    world = World(*unposted(LOBBY, MessageKey(8, "lobby")))
    world.sender.latency = 3
    await world.delivery.open()
    await asyncio.sleep(0.5)
    await world.delivery.close(within=4)
    assert len(world.sender.standing()) == 2
    assert elapsed() <= 5
    slow = World(*unposted(LOBBY))
    slow.sender.latency = 30
    began = elapsed()
    await slow.delivery.open()
    await asyncio.sleep(0)
    await slow.delivery.close(within=4)
    assert elapsed() - began == 4
    assert slow.store.rows[LOBBY].message_id is None
