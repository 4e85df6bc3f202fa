"""Processes that take turns out of one row: together they keep to the limit, and none of them waits for ever."""

from __future__ import annotations

import asyncio
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.limiter import DRAWN_S, LATE_S, Priority
from bot.delivery.shared import APART_S, MOST, Booked, SharedLimiter
from tests.fakes import VirtualLoop, elapsed

CLOCK = 1_800_000_000.0
"""What the server's clock says when the loop's begins: it is another one."""


class Row:
    """What the database does, and how long it takes to answer; `away`: it does not."""

    def __init__(self, seed: int = 0, slowest: float = 0.01) -> None:
        self.random, self.slowest = Random(seed), slowest  # noqa: S311 - repeatable on purpose
        self.free_at, self.away, self.asked, self.taken = 0.0, False, 0, 0
        self.firsts = list[float]()

    async def take(self, wanted: int, ahead: float, lead: float) -> Booked:
        self.asked += 1
        await asyncio.sleep(self.random.random() * self.slowest / 2)
        if self.away:
            raise ConnectionError("the server is away")
        now = CLOCK + elapsed()
        found = Booked(now, self.free_at)
        if wanted and self.free_at <= now + ahead:
            first = max(self.free_at, now + lead)
            self.free_at = first + wanted * APART_S
            self.taken += wanted
            self.firsts.append(first - CLOCK)
            found = Booked(now, first, wanted)
        await asyncio.sleep(self.random.random() * self.slowest / 2)
        return found


def most_in_a_second(times: list[float]) -> int:
    return max((sum(1 for other in times if 0 <= other - start < 1) for start in times), default=0)


async def send(
    limiter: SharedLimiter,
    times: list[float],
    priority: Priority = Priority.CARD,
    after: float = 0,
    draw_s: float = 0,
    way_s: float = 0,
) -> None:
    """A message that is drawn once it has its turn, and arrives a while after it was sent."""
    await asyncio.sleep(after)
    await limiter.take(priority)
    await asyncio.sleep(draw_s)
    await limiter.use()
    times.append(elapsed() + way_s)


DRAWN = (0.0, DRAWN_S - 0.01, DRAWN_S + 0.01, DRAWN_S + LATE_S - 0.005, DRAWN_S + LATE_S + 0.01)
"""So many seconds messages take to be drawn: beside how long before its time a turn is given, and can be used after."""

wishes = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(Priority), st.sampled_from([0.0, 0.5, 1.0, 3.0]), st.integers(1, 40)),
    min_size=1,
    max_size=8,
)


