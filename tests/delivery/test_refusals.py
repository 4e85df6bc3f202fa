"""The outbox: what Discord refuses is about one message or one place, and waits there without being in the way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.delivery.sender import NOT_SHOWN, BlockedError, MalformedError, PostponedError
from bot.delivery.shut import REFUSED_FIRST, REFUSED_MOST
from bot.kernel.obstacles import Barrier
from bot.kernel.ports import Message, MessageKey
from tests.delivery.world import FIRST, LOBBY, World, opened
from tests.fakes import Posted, elapsed, now, on_screen, unposted
from tests.strategies import MINUTE, NOON

ELSEWHERE = 701


def standing(number: int) -> Posted:
    """A message that was posted at noon."""
    return Posted(number, 700, "", NOON, ["old"])


async def ticking(world: World, hours: float) -> None:
    """Let time pass, and what was refused be looked at as the app does."""
    until = elapsed() + hours * 3_600
    while elapsed() < until:
        await world.delivery.retry(now())
        await asyncio.sleep(5)


async def over_in_a_closed_channel() -> World:
    """A message that stands in a channel which has been closed, and whose last state is to be shown."""
    world = World(on_screen(LOBBY, 1))
    world.sender.closed_channels.add(700)
    world.pictures.settled.add(LOBBY)
    await world.delivery.open()
    await world.quiet()
    return world


async def test_refusals_are_tried_ever_more_rarely() -> None:
    """The waits double from half a minute to half a day: ten thousand closed channels never add up to a ban."""
    world = await over_in_a_closed_channel()
    await ticking(world, 60)
    times = [request.at for request in world.sender.requests]
    waits = [later - earlier for earlier, later in pairwise(times)]
    first, most = REFUSED_FIRST.total_seconds(), REFUSED_MOST.total_seconds()
    expected = [min(first * 2**number, most) for number in range(len(waits))]
    assert waits == pytest.approx(expected, abs=8)
    assert waits[-1] == pytest.approx(most, abs=8)
    assert len(times) < 20


async def test_what_opens_unnoticed_is_mended_by_itself() -> None:
    """Nobody told the bot that it may write again: the next try does, and from then on it waits for nothing."""
    world = await over_in_a_closed_channel()
    world.sender.closed_channels.clear()
    world.sender.messages[1] = standing(1)
    await ticking(world, 0.1)
    row = world.store.rows[LOBBY]
    assert (row.settled, row.refused, row.retry_at) == (True, 0, None)
    assert world.heard()[-1] == ("cleared", "lobby")


async def test_a_restart_asks_no_sooner() -> None:
    """What was refused and is to wait is left alone by the next process too, until its time or a change there."""
    blocked = replace(on_screen(LOBBY, 1), refused=9, retry_at=NOON + 60 * MINUTE)
    world = World(blocked, *unposted(FIRST))
    world.sender.messages[1] = standing(1)
    await world.delivery.open()
    await world.quiet()
    assert [request.message_id for request in world.sender.requests].count(1) == 0
    world.delivery.reopened(700)
    await world.quiet()
    assert [request.message_id for request in world.sender.requests].count(1) == 1
    assert world.store.rows[LOBBY].retry_at is None


async def test_what_was_refused_while_the_clock_was_ahead_is_tried_again() -> None:
    """It would wait until the date that the clock showed then, over restarts too."""
    blocked = replace(on_screen(LOBBY, 1), refused=1, retry_at=NOON + timedelta(days=30))
    world = World(blocked)
    world.sender.messages[1] = standing(1)
    await world.delivery.open()
    await ticking(world, 0.1)
    assert world.store.rows[LOBBY].retry_at is None


async def test_a_change_of_no_urgency_does_not_hammer() -> None:
    """While a channel is closed counts that change ask for nothing; the next step of the game does, once."""
    world = World(on_screen(FIRST, 1))
    world.sender.messages[1] = standing(1)
    world.sender.closed_channels.add(700)
    world.change(FIRST, "a count")
    await world.delivery.open()
    await world.quiet()
    for number in range(50):
        world.change(FIRST, f"count {number}")
        await asyncio.sleep(0.1)
    assert len(world.sender.requests) == 1
    world.change(FIRST, "closed", urgent=True)
    await world.quiet()
    assert len(world.sender.requests) == 2


async def test_twenty_closed_channels_are_in_nobodys_way() -> None:
    """However much is refused, what can be posted is posted at once, and counts alone as under way."""
    closed = [replace(on_screen(MessageKey(number, "daily"), number), channel_id=ELSEWHERE) for number in range(60)]
    world = World(*closed)
    world.pictures.settled |= {message.key for message in closed}
    world.sender.closed_channels.add(ELSEWHERE)
    await world.delivery.open()
    await world.quiet()
    assert world.delivery.under_way("daily") == 0
    fresh = MessageKey(99, "daily")
    world.store.rows[fresh] = Message(fresh, 700, now())
    began = elapsed()
    world.change(fresh, "new", urgent=True)
    assert world.delivery.under_way("daily") == 1
    await world.quiet()
    assert world.showing() == ["new"]
    assert world.sender.requests[-1].at - began < 1


@pytest.mark.parametrize("seconds", [0, 30, 900])
async def test_a_limit_of_one_message_holds_up_that_message_alone(seconds: float) -> None:
    """Edited too often for Discord, a message waits as long as Discord says; those beside it go on."""
    world = World(on_screen(LOBBY, 1), on_screen(FIRST, 2))
    world.sender.messages |= {1: standing(1), 2: standing(2)}
    world.sender.troubles = [PostponedError("Maximum number of edits to messages older than 1 hour reached", seconds)]
    await world.delivery.open()
    await world.quiet()
    assert world.heard() == []
    waits = [row for row in world.store.rows.values() if row.retry_at is not None]
    assert len(waits) == 1
    assert waits[0].retry_at is not None
    assert waits[0].retry_at - now() > timedelta(seconds=seconds - 10)
    assert len(world.sender.of("edit")) == 1
    await ticking(world, 0.5)
    assert len(world.sender.of("edit")) == 2


async def test_messages_edited_too_often_hold_up_no_new_one() -> None:
    """Two that wait for ten minutes, in one channel or in two, and a third that is posted at once."""
    for channel in (700, ELSEWHERE):
        third = MessageKey(8, "lobby")
        world = World(on_screen(LOBBY, 1), on_screen(FIRST, 2), Message(third, channel, created_at=NOON))
        world.sender.messages |= {1: standing(1), 2: standing(2)}
        tired = "Maximum number of edits to messages older than 1 hour reached"
        world.sender.troubles_of |= {1: PostponedError(tired, 600), 2: PostponedError(tired, 600)}
        began = elapsed()
        await world.delivery.open()
        assert await world.delivery.stands(third, 5) is None
        assert elapsed() - began < 5
        await world.quiet()
        assert sorted(one.message_id for one in world.sender.requests if one.message_id in (1, 2)) == [1, 2]


async def test_a_game_hears_when_its_channel_opens_again() -> None:
    """First that its message cannot be shown, and why; then, once it is, that it can."""
    world = await opened(*unposted(FIRST))
    world.sender.troubles = [BlockedError("Thread is archived", barrier=Barrier.ARCHIVED)]
    world.change(FIRST, "a count")
    await world.quiet()
    assert world.heard()[1:] == [("blocked", "q0")]
    assert [(one.barrier, one.unseen) for one in world.listener.obstacles] == [(Barrier.ARCHIVED, False)]
    world.delivery.reopened(700)
    await world.quiet()
    assert world.heard()[1:] == [("blocked", "q0"), ("cleared", "q0")]
    assert world.showing() == ["a count"]


async def refused_while_it_stood(number: int) -> World:
    """A question that stands, whose change was refused so often that it is tried again much later."""
    world = World(replace(on_screen(FIRST, number), refused=9, retry_at=NOON + 600 * MINUTE))
    world.sender.messages[number] = standing(number)
    await world.delivery.open()
    return world


async def test_a_game_that_could_not_note_that_its_channel_is_open_is_told_again() -> None:
    """The disk was full at that moment: the quiz stayed paused, though all could see its question."""
    world = await refused_while_it_stood(1)
    world.listener.failures = 2
    world.delivery.reopened(700)
    await world.quiet()
    assert world.heard() == [("cleared", "q0")]
    assert (world.store.rows[FIRST].refused, world.store.rows[FIRST].retry_at) == (0, None)


async def test_a_process_that_dies_before_its_game_knows_that_the_channel_is_open_leaves_that_to_the_next() -> None:
    """The message shows the latest by then, and only the row still says that it was refused."""
    world = await refused_while_it_stood(1)
    world.listener.failures = 99
    world.delivery.reopened(700)
    await asyncio.sleep(5)
    await world.delivery.close(0)
    following = World(world.store.rows[FIRST], sender=world.sender)
    await following.delivery.open()
    await following.quiet()
    assert following.heard() == [("cleared", "q0")]


async def test_a_post_that_was_refused_before_is_told_of_as_a_whole() -> None:
    """That it stands, and that its channel is open: where one of them could not be noted, both come once it can be."""
    world = World(*unposted(FIRST))
    world.sender.closed_channels.add(700)
    await world.delivery.open()
    await world.quiet()
    world.store.rows[FIRST] = replace(world.store.rows[FIRST], refused=2, retry_at=NOON + 600 * MINUTE)
    world.sender.closed_channels.clear()
    world.listener.heard.clear()
    world.listener.failures = 2
    world.delivery.redraw(FIRST, urgent=True)
    await world.quiet()
    assert world.heard() == [("posted", "q0"), ("cleared", "q0")]
    assert world.store.rows[FIRST].refused == 0


# Malformed


async def test_a_malformed_message_is_shown_plainly() -> None:
    """A message that Discord shows in no channel appears without its text, and the game is held up by nothing."""
    world = await opened()
    await world.store.put(*unposted(LOBBY))
    world.sender.troubles = [MalformedError("Invalid Form Body")]
    world.change(LOBBY, "too long", urgent=True)
    await world.quiet()
    assert world.showing() == [NOT_SHOWN]
    assert world.heard() == [("posted", "lobby")]


async def test_a_malformed_question_is_the_games_to_leave_out() -> None:
    """A question without its text would be of no use: it is not posted, asked for again by nobody, and told of."""
    world = World(*unposted(FIRST))
    world.pictures.asking.add(FIRST)
    world.sender.troubles = [MalformedError("Invalid Form Body")]
    await world.delivery.open()
    await world.quiet()
    assert world.showing() == []
    assert world.heard() == [("blocked", "q0")]
    assert world.listener.obstacles[0].barrier is Barrier.MALFORMED
    assert world.store.rows[FIRST].settled
    assert len(world.sender.requests) == 1


async def test_a_malformed_change_of_a_question_leaves_it_standing() -> None:
    """A question that is on the screen stays there as it was, and the game goes on."""
    world = await opened(*unposted(FIRST))
    world.pictures.asking.add(FIRST)
    world.sender.troubles = [MalformedError("Invalid Form Body")]
    world.change(FIRST, "too long")
    await world.quiet()
    assert world.showing() == ["q0 0"]
    assert world.heard() == [("posted", "q0")]


async def test_what_cannot_be_shown_at_all_is_let_go() -> None:
    """Where Discord refuses even what is left of a message, it is given up, once."""
    world = World(*unposted(LOBBY))
    world.sender.troubles = [MalformedError("no")] * 3
    await world.delivery.open()
    await world.quiet()
    assert world.heard() == [("blocked", "lobby")]
    assert world.store.rows[LOBBY].settled
    assert len(world.sender.requests) == 3


# Telling success


async def test_success_is_told_when_the_message_stands() -> None:
    """Whoever waits hears when it is on the screen, also when it has been there for long."""
    world = World(*unposted(LOBBY))
    world.sender.latency = 1.0
    await world.delivery.open()
    assert await world.delivery.stands(LOBBY, 5) is None
    assert elapsed() >= 1
    assert await world.delivery.stands(LOBBY, 5) is None


@pytest.mark.parametrize("barrier", [Barrier.NO_ACCESS, Barrier.ARCHIVED, Barrier.LOCKED, Barrier.NO_MESSAGES_HERE])
async def test_what_keeps_a_message_away_is_told(barrier: Barrier) -> None:
    """Whoever waits hears what is in the way, after the game has."""
    world = World(*unposted(LOBBY))
    world.sender.latency = 1.0
    world.sender.troubles = [BlockedError("no", barrier=barrier)]
    await world.delivery.open()
    assert await world.delivery.stands(LOBBY, 5) is barrier
    assert world.heard() == [("blocked", "lobby")]


async def test_what_was_refused_before_anybody_waited_is_told() -> None:
    """Whoever began it hears why it is not there, however much they had to do before they looked for it."""
    world = World(*unposted(LOBBY))
    world.sender.troubles = [BlockedError("no", barrier=Barrier.NO_ACCESS)]
    await world.delivery.open()
    await world.quiet()
    del world.store.rows[LOBBY]  # its game is taken back
    assert await world.delivery.stands(LOBBY, 5) is Barrier.NO_ACCESS


async def test_a_slow_discord_keeps_nobody_waiting() -> None:
    """After its time the wait ends with nothing known."""
    world = World(*unposted(LOBBY))
    world.sender.latency = 60.0
    await world.delivery.open()
    assert await world.delivery.stands(LOBBY, 5) is Barrier.LATE
    assert elapsed() == pytest.approx(5, abs=0.5)


async def test_refused_before_anything_could_be_posted_is_as_good_as_never_begun() -> None:
    """A press in a session's first instant begins something where the bot may not write: nothing half-open stays."""
    world = World()
    world.sender.closed_channels.add(700)
    await world.delivery.reconcile()
    await world.store.put(*unposted(LOBBY))
    world.pictures.texts[LOBBY] = "lobby"
    world.delivery.redraw(LOBBY, urgent=True)
    await world.delivery.open()
    await world.quiet()
    assert [obstacle.unseen for obstacle in world.listener.obstacles] == [True]


