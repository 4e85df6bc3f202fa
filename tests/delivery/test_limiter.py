"""The limiter: how many requests a second, and which go first."""

from __future__ import annotations

import asyncio
from random import Random

from bot.delivery.limiter import Limiter, Priority, Turn
from tests.fakes import VirtualLoop, elapsed


async def served(limiter: Limiter, *wishes: tuple[str, Priority]) -> list[str]:
    """The names of the wishes in the order in which they were let through."""
    order: list[str] = []

    async def wish(name: str, priority: Priority) -> None:
        await limiter.queue(priority)
        order.append(name)

    await asyncio.gather(*(wish(name, priority) for name, priority in wishes))
    return order


async def test_never_more_than_discord_allows() -> None:
    """In no second, after a rest or under load, do more requests go through than the 50 that Discord allows."""
    limiter, random = Limiter(), Random(1)  # noqa: S311 - repeatable on purpose
    times: list[float] = []

    async def wish(after: float) -> None:
        await asyncio.sleep(after)
        await limiter.queue(Priority.PHASE)
        times.append(elapsed())

    await asyncio.gather(*(wish(random.choice([0.0, 5.0, 20 * random.random()])) for _ in range(900)))
    assert len(times) == 900
    assert max(sum(1 for other in times if 0 <= other - start < 1) for start in times) <= 50


async def test_the_rate_is_used() -> None:
    """Under load 47 requests a second go through, and a few at once after a rest."""
    limiter = Limiter()
    await served(limiter, *[(str(n), Priority.CARD) for n in range(2)])
    assert elapsed() == 0
    await served(limiter, *[(str(n), Priority.CARD) for n in range(470)])
    assert 9.9 <= elapsed() <= 10.1


async def test_at_most_the_burst_at_once() -> None:
    """After a rest exactly `burst` requests go through without waiting."""
    limiter = Limiter(rate=10, burst=3)
    await asyncio.sleep(60)
    began, at_once = elapsed(), 0
    for _ in range(4):
        await limiter.queue(Priority.CARD)
        at_once += elapsed() - began < 0.01
    assert at_once == 3


async def test_cards_before_phases_before_counts() -> None:
    """When there are more than may pass, cards go before phases, and those before counts; in each the oldest first."""
    limiter = Limiter(rate=10, burst=1)
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
    await waiting[-1]
    assert elapsed() == 1
    assert limiter.backlog == 0


async def test_a_hurried_request_passes_others() -> None:
    """A request that has become more important goes before those that have not, and once only."""
    limiter = Limiter(rate=1, burst=1)
    await limiter.queue(Priority.CARD)
    slow, hurried = limiter.queue(Priority.COUNT), limiter.queue(Priority.COUNT)
    limiter.hurry(hurried, Priority.PHASE)
    assert limiter.backlog == 2
    await hurried
    assert not slow.done()
    await slow
    assert elapsed() == 2


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
    assert elapsed() < 0.1
    assert sum(card.done() for card in cards) < 5


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