@given(wishes, st.integers(0, 2**16))
def test_in_no_second_do_all_processes_ask_more_than_discord_allows(
    wished: list[tuple[int, Priority, float, int]], seed: int
) -> None:
    """However many wait where and for what, each has its turn, and a process alone has all of the limit.

    Some are drawn at once, some just in time for their turn, and some too late; some take longer to Discord.
    """

    async def scenario() -> list[float]:
        row, times, random = Row(seed), list[float](), Random(seed)  # noqa: S311 - repeatable on purpose
        limiters = [SharedLimiter(row.take) for _ in range(4)]
        await asyncio.gather(
            *(
                send(limiters[where], times, priority, after, random.choice(DRAWN), 0.01 * random.random())
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


class Processes:
    """Three that always have something to send. One that is killed takes its turns with it; another takes its place."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.times = list[float]()
        self._running = [self._begin() for _ in range(3)]

    def _begin(self) -> tuple[SharedLimiter, list[asyncio.Task[None]]]:
        limiter = SharedLimiter(self._row.take)
        return limiter, [asyncio.create_task(self._send(limiter)) for _ in range(20)]

    async def _send(self, limiter: SharedLimiter) -> None:
        while True:
            await limiter.take(Priority.CARD)
            await limiter.use()
            self.times.append(elapsed())

    async def kill(self, which: int) -> None:
        """And have another begin at once."""
        limiter, sending = self._running[which]
        for task in sending:
            task.cancel()
        await asyncio.wait(sending)
        await limiter.close()
        self._running[which] = self._begin()


deaths = st.lists(st.tuples(st.floats(0.01, 2), st.integers(0, 2), st.sampled_from([0.0, 0.1, 0.7])), max_size=8)


@given(deaths, st.integers(0, 2**16), st.sampled_from([0.002, 0.02, 0.3]))
def test_whoever_dies_when_discord_is_asked_no_more_than_it_allows(
    dying: list[tuple[float, int, float]], seed: int, slowest: float
) -> None:
    """Also where the database answers slowly, and the machine stands still in between."""

    async def scenario() -> tuple[list[float], Row]:
        loop, row = asyncio.get_running_loop(), Row(seed, slowest)
        assert isinstance(loop, VirtualLoop)
        processes = Processes(row)
        for after, which, stands_still in dying:
            await asyncio.sleep(after)
            await processes.kill(which)
            loop.stand_still(stands_still)
        await asyncio.sleep(2)
        for which in range(3):
            await processes.kill(which)
        return processes.times, row

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        times, _ = runner.run(scenario())
    assert most_in_a_second(times) <= 50


async def test_a_process_that_dies_wastes_no_more_than_a_few_turns() -> None:
    """Of what the limit allows, all the rest is used."""
    row = Row()
    processes = Processes(row)
    await asyncio.sleep(5)
    before, since = len(processes.times), elapsed()
    for which in range(20):
        await asyncio.sleep(0.5)
        await processes.kill(which % 3)
    allowed = (elapsed() - since) / APART_S
    assert allowed - (len(processes.times) - before) <= 20 * MOST


async def test_whoever_has_little_to_send_does_not_wait_for_those_that_have_a_lot() -> None:
    row, waits = Row(), list[float]()
    Processes(row)
    quiet = SharedLimiter(row.take)
    for _ in range(20):
        await asyncio.sleep(1)
        asked = elapsed()
        await quiet.use()
        waits.append(elapsed() - asked)
    assert max(waits) < 1


async def test_whoever_has_something_to_send_has_the_whole_limit() -> None:
    """Of three processes two have nothing to do; the row is asked once for several turns."""
    row, times = Row(), list[float]()
    busy, *_ = [SharedLimiter(row.take) for _ in range(3)]
    await asyncio.gather(*(send(busy, times) for _ in range(470)))
    assert elapsed() < 10.5
    assert row.asked < 120
    assert row.taken == 470


async def test_no_turn_is_used_before_its_time() -> None:
    """However uncertain it is what the server's clock says."""
    for seed in range(20):
        row, times = Row(seed, slowest=0.4), list[float]()
        await send(SharedLimiter(row.take), times)
        assert elapsed() >= row.firsts[0]


async def test_a_database_that_is_slow_costs_few_turns() -> None:
    """Turns are taken so far ahead that they are there in time."""
    row, times = Row(slowest=0.4), list[float]()
    limiter = SharedLimiter(row.take)
    for _ in range(30):
        await send(limiter, times)
    assert row.taken <= 36


async def test_a_message_that_takes_a_while_to_draw_wastes_no_turn() -> None:
    """It is drawn before its turn, which has been taken ahead."""
    row, times = Row(), list[float]()
    limiter = SharedLimiter(row.take)

    async def send_slowly() -> None:
        await limiter.take(Priority.CARD)
        await asyncio.sleep(0.07)
        await limiter.use()
        times.append(elapsed())

    await asyncio.gather(*(send_slowly() for _ in range(200)))
    assert row.taken < 210
    assert most_in_a_second(times) <= 50


async def test_what_is_drawn_too_late_for_its_turn_leaves_it_to_what_is_ready() -> None:
    """A process that is busy for a moment does not lose the turns of that moment, and sends no more than it may."""
    row, times = Row(), list[float]()
    limiter = SharedLimiter(row.take)

    async def send_after(seconds: float) -> None:
        await limiter.take(Priority.CARD)
        await asyncio.sleep(seconds)
        await limiter.use()
        times.append(elapsed())

    await asyncio.gather(*(send_after(0.35 if number % 8 == 0 else 0.01) for number in range(200)))
    assert row.taken < 210
    assert most_in_a_second(times) <= 50


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
    row.free_at = CLOCK + 0.9
    await asyncio.gather(send(limiter, counts, Priority.COUNT), send(limiter, cards, after=0.1))
    assert max(cards) < min(counts)
    assert max(cards) < 0.95


async def test_while_the_row_is_away_nothing_is_sent_and_afterward_everything_is() -> None:
    """A process that cannot see what the others send would go beyond the limit with them."""
    row, times = Row(), list[float]()
    limiters = [SharedLimiter(row.take) for _ in range(3)]
    sending = [asyncio.create_task(send(limiter, times)) for limiter in limiters for _ in range(60)]
    await asyncio.sleep(1)
    row.away = True
    await asyncio.sleep(1)
    before = len(times)
    await asyncio.sleep(5)
    assert len(times) == before
    row.away = False
    await asyncio.gather(*sending)
    assert len(times) == 180
    assert most_in_a_second(times) <= 50
    assert elapsed() < 11


async def test_a_row_that_never_answers_is_asked_again() -> None:
    row, times = Row(), list[float]()

    async def hang_once(wanted: int, ahead: float, lead: float) -> Booked:
        row.asked += 1
        if row.asked == 1:
            await asyncio.Event().wait()
        return await row.take(wanted, ahead, lead)

    limiter = SharedLimiter(hang_once)
    await send(limiter, times)
    assert elapsed() < 2
    await limiter.close()


async def test_a_row_that_answers_slowly_is_not_asked_again_and_again_for_the_time() -> None:
    """Where another look cannot tell it better, the first message after a rest does not wait for twenty of them."""
    asked = list[float]()

    async def book(wanted: int, ahead_s: float, lead_s: float) -> Booked:  # noqa: ARG001 - the row's part
        asked.append(elapsed())
        await asyncio.sleep(0.04)
        now = 5_000.0 + elapsed()
        await asyncio.sleep(0.04)
        return Booked(now, now + lead_s, wanted)

    limiter = SharedLimiter(book)
    await limiter.take(Priority.CARD)
    assert len(asked) <= 8
