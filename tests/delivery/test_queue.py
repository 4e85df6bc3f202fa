"""The outbox after a start: thousands of messages are brought up to date without being in anybody's way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.delivery.limiter import RATE
from bot.kernel.ports import MessageKey
from tests.delivery.world import FIRST, World
from tests.fakes import Posted, elapsed, now, on_screen, unposted
from tests.strategies import MINUTE, NOON

MANY = 600
SECOND_QUESTION = MessageKey(FIRST.game_id, "q1")


@asynccontextmanager
async def started(*last: MessageKey, latency: float = 0.0) -> AsyncIterator[World]:
    """An outbox that opens on very many messages that stand, and on these, the newest."""
    keys = [*(MessageKey(1_000 + number, "q0") for number in range(MANY)), *last]
    world = World(*(on_screen(key, number, NOON) for number, key in enumerate(keys, start=1)))
    world.sender.messages = {number: Posted(number, 700, "", NOON, ["old"]) for number in range(1, len(keys) + 1)}
    world.sender.latency = latency
    await world.delivery.open()
    yield world
    await world.delivery.close(within=0)


async def test_each_is_drawn_once_and_none_waits_in_a_task_of_its_own() -> None:
    """A task for each, which reads its row at once, would keep presses waiting, and takes much memory."""
    async with started() as world:
        most = 0
        while world.delivery.pending:
            most = max(most, len(asyncio.all_tasks()))
            await asyncio.sleep(0.1)
        assert most < MANY / 2
        assert [request.what for request in world.sender.requests] == ["edit"] * MANY
        assert elapsed() < MANY / RATE + 5


async def test_settled_ones_that_are_drawn_again_wait_in_no_task_either() -> None:
    """After an outage, all posts of dailies are; each is drawn all the same, once."""
    async with started() as world:
        await world.quiet()
        world.sender.requests.clear()
        for key, message in [*world.store.rows.items()]:
            await world.store.put(replace(message, settled=True))
            world.delivery.refresh(key)
        await asyncio.sleep(0.1)
        assert len(asyncio.all_tasks()) < MANY / 2
        assert world.delivery.pending == MANY
        await world.quiet()
        assert [request.what for request in world.sender.requests] == ["edit"] * MANY


async def test_a_card_that_is_tried_again_waits_behind_no_counts() -> None:
    """It was refused before; now the channel may be open, and there is nothing to press until it is there."""
    async with started() as world:
        await world.quiet()
        world.sender.requests.clear()
        refused = [replace(one, refused=1, retry_at=NOON) for one in unposted(FIRST)]
        await world.store.put(*refused)
        world.pictures.texts[FIRST] = "question 1"
        for number in range(MANY):
            world.change(MessageKey(1_000 + number, "q0"), "a count")
        await world.delivery.retry(now())
        await asyncio.sleep(3)
        assert "question 1" in [request.shown for request in world.sender.requests]


async def test_what_waits_is_known_to_wait() -> None:
    """The operator's figures count all of them, and so does a daily's turn."""
    async with started(MessageKey(7, "daily")) as world:
        await asyncio.sleep(0.1)
        assert world.delivery.pending == MANY + 1
        assert world.delivery.under_way("daily") == 1
        assert world.delivery.under_way("q0") >= MANY - 20


async def test_who_plays_waits_for_no_game_that_nobody_touches() -> None:
    """Somebody ends their question right after the start: its reveal comes before what nobody has asked for."""
    async with started(FIRST) as world:
        await asyncio.sleep(0.1)
        world.change(FIRST, "reveal", urgent=True)
        await asyncio.sleep(2)
        assert "reveal" in world.showing()


async def test_the_last_reveal_is_shown_before_the_next_question_among_very_many() -> None:
    """A game's messages come in order, though the older is one of thousands that are to be drawn again."""
    async with started(FIRST) as world:
        world.pictures.texts[FIRST] = "reveal"
        await world.store.put(*unposted(SECOND_QUESTION, at=NOON + MINUTE))
        world.change(SECOND_QUESTION, "question 2", urgent=True)
        await asyncio.sleep(3)
        shown = [request.shown for request in world.sender.requests]
        assert shown.index("reveal") < shown.index("question 2")
        await world.quiet()


async def test_slow_answers_hold_none_of_the_others_up() -> None:
    """Each takes its place only until its turn, however long Discord takes over it then, or refuses it."""
    async with started(latency=20) as world:
        await asyncio.sleep(MANY / RATE + 1)
        assert len(world.sender.requests) == MANY


async def test_who_leaves_lets_the_rows_remember_them() -> None:
    """What could not be drawn in time is drawn by the next process; what is on its way arrives."""
    async with started(latency=1) as world:
        await asyncio.sleep(1)
        await world.delivery.close(within=2)
        assert world.delivery.pending == 0
        asked = len(world.sender.requests)
        assert 2 * RATE < asked < 4 * RATE
        await asyncio.sleep(MINUTE.total_seconds())
        assert len(world.sender.requests) == asked


async def test_counts_wait_in_no_tasks_of_their_own_and_show_the_latest() -> None:
    """In a lively hour more games have a new count than Discord takes: each is drawn once, with the last of them."""
    async with started() as world:
        await world.quiet()
        world.sender.requests.clear()
        for number in range(3):
            for key in world.store.rows:
                world.change(key, f"count {number}")
            await asyncio.sleep(0.2)
        assert len(asyncio.all_tasks()) < MANY / 2
        assert world.delivery.pending == MANY
        world.change(FIRST, "never there")
        await world.quiet()
        assert len(world.sender.of("edit")) <= MANY + 30
        assert world.showing() == ["count 2"] * MANY


async def test_a_reveal_waits_behind_no_counts_not_even_its_own() -> None:
    """What was only to be counted when there is time is revealed at once."""
    async with started(FIRST) as world:
        await world.quiet()
        for key in world.store.rows:
            world.change(key, "a count")
        await asyncio.sleep(1)
        world.sender.requests.clear()
        world.change(FIRST, "reveal", urgent=True)
        await asyncio.sleep(0.3)
        assert "reveal" in [request.shown for request in world.sender.requests]
        await world.quiet()
        assert [r.shown for r in world.sender.requests if r.message_id == MANY + 1] == ["reveal"]


async def test_each_games_last_reveal_comes_before_its_next_question_after_a_start() -> None:
    """However many games an earlier run left with a reveal to be shown and a question to be posted."""
    games = range(1_000, 1_080)
    stood = [on_screen(MessageKey(game, "q0"), number, NOON) for number, game in enumerate(games, start=1)]
    new = unposted(*(MessageKey(game, "q1") for game in games), at=NOON + MINUTE)
    world = World(*stood, *new)
    world.sender.messages = {number: Posted(number, 700, "", NOON, ["old"]) for number in range(1, len(games) + 1)}
    for game in games:
        world.pictures.texts |= {MessageKey(game, "q0"): f"reveal {game}", MessageKey(game, "q1"): f"question {game}"}
    await world.delivery.open()
    await world.quiet()
    shown = [request.shown for request in world.sender.requests]
    assert all(shown.index(f"reveal {game}") < shown.index(f"question {game}") for game in games)