async def test_what_an_earlier_process_may_have_posted_is_not_taken_for_unseen() -> None:
    """It may stand in the channel all the same: its game is not taken back for a refusal."""
    world = World(*unposted(LOBBY))
    world.sender.closed_channels.add(700)
    await world.delivery.reconcile()
    await world.delivery.open()
    await world.quiet()
    assert [(one.unseen, one.doubtful) for one in world.listener.obstacles] == [(False, True)]


async def test_what_somebody_deleted_in_a_closed_channel_is_not_taken_for_unseen() -> None:
    """People have seen it, and used it: its game hears that it is gone, not that it was never there; a restart too."""
    world = await opened(*unposted(LOBBY))
    [message] = world.sender.standing()
    message.deleted = True
    world.sender.troubles = [None, BlockedError("no")]
    world.change(LOBBY, "a count")
    await world.quiet()
    assert world.sender.standing() == []
    assert [(one.unseen, one.deleted) for one in world.listener.obstacles] == [(False, True)]
    heard = len(world.heard())
    await world.delivery.reconcile()
    assert len(world.heard()) == heard, "it does not stand"
    world.delivery.reopened(700)
    await world.quiet()
    assert world.showing() == ["a count"]


async def test_what_makes_room_for_itself_anew_has_been_seen() -> None:
    """Brought back to the bottom of a channel that closes in that moment."""
    world = await opened(*unposted(LOBBY))
    world.sender.troubles = [None, BlockedError("no")]
    world.delivery.repost(LOBBY, now())
    await asyncio.sleep(1)
    await world.quiet()
    assert world.sender.standing() == []
    assert [(one.unseen, one.deleted) for one in world.listener.obstacles] == [(False, True)]
