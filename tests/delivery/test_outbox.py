"""The outbox: each message appears once, shows the latest, and nothing is lost on the way."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.custom_ids import mark
from bot.delivery.limiter import Limiter, Priority
from bot.delivery.outbox import NONCE_HOLDS, Delivery, nonce_of
from bot.delivery.sender import BlockedError, UnreachableError
from bot.service.background import Background
from bot.service.ports import Message, MessageKey
from tests.fakes import FakeListener, FakeSender, MemoryMessages, Pictures, elapsed, now, on_screen, unposted
from tests.strategies import MINUTE, NOON, SECOND

LOBBY, FIRST = MessageKey(7, "lobby"), MessageKey(7, "q0")
AWAY = UnreachableError("no answer")


class World:
    """A delivery with everything around it; `posted` says that the lobby's message is on the screen already."""

    def __init__(self, *messages: Message, limiter: Limiter | None = None) -> None:
        self.store = MemoryMessages(*messages)
        self.sender = FakeSender()
        self.pictures = Pictures()
        self.pictures.texts = {message.key: f"{message.key.card} 0" for message in messages}
        self.limiter = limiter or Limiter()
        self.listener = FakeListener()
        self.delivery = Delivery(self.store, self.sender, self.pictures.draw, self.limiter, Background(), now)
        self.delivery.tell(self.listener)

    def change(self, key: MessageKey, text: str, *, urgent: bool = False) -> None:
        self.pictures.texts[key] = text
        self.delivery.redraw(key, urgent=urgent)

    async def quiet(self) -> None:
        """Until nothing is on its way any more."""
        for _ in range(600):
            await asyncio.sleep(1)
            if not self.delivery.pending:
                return
        raise AssertionError("the outbox never comes to rest")

    def showing(self) -> list[str]:
        return [message.shown[-1] for message in self.sender.standing()]

    def heard(self) -> list[tuple[str, str]]:
        return [(what, key.card) for what, key, _ in self.listener.heard]


async def opened(*messages: Message, limiter: Limiter | None = None) -> World:
    """A world whose messages have been posted, and that has come to rest."""
    world = World(*messages, limiter=limiter)
    await world.delivery.open()
    await world.quiet()
    world.sender.requests.clear()
    return world


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


async def test_a_post_that_could_not_be_noted_doubles_nothing() -> None:
    """Where the row could not be written after the post, the next try finds the message by its nonce."""
    world = World(*unposted(LOBBY))
    world.store.failures = 3
    await world.delivery.open()
    await world.quiet()
    assert len(world.sender.messages) == 1
    assert world.heard() == [("posted", "lobby")]


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
    ("age", "expected"), [(NONCE_HOLDS + SECOND, ["find", "post"]), (NONCE_HOLDS, ["post"]), (timedelta(), ["post"])]
)
async def test_history_is_asked_only_when_it_must_be(age: timedelta, expected: list[str]) -> None:
    """A fresh message costs one request; an old one that is not in the channel is posted after the look."""
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


# Editing


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


# Discord's refusals


async def test_a_closed_channel_is_told_and_left_alone() -> None:
    """Where the bot may not write it says so once and does not try again, since refusals are counted."""
    world = World(*unposted(LOBBY))
    world.sender.closed_channels.add(700)
    await world.delivery.open()
    await asyncio.sleep(600)
    assert len(world.sender.requests) == 1
    assert world.heard() == [("blocked", "lobby")]
    assert world.delivery.pending == 0
    world.sender.closed_channels.clear()
    world.delivery.redraw(LOBBY, urgent=True)
    await world.quiet()
    assert world.showing() == ["lobby 0"]


async def test_a_last_state_in_a_channel_that_is_gone_is_let_go() -> None:
    """Where nothing more will change on a message that was seen, a channel's end troubles nobody."""
    world = World(on_screen(LOBBY, 1))
    world.pictures.settled.add(LOBBY)
    world.sender.troubles = [BlockedError("Unknown Channel", gone=True)]
    await world.delivery.open()
    await world.quiet()
    assert world.store.rows[LOBBY].settled
    assert world.heard() == []


