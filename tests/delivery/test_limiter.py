"""The limiter: how many requests a second, and which go first."""

from __future__ import annotations

import asyncio
from random import Random

from bot.delivery.limiter import Limiter, Priority, Turn
from tests.fakes import VirtualLoop, elapsed

START = 1_000.0
"""When the loop of these tests begins."""


async def passes(limiter: Limiter, priority: Priority) -> None:
    """Wait for a turn, and until it is."""
    turn = await limiter.queue(priority)
    await asyncio.sleep(max(0.0, turn.at - asyncio.get_running_loop().time()))


async def served(limiter: Limiter, *wishes: tuple[str, Priority]) -> list[str]:
    """The names of the wishes in the order in which they were let through."""
    order: list[str] = []

    async def wish(name: str, priority: Priority) -> None:
        await passes(limiter, priority)
        order.append(name)

    await asyncio.gather(*(wish(name, priority) for name, priority in wishes))
    return order


async def test_never_more_than_discord_allows() -> None:
    """In no second, after a rest or under load, do more requests reach Discord than the 50 that it allows.

    Some use their turns at once and some as late as they can, and some take a hundredth of a second longer than others.
    """
    limiter, random = Limiter(), Random(1)  # noqa: S311 - repeatable on purpose
    times: list[float] = []

    async def wish(after: float) -> None:
        await asyncio.sleep(after)
        turn = await limiter.queue(Priority.PHASE)
        times.append(random.choice([turn.at, turn.until]) + 0.01 * random.random())

    await asyncio.gather(*(wish(random.choice([0.0, 5.0, 20 * random.random()])) for _ in range(900)))
    assert len(times) == 900
    assert max(sum(1 for other in times if 0 <= other - start < 1) for start in times) <= 50


async def test_the_rate_is_used() -> None:
    """Under load 48 requests a second go through, and the first after a rest goes at once."""
    limiter = Limiter()
    await served(limiter, ("first", Priority.CARD))
    assert elapsed() == 0
    await served(limiter, *[(str(n), Priority.CARD) for n in range(480)])
    assert 9.9 <= elapsed() <= 10.1


async def test_at_most_the_burst_at_once() -> None:
    """After a rest exactly `burst` requests go through without waiting."""
    limiter = Limiter(rate=10, burst=3)
    await asyncio.sleep(60)
    began, at_once = elapsed(), 0
    for _ in range(4):
        await passes(limiter, Priority.CARD)
        at_once += elapsed() - began < 0.01
    assert at_once == 3


async def test_cards_before_phases_before_counts() -> None:
    """When there are more than may pass, cards go before phases, and those before counts; in each the oldest first."""
    limiter = Limiter(rate=1, burst=1)
    await limiter.queue(Priority.CARD)
    wishes = [(f"{priority.name.lower()} {n}", priority) for n in range(2) for priority in reversed(Priority)]
    first = ["at_once 0", "at_once 1", "card 0", "card 1"]
    assert await served(limiter, *wishes) == [*first, "phase 0", "phase 1", "count 0", "count 1"]


async def test_who_gives_up_costs_nothing() -> None:
    """A request that was given up while it waited takes nobody's turn."""
    limiter = Limiter(rate=1, burst=1)
    await limiter.queue(Priority.CARD)
    waiting = [limiter.queue(Priority.CARD) for _ in range(10)]
    await asyncio.sleep(0)
    for turn in waiting[:-1]:
        turn.cancel()
    assert (await waiting[-1]).at - START == 1
    assert limiter.backlog == 0


async def test_a_hurried_request_passes_others() -> None:
    """A request that has become more important goes before those that have not, and once only."""
    limiter = Limiter(rate=1, burst=1)
    await limiter.queue(Priority.CARD)
    slow, hurried = limiter.queue(Priority.COUNT), limiter.queue(Priority.COUNT)
    limiter.hurry(hurried, Priority.PHASE)
    assert limiter.backlog == 2
    assert (await hurried).at - START == 1
    assert not slow.done()
    assert (await slow).at - START == 2


async def test_a_request_uses_the_turn_that_its_task_has_waited_for_once() -> None:
    """The second one of the same task waits for a turn of its own."""
    limiter = Limiter(rate=1, burst=1)
    await limiter.take(Priority.COUNT)
    await limiter.use()
    assert elapsed() == 0
    await limiter.use()
    assert elapsed() == 1


async def test_a_task_that_was_begun_meanwhile_does_not_use_the_same_turn() -> None:
    limiter = Limiter(rate=1, burst=1)
    await limiter.take(Priority.COUNT)
    await asyncio.gather(limiter.use(), limiter.use())
    assert elapsed() == 1


async def test_a_turn_that_was_not_used_in_its_time_is_gone() -> None:
    """Otherwise requests whose messages took long to draw would all go at once."""
    limiter = Limiter(rate=1, burst=1)
    await limiter.take(Priority.CARD)
    await asyncio.sleep(0.5)
    await limiter.use()
    assert elapsed() == 1


async def test_what_somebody_waits_for_goes_before_all_messages() -> None:
    """Hundreds of dailies that wait keep no press waiting, and no shard that is to begin."""
    limiter = Limiter()
    cards = [limiter.queue(Priority.CARD) for _ in range(300)]
    await limiter.use()
    assert elapsed() < 0.2
    assert sum(card.done() for card in cards) < 15


async def test_a_request_goes_even_if_the_process_is_too_slow_for_each_of_its_turns() -> None:
    """Late is better than never."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    stand_still = loop.stand_still

    class Slow(Limiter):
        def _use(self, now: float) -> Turn:
            turn = super()._use(now)
            stand_still(0.2)
            return turn

    await Slow(rate=10, burst=1).use()
    assert elapsed() < 1


async def test_a_message_that_takes_a_while_to_draw_wastes_no_turn_of_a_process_alone() -> None:
    """A turn is given a little before its time, so cards that are drawn from rows, or hold pictures, lose none."""
    limiter = Limiter()

    async def show(draw_s: float) -> None:
        await limiter.take(Priority.CARD)
        await asyncio.sleep(draw_s)
        await limiter.use()

    for draw_s in (0.0, 0.05, 0.1):
        began = elapsed()
        await asyncio.gather(*(show(draw_s) for _ in range(141)))
        assert elapsed() - began < 3.4, draw_s


async def test_a_count_that_is_drawn_too_late_waits_again_as_a_count() -> None:
    """It never goes before the cards for being late."""
    limiter = Limiter(rate=1, burst=1)
    await limiter.take(Priority.COUNT)
    await asyncio.sleep(0.5)
    card = asyncio.create_task(passes(limiter, Priority.CARD))
    await limiter.use()
    assert card.done()


async def test_a_message_that_is_drawn_too_late_goes_before_those_that_are_still_to_be_drawn() -> None:
    """Behind them, a machine that is too busy would draw all that wait, and keep them, before it sends the first."""
    limiter = Limiter(rate=1, burst=1)
    order: list[str] = []

    async def show(name: str, draw_s: float) -> None:
        await limiter.take(Priority.PHASE)
        await asyncio.sleep(draw_s)
        await limiter.use()
        order.append(name)

    await asyncio.gather(show("slow", 0.9), *(show(name, 0.0) for name in "abc"))
    assert order.index("slow") <= 1
