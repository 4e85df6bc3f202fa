"""A clock that leaps: one wrong look closes nothing, and a leap that stays is followed."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import assume, given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.timing import clock as timing
from bot.timing.clock import BELIEVED_AFTER, LEAP, Clock
from tests.strategies import NOON

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@dataclass
class Machine:
    """Its two clocks; the time of day can be `off`, and stand still for nothing but itself."""

    ran: timedelta = timedelta(hours=1)
    off: timedelta = timedelta()

    def wall(self) -> datetime:
        return NOON + self.ran + self.off

    def running(self) -> float:
        return self.ran.total_seconds()

    def clock(self) -> Clock:
        clock = Clock(self.wall, self.running)
        assert clock.now() == self.wall()
        return clock


def looks(machine: Machine, clock: Clock, seconds: int = 1) -> datetime:
    """Look each second, so often; the last look."""
    for _ in range(seconds):
        machine.ran += SECOND
        seen = clock.now()
    return seen


@given(st.timedeltas(-3650 * DAY, 3650 * DAY))
def test_one_wrong_look_changes_nothing(off: timedelta) -> None:
    """Whatever the clock shows for a moment, no deadline is over because of it, and none is put off."""
    machine = Machine()
    clock = machine.clock()
    machine.off = off
    machine.ran += SECOND
    right = machine.wall() - off
    assert abs(clock.now() - right) < LEAP
    machine.off = timedelta()
    assert looks(machine, clock) == machine.wall()


@given(st.timedeltas(LEAP, 3650 * DAY), st.sampled_from([1, -1]))
def test_a_leap_that_stays_is_followed(leap: timedelta, way: int) -> None:
    """The machine slept, or somebody has set its clock right: two seconds later that is the time."""
    machine = Machine()
    clock = machine.clock()
    machine.off = leap * way
    assert looks(machine, clock) == machine.wall() - machine.off
    assert looks(machine, clock, 2) == machine.wall()
    assert looks(machine, clock) == machine.wall()


def test_looks_that_disagree_are_not_believed() -> None:
    """A clock that shows something else each time is never taken at its word; time goes on meanwhile."""
    machine = Machine()
    clock = machine.clock()
    for hour in range(1, 10):
        machine.off = timedelta(hours=hour)
        assert looks(machine, clock) == machine.wall() - machine.off


def test_small_corrections_are_followed_at_once() -> None:
    """Which a time server makes all the time; many of them may add up to more than a leap."""
    machine = Machine()
    clock = machine.clock()
    for _ in range(20):
        machine.off += SECOND
        assert looks(machine, clock) == machine.wall()


def test_a_sleep_without_looks_is_followed_soon_after_it() -> None:
    """However long nobody looked: the second look after that, two seconds later, has the right time."""
    machine = Machine()
    clock = machine.clock()
    machine.off = DAY
    machine.ran += DAY
    clock.now()
    machine.ran += BELIEVED_AFTER
    assert clock.now() == machine.wall()


def told(machine: Machine, clock: Clock, later: float, took: float) -> datetime:
    """Discord says what time it is, in whole seconds, in the middle of a request; what time that was."""
    machine.ran += timedelta(seconds=later)
    asked = clock.ran()
    machine.ran += timedelta(seconds=took) / 2
    really = machine.wall() - machine.off
    machine.ran += timedelta(seconds=took) / 2
    clock.told(really.replace(microsecond=0), asked)
    return machine.wall() - machine.off


LATER = st.floats(0, 30)
QUICK = st.floats(0.01, 0.3)


@given(st.timedeltas(-400 * DAY, 400 * DAY), st.lists(st.tuples(LATER, QUICK), min_size=20, max_size=40))
def test_a_clock_that_is_wrong_from_the_start_is_set_by_discords(
    off: timedelta, requests: list[tuple[float, float]]
) -> None:
    """A question that is open for 30 seconds is, whatever the machine's clock shows: Discord dates its message."""
    machine = Machine(off=off)
    clock = machine.clock()
    told(machine, clock, later=0, took=0.1)  # a single answer could be one that a proxy has kept
    for later, took in requests:
        right = told(machine, clock, later, took)
        assert abs(clock.now() - right) < timedelta(seconds=1.9)


