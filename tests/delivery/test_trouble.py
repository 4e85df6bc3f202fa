"""The outbox: nothing is lost where Discord refuses or is away, and the game hears of it."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as SessionsTakenError
from structlog.testing import capture_logs

from bot.delivery.sender import BlockedError
from bot.kernel.ports import Message, MessageKey, StorageError
from tests.delivery.world import AWAY, FIRST, LOBBY, World, opened
from tests.fakes import Posted, elapsed, now, on_screen, unposted
from tests.strategies import MINUTE, NOON

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


@pytest.mark.parametrize("restarted", [False, True])
async def test_what_an_earlier_try_posted_is_brought_up_to_date_by_the_next_change_too(*, restarted: bool) -> None:
    """Its answer was lost and the next try refused; then its game ends before that has come to be tried again."""
    world = World(*unposted(LOBBY))
    world.sender.lost_replies = 1
    await world.delivery.open()
    await asyncio.sleep(0.5)
    world.sender.closed_channels.add(700)
    await world.quiet()
    waiting = world.store.rows[LOBBY]
    assert (waiting.message_id, waiting.refused) == (None, 1)
    world.sender.closed_channels.clear()
    if restarted:
        world = World(waiting, sender=world.sender)
        await world.delivery.open()
    world.pictures.settled.add(LOBBY)
    world.change(LOBBY, "over", urgent=True)
    await world.quiet()
    assert world.showing() == ["over"]
    assert world.store.rows[LOBBY].settled


async def test_what_no_try_has_posted_is_let_go_with_its_game() -> None:
    """Refused from the first, however often, and its game is over: nobody is to see it when the channel opens."""
    world = await opened()
    await world.store.put(*unposted(LOBBY))
    world.sender.closed_channels.add(700)
    world.change(LOBBY, "a lobby", urgent=True)
    await world.quiet()
    world.delivery.reopened(700)
    await world.quiet()
    assert not world.store.rows[LOBBY].settled
    world.pictures.settled.add(LOBBY)
    world.change(LOBBY, "over", urgent=True)
    await world.quiet()
    assert world.store.rows[LOBBY].settled
    assert world.showing() == []


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


# The database away


@pytest.mark.parametrize("of_discord", [False, True])
async def test_an_outage_is_told_at_its_beginning_ever_more_rarely_and_at_its_end(*, of_discord: bool) -> None:
    """Not once for each message and try: the first names its game, and what is said last, how long it took."""
    world = World(*unposted(*(MessageKey(number, "q0") for number in range(9))))
    world.store.failures, world.sender.troubles = (0, [AWAY] * 60) if of_discord else (400, [])
    with capture_logs() as logged:
        await world.delivery.open()
        await world.quiet()
    told = [line["event"] for line in logged]
    assert told == ["a message must wait", *["messages still wait"] * (len(told) - 2), "messages get through again"]
    assert (logged[0]["log_level"], logged[0]["card"], logged[-1]["failed"]) == (
        "warning",
        "q0",
        60 if of_discord else 400,
    )
    assert 3 <= len(told) <= 6


async def test_a_question_is_not_left_out_since_the_database_is_away() -> None:
    """A server that ends every session, or has none free, is no fault of the message: it comes a little later."""
    world = World(*unposted(FIRST))
    hangs = SessionsTakenError("no connection for reading came free within 10 s")
    closed, stopped = psycopg.OperationalError("server closed"), psycopg.errors.AdminShutdown("terminating connection")
    world.store.unreadable = [*(OperationalError("SELECT", {}, error) for error in (closed, stopped)), hangs]
    with capture_logs() as logged:
        await world.delivery.open()
        await world.quiet()
    assert [line["event"] for line in logged] == ["a message must wait", "messages get through again"]
    assert {(line["log_level"], "exc_info" in line) for line in logged} == {("warning", False), ("info", False)}
    assert world.showing() == ["q0 0"]
    assert world.heard() == [("posted", "q0")]


async def test_a_card_comes_soon_after_the_database_is_back() -> None:
    """However long the database was away, it is asked every few seconds, so nobody waits a minute once it is back."""
    world = await opened(*unposted(LOBBY))
    world.store.unreadable = [StorageError("away")] * 10
    began = elapsed()
    world.change(LOBBY, "lobby 1", urgent=True)
    await world.quiet()
    assert world.sender.of("edit")[-1].at - began <= 10 * 10


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


async def test_a_game_that_a_start_could_not_tell_of_its_message_is_told_once_it_can_be() -> None:
    """The disk was full at the start of a process: a question that stands was not opened until the next start.

    Its clock starts when it can, since every press was refused until then.
    """
    other = MessageKey(8, "q0")
    world = World(on_screen(FIRST, 99, NOON - MINUTE), on_screen(other, 98, NOON - MINUTE))
    for number in (98, 99):
        world.sender.messages[number] = Posted(number, 700, "", NOON - MINUTE, ["old"])
    world.listener.failures = 3
    await world.delivery.reconcile()
    await world.delivery.open()
    await world.quiet()
    assert sorted((what, key.game_id) for what, key, _ in world.listener.heard) == [("posted", 7), ("posted", 8)]
    assert all(at >= NOON for _, _, at in world.listener.heard)
    world.change(FIRST, "another", urgent=True)
    await world.quiet()
    assert len(world.listener.heard) == 2


async def test_a_channel_that_closes_while_the_disk_is_full() -> None:
    """That a game is blocked is told again until it could be noted."""
    world = World(*unposted(LOBBY))
    world.sender.closed_channels.add(700)
    world.listener.failures = 2
    await world.delivery.open()
    await world.quiet()
    assert world.heard() == [("blocked", "lobby")]


async def test_what_has_come_through_is_remembered_no_more() -> None:
    """What was refused once is no burden for ever: shown, settled or taken back, it is let go of."""
    world = World(*unposted(LOBBY))
    world.sender.closed_channels.add(700)
    await world.delivery.open()
    await world.quiet()
    assert world.delivery._shut == {LOBBY: 700}
    world.sender.closed_channels.clear()
    world.delivery.redraw(LOBBY, urgent=True)
    await world.quiet()
    assert world.delivery._shut == {}


async def test_what_cannot_be_drawn_anew_just_now_is_drawn_with_the_next_retry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody was erased, and is told so; cards that name them are corrected as soon as the rows can be read again."""
    world = await opened(*unposted(LOBBY))
    world.pictures.texts[LOBBY] = "without them"
    with monkeypatch.context() as away:
        away.setattr(world.store, "unsettled", unreadable)
        await world.delivery.draw_anew({LOBBY.game_id})
    await world.delivery.retry(now())
    await world.quiet()
    assert world.showing() == ["without them"]
    world.sender.requests.clear()
    await world.delivery.retry(now())
    await world.quiet()
    assert world.sender.requests == []


async def unreadable() -> list[Message]:
    raise OperationalError("SELECT", {}, psycopg.OperationalError("the server is away"))