async def test_a_last_state_is_shown_once_the_channel_opens_again() -> None:
    """A game that ended where the bot may not write just now loses its old buttons as soon as it may."""
    world = await opened(*unposted(LOBBY))
    world.pictures.settled.add(LOBBY)
    world.sender.closed_channels.add(700)
    world.change(LOBBY, "over", urgent=True)
    await world.quiet()
    assert world.showing() == ["lobby 0"]
    world.sender.closed_channels.clear()
    world.delivery.reopened(700)
    await world.quiet()
    assert world.showing() == ["over"]
    assert world.store.rows[LOBBY].settled


async def test_a_message_that_was_never_seen_is_told_of() -> None:
    """A message that would never change is let go too, but whoever wanted it hears that it cannot be posted."""
    world = await opened()
    await world.store.put(*unposted(LOBBY))
    world.pictures.settled.add(LOBBY)
    world.sender.closed_channels.add(700)
    world.change(LOBBY, "over", urgent=True)
    await world.quiet()
    assert world.store.rows[LOBBY].settled
    assert world.heard() == [("blocked", "lobby")]
    assert len(world.sender.requests) == 1


async def test_what_an_earlier_try_posted_is_brought_up_to_date() -> None:
    """Posted with its answer lost, and over before the next try: the message that stands there loses its buttons."""
    world = World(*unposted(LOBBY))
    world.sender.lost_replies = 1
    await world.delivery.open()
    await asyncio.sleep(0.5)
    world.pictures.texts[LOBBY] = "over"
    world.pictures.settled.add(LOBBY)
    world.sender.closed_channels.add(700)
    await world.quiet()
    assert not world.store.rows[LOBBY].settled
    world.sender.closed_channels.clear()
    world.delivery.reopened(700)
    await world.quiet()
    assert world.showing() == ["over"]
    assert world.store.rows[LOBBY].settled


async def test_a_deleted_message_comes_back() -> None:
    """A message that somebody deleted is posted anew with the latest, and its row follows."""
    world = await opened(*unposted(LOBBY))
    first = world.store.rows[LOBBY].message_id
    assert first is not None
    world.sender.messages[first].deleted = True
    world.change(LOBBY, "again", urgent=True)
    await world.quiet()
    assert world.showing() == ["again"]
    assert world.store.rows[LOBBY].message_id == world.sender.standing()[0].id != first


async def test_a_last_state_that_somebody_deleted_stays_away() -> None:
    """A message on which nothing will change is not posted again for a moderator to delete again."""
    world = World(on_screen(LOBBY, 1))
    world.pictures.settled.add(LOBBY)
    await world.delivery.open()
    await world.quiet()
    assert world.showing() == []
    assert world.store.rows[LOBBY].settled


async def test_a_settled_message_is_drawn_again_on_request() -> None:
    """Redrawing leaves a settled message alone; a refresh shows its latest."""
    world = World(*unposted(LOBBY))
    world.pictures.settled.add(LOBBY)
    await world.delivery.open()
    await world.quiet()
    world.change(LOBBY, "new", urgent=True)
    await world.quiet()
    assert world.showing() == ["lobby 0"]
    world.delivery.refresh(LOBBY)
    await world.quiet()
    assert world.showing() == ["new"]


async def test_an_error_of_our_own_does_not_hold_the_game() -> None:
    """Where a message cannot even be drawn the game is told, other messages go on, and what comes next is drawn."""
    world = await opened(*unposted(LOBBY, FIRST))
    world.pictures.errors = [ValueError("a bug")]
    world.listener.then = lambda key: world.change(key, "paused", urgent=True)
    world.change(LOBBY, "never drawn")
    await world.quiet()
    world.listener.then = lambda _: None
    world.change(FIRST, "fine")
    await world.quiet()
    assert ("blocked", "lobby") in world.heard()
    assert world.showing() == ["paused", "fine"]


# Discord away