@given(st.timedeltas(6 * SECOND, 400 * DAY), st.lists(st.tuples(LATER, QUICK), min_size=1, max_size=20))
def test_one_answer_from_long_ago_moves_nothing(age: timedelta, requests: list[tuple[float, float]]) -> None:
    """A proxy may have kept it: every question that is open would be put off by hours."""
    machine = Machine()
    clock = machine.clock()
    for later, took in requests:
        clock.told(machine.wall().replace(microsecond=0) - age, clock.ran())
        right = told(machine, clock, later, took)
        assert clock.now() == right


@given(st.lists(st.tuples(LATER, st.floats(0.01, 60)), max_size=20))
def test_a_clock_that_is_right_stays_as_it_is_however_slow_discord_is(requests: list[tuple[float, float]]) -> None:
    """Its time is known to the second alone, and an answer may have been on its way for long."""
    machine = Machine()
    clock = machine.clock()
    with capture_logs() as logged:
        for later, took in requests:
            right = told(machine, clock, later, took)
            assert clock.now() == right
    assert not logged


def test_the_log_says_once_that_the_clock_is_wrong() -> None:
    """Every answer of Discord's says so, and none but the first is news."""
    machine = Machine(off=20 * SECOND)
    clock = machine.clock()
    with capture_logs() as logged:
        for _ in range(50):
            told(machine, clock, later=7.3, took=0.1)
    [line] = logged
    assert line["event"] == "the time was ahead of Discord's, and is set right"
    assert 19 <= line["seconds"] <= 20


def test_a_clock_that_is_set_right_afterward_stays_right() -> None:
    """What was taken off it is not taken off again."""
    machine = Machine(off=20 * SECOND)
    clock = machine.clock()
    for _ in range(2):
        told(machine, clock, later=1, took=0.1)
    machine.off = timedelta()
    for _ in range(5):
        assert abs(looks(machine, clock) - machine.wall()) < timedelta(seconds=1.5)
    assert clock.now() == machine.wall()


@given(st.timedeltas(-400 * DAY, 400 * DAY), st.timedeltas(60 * SECOND, 30 * DAY))
def test_a_machine_that_sleeps_is_as_wrong_as_before(off: timedelta, slept: timedelta) -> None:
    """A session that is gone on with asks Discord for nothing, so nothing would set its time until somebody plays."""
    assume(abs(off + slept) > 2 * LEAP)  # else the clock is right by chance
    machine = Machine(off=off)
    clock = machine.clock()
    for _ in range(2):
        told(machine, clock, later=1, took=0.1)
    machine.off += slept
    assert abs(looks(machine, clock, 4) - (machine.wall() - off)) < timedelta(seconds=1.9)


async def test_a_followed_clock_that_does_not_answer_is_told_of_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it is asked meanwhile, and whatever it answers instead; that it answers again is told, too."""
    monkeypatch.setattr(timing, "RETRY_S", 0)
    wrong = ["no clock", "[]", "{}", '{"offset_seconds": "soon", "revision": 1}', "{"] * 2
    told = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        if "revision" in request.query:
            told.set()
            await asyncio.Event().wait()
        body = wrong.pop() if wrong else '{"offset_seconds": 3600, "revision": 1}'
        return web.Response(text=body, content_type="application/json")

    app = web.Application()
    app.router.add_get("/clock", answer)
    machine = Machine()
    clock = machine.clock()
    with capture_logs() as logged:
        async with TestServer(app) as server:
            following = asyncio.create_task(clock.follow(str(server.make_url("/clock"))))
            await asyncio.wait({following, asyncio.create_task(told.wait())}, return_when=asyncio.FIRST_COMPLETED)
            following.cancel()
    assert [(one["log_level"], one["event"]) for one in logged] == [
        ("warning", "the followed clock does not answer"),
        ("info", "the followed clock answers again"),
    ]
    assert "/clock" in logged[0]["why"]
    assert clock.now() == machine.wall() + timedelta(hours=1)
