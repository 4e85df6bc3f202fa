"""Processes that take turns out of one row: together they keep to the limit, and none of them waits for ever."""

from __future__ import annotations

import asyncio
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.delivery.limiter import Priority
from bot.delivery.shared import APART_S, SharedLimiter
from tests.fakes import VirtualLoop, elapsed


class Row:
    """What the database does, and how long it takes to answer; `away`: it does not."""

    def __init__(self, seed: int = 0, slowest: float = 0.01) -> None:
        self._random, self._slowest = Random(seed), slowest  # noqa: S311 - repeatable on purpose
        self.free_at, self.away, self.asked = 0.0, False, 0

    async def take(self, wanted: int, ahead: float) -> tuple[float, int]:
        self.asked += 1
        await asyncio.sleep(self._random.random() * self._slowest / 2)
        if self.away:
            raise ConnectionError("the server is away")
        now = elapsed()
        found = (max(0.0, self.free_at - now - ahead), 0)
        if self.free_at <= now + ahead:
            first = max(self.free_at, now)
            self.free_at = first + wanted * APART_S
            found = (first - now, wanted)
        await asyncio.sleep(self._random.random() * self._slowest / 2)
        return found


def most_in_a_second(times: list[float]) -> int:
    return max(sum(1 for other in times if 0 <= other - start < 1) for start in times)


async def send(
    limiter: SharedLimiter, times: list[float], priority: Priority = Priority.CARD, after: float = 0
) -> None:
    await asyncio.sleep(after)
    await limiter.queue(priority)
    times.append(elapsed())


wishes = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(Priority), st.sampled_from([0.0, 0.5, 1.0, 3.0]), st.integers(1, 40)),
    min_size=1,
    max_size=8,
)


@given(wishes, st.integers(0, 2**16))
def test_in_no_second_do_all_processes_ask_more_than_discord_allows(
    wished: list[tuple[int, Priority, float, int]], seed: int
) -> None:
    """However many wait where and for what, each has its turn, and a process alone has all of the limit."""

    async def scenario() -> list[float]:
        row, times = Row(seed), list[float]()
        limiters = [SharedLimiter(row.take) for _ in range(4)]
        await asyncio.gather(
            *(
                send(limiters[where], times, priority, after)
                for where, priority, after, many in wished
                for _ in range(many)
            )
        )
        assert all(limiter.backlog == 0 for limiter in limiters)
        return times

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        times = runner.run(scenario())
    assert len(times) == sum(many for *_, many in wished)
    assert most_in_a_second(times) <= 50


async def test_whoever_has_something_to_send_has_the_whole_limit() -> None:
    """Of three processes two have nothing to do; the row is asked once for several turns."""
    row, times = Row(), list[float]()
    busy, *_ = limiters = [SharedLimiter(row.take) for _ in range(3)]
    for limiter in limiters:
        limiter.divide(3)
    await asyncio.gather(*(send(busy, times) for _ in range(470)))
    assert elapsed() < 10.5
    assert row.asked < 90


async def test_cards_of_one_process_go_before_the_counts_of_another() -> None:
    row, cards, counts = Row(), list[float](), list[float]()
    one, other = (SharedLimiter(row.take) for _ in range(2))
    await asyncio.gather(
        *(send(other, counts, Priority.COUNT) for _ in range(47)), *(send(one, cards, after=0.2) for _ in range(94))
    )
    assert max(cards) < 2.7
    assert sum(0.5 < at < max(cards) - 1 for at in counts) <= 1


async def test_a_card_does_not_wait_because_a_count_of_its_process_does() -> None:
    """The count has been told to ask again later."""
    row, cards, counts = Row(), list[float](), list[float]()
    limiter = SharedLimiter(row.take)
    row.free_at = 0.9
    await asyncio.gather(send(limiter, counts, Priority.COUNT), send(limiter, cards, after=0.1))
    assert max(cards) < min(counts)
    assert max(cards) < 0.95


async def test_while_the_row_is_away_each_keeps_to_an_even_part_and_afterward_they_take_turns_again() -> None:
    """Nothing waits for the database for ever."""
    row, times = Row(), list[float]()
    limiters = [SharedLimiter(row.take) for _ in range(3)]
    for limiter in limiters:
        limiter.divide(3)
    row.away = True
    with capture_logs() as logged:
        await asyncio.gather(*(send(limiter, times) for limiter in limiters for _ in range(60)))
        assert len(times) == 180
        assert most_in_a_second(times) <= 50
        assert max(times) < 6
        row.away = False
        before = len(times)
        await asyncio.gather(*(send(limiters[0], times) for _ in range(188)))
    assert max(times) - times[before - 1] < 7
    assert {line["event"] for line in logged} == {
        "the limit on requests is divided evenly until the database answers",
        "requests take turns over all processes again",
    }


async def test_a_row_that_never_answers_stops_nobody() -> None:
    async def hang(_: int, __: float) -> tuple[float, int]:
        await asyncio.Event().wait()
        raise AssertionError

    limiter, times = SharedLimiter(hang), list[float]()
    await asyncio.gather(*(send(limiter, times) for _ in range(94)))
    assert elapsed() < 5
    await limiter.close()