async def test_an_unreachable_discord_is_asked_again_and_again() -> None:
    """The waits double from a second to a minute; then what was meant to appear does, once, with its first nonce."""
    world = World(*unposted(LOBBY))
    world.sender.troubles = [AWAY] * 9
    await world.delivery.open()
    await world.quiet()
    times = sorted({request.at for request in world.sender.requests if request.what != "edit"})
    assert [later - earlier for earlier, later in pairwise(times)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    posts = {request.nonce for request in world.sender.requests if request.what == "post"}
    assert (len(world.sender.messages), len(posts)) == (1, 1)


async def test_urgency_does_not_hammer_an_unreachable_discord() -> None:
    """While Discord is away, urgent changes wait like the others, and the last one is shown when it is back."""
    world = await opened(*unposted(LOBBY))
    world.sender.troubles = [AWAY] * 4
    for number in range(40):
        world.change(LOBBY, f"phase {number}", urgent=True)
        await asyncio.sleep(0.2)
    await world.quiet()
    assert len(world.sender.requests) <= 7
    assert world.showing() == ["phase 39"]


async def test_after_a_failure_waits_begin_small_again() -> None:
    """Once a request went well, the next failure waits a second, not a minute."""
    world = await opened(*unposted(LOBBY))
    world.sender.troubles = [AWAY, AWAY, AWAY, None, AWAY, AWAY, AWAY, None]
    began = elapsed()
    for number in range(160):
        world.change(LOBBY, f"phase {number}", urgent=True)
        await asyncio.sleep(0.1)
    times = [request.at - began for request in world.sender.requests[:8]]
    assert times == pytest.approx([0, 1, 3, 7, 7.1, 8.1, 10.1, 14.1])


async def test_nothing_is_lost_in_a_storm() -> None:
    """Whatever goes wrong with any of many messages, in the end each stands once and shows its latest."""
    keys = [MessageKey(number, "q0") for number in range(40)]
    world = World(*unposted(*keys))
    world.sender.latency = 0.2
    world.sender.troubles = [AWAY, None, None, AWAY, None] * 30
    world.sender.lost_replies = 5
    world.store.failures = 7
    await world.delivery.open()
    for number in range(30):
        if number % 5 == 4:
            world.sender.standing()[number].deleted = True
        for key in keys[number % 3 :: 3]:
            world.change(key, f"{key.game_id} at {number}", urgent=number % 2 == 0)
        await asyncio.sleep(0.7)
    for key in keys:
        world.change(key, f"{key.game_id} last", urgent=True)
    await world.quiet()
    assert sorted(world.showing()) == sorted(f"{key.game_id} last" for key in keys)
    assert max(world.sender.most_at_once.values()) == 1


# Telling the game


async def test_a_game_that_could_not_note_the_post_is_told_again() -> None:
    """The question's clock could not be started, the disk being full: it is, when the disk takes rows again."""
    world = World(*unposted(FIRST))
    world.listener.failures = 2
    await world.delivery.open()
    await world.quiet()
    assert world.heard()[0] == ("posted", "q0")
    assert len(world.sender.messages) == 1


async def test_what_was_posted_before_a_restart_is_told() -> None:
    """The process died between the post and the telling: the next one tells, with the time of the post."""
    world = World(on_screen(FIRST, 99, NOON - MINUTE), *unposted(LOBBY))
    await world.delivery.reconcile()
    assert world.listener.heard == [("posted", FIRST, NOON - MINUTE)]


async def test_a_game_that_cannot_be_told_keeps_no_other_waiting() -> None:
    """At the start of a process a game whose rows are broken is logged, and the others are told."""
    world = World(on_screen(LOBBY, 98), on_screen(FIRST, 99))
    world.listener.failures = 1
    await world.delivery.reconcile()
    assert world.heard() == [("posted", "q0")]


async def test_a_channel_that_closes_while_the_disk_is_full() -> None:
    """That a game is blocked is told again until it could be noted."""
    world = World(*unposted(LOBBY))
    world.sender.closed_channels.add(700)
    world.listener.failures = 2
    await world.delivery.open()
    await world.quiet()
    assert world.heard() == [("blocked", "lobby")]


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


async def test_bringing_back_while_discord_is_away() -> None:
    """Whichever of its requests gets lost, the message stands there once."""
    world = await opened(*unposted(LOBBY))
    for troubles in ([AWAY], [None, AWAY], [None, AWAY, AWAY]):
        world.sender.troubles = list(troubles)
        world.delivery.repost(LOBBY, now())
        await world.quiet()
        assert world.showing() == ["lobby 0"]


# Closing


async def test_closing_lets_what_is_on_its_way_arrive() -> None:
    """Requests in flight get their time; what takes longer is left to the rows."""
    world = World(*unposted(LOBBY, FIRST))
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
