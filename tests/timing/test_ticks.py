"""What the log has of a tick that a database keeps waiting, and of one that the end finds at work."""

from __future__ import annotations

import asyncio
import logging
import weakref
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Self

import apscheduler.schedulers.base as schedulers
import apscheduler.triggers.interval as triggers
import pytest
import structlog
from sqlalchemy.exc import TimeoutError as NoSessionError
from structlog.testing import capture_logs

from bot.kernel.background import Background, each, looking, note_stumble
from bot.kernel.haste import Haste, errand
from bot.kernel.ports import StorageError
from bot.timing.clock import Clock
from bot.timing.ticks import Ticks
from tests.strategies import NOON


async def test_a_server_that_hangs_is_an_outage_and_no_fault_of_ours() -> None:
    """One warning without a traceback, however many ticks wait for a session in vain."""
    ticks, failed = Ticks(Clock()), asyncio.Event()
    times = 0

    async def waits_in_vain(_: datetime) -> None:
        nonlocal times
        times += 1
        if times == 3:
            failed.set()
        raise NoSessionError("no connection for reading came free within 10 s")

    ticks.every(0.01, waits_in_vain, "rounds")
    with capture_logs() as logged:
        ticks.start()
        await failed.wait()
        await ticks.stop()
    assert [line["log_level"] for line in logged] == ["warning"]
    assert "no connection" in logged[0]["why"]
    assert "exc_info" not in logged[0]


async def test_whatever_hangs_at_the_end_is_given_up_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    """It is cancelled because Recall stops, which is no error."""
    ticks, works, cancelled = Ticks(Clock()), asyncio.Event(), asyncio.Event()

    async def hangs(_: datetime) -> None:
        works.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    ticks.every(0.01, hangs, "rounds")
    with caplog.at_level(logging.WARNING):
        ticks.start()
        await works.wait()
        await ticks.stop(within=0)
        await cancelled.wait()
        await asyncio.sleep(0)
    assert caplog.records == []


@pytest.mark.parametrize("leap", [timedelta(hours=-1), timedelta(hours=1)])
async def test_ticks_go_on_whatever_the_machines_clock_shows(leap: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was ahead for a moment, or was set back by hand: nothing waits until it shows the same time again."""
    shown, ahead = timedelta(), asyncio.Event()
    after = asyncio.Event()

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + shown

    for module in (schedulers, triggers):
        monkeypatch.setattr(module, "datetime", Wrong)
    monkeypatch.setattr("bot.timing.ticks.WATCHED_S", 0.02)

    async def look(_: datetime) -> None:
        (after if shown else ahead).set()

    ticks = Ticks(Clock(wall=lambda: Wrong.now(UTC)))
    ticks.every(0.01, look, "rounds")
    ticks.start()
    await ahead.wait()
    shown = leap
    await asyncio.wait_for(after.wait(), 20)
    await ticks.stop()


async def test_what_looks_once_an_hour_looks_after_a_leap(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that leaps every minute it would otherwise never look."""
    shown, looked = timedelta(), asyncio.Event()
    monkeypatch.setattr("bot.timing.ticks.WATCHED_S", 0.02)

    async def look(_: datetime) -> None:
        looked.set()

    ticks = Ticks(Clock(wall=lambda: NOON + shown))
    ticks.every(3600, look, "departures")
    ticks.start()
    await asyncio.sleep(0)
    shown = timedelta(minutes=1)
    await asyncio.wait_for(looked.wait(), 20)
    await ticks.stop()


async def test_time_in_which_nothing_ran_is_told_before_anything_that_is_due_is_looked_at() -> None:
    """A machine slept, or a process was frozen: what was open is not judged as though somebody had been heard."""
    ran, told, looked = 0.0, list[datetime | str](), asyncio.Event()
    ticks = Ticks(Clock(wall=lambda: NOON + timedelta(seconds=ran), running=lambda: ran))

    async def look(_: datetime) -> None:
        told.append("look")
        looked.set()

    ticks.when_slept(told.append)
    ticks.every(0.01, look, "rounds")
    ticks.start()
    await looked.wait()
    told.clear()
    looked.clear()
    ran = 600.0
    with capture_logs() as logged:
        await looked.wait()
        await ticks.stop()
    assert told[:2] == [NOON, "look"]
    [line] = logged
    assert line["event"] == "Recall did not run for a while, or the clock was set ahead"


async def test_what_looks_at_the_same_interval_does_not_look_in_the_same_instant() -> None:
    """Whoever presses then would wait until everybody has looked."""
    ticks = Ticks(Clock())

    async def look(_: datetime) -> None:
        pass

    for number in range(12):
        ticks.every(3600, look, f"feature {number}")
    ticks.start()
    planned = sorted(job.next_run_time for job in ticks._scheduler.get_jobs())
    await ticks.stop()
    apart = [later - earlier for earlier, later in pairwise(planned)]
    assert min(apart) > timedelta(seconds=3600 / 12 / 3)


async def test_a_clock_that_is_set_back_is_told_before_anything_that_is_due_is_looked_at() -> None:
    """It was an hour ahead: what was decided by it is not waited for until it shows that time again."""
    ran, shown, told, looked = 0.0, timedelta(hours=1), list[datetime | str](), asyncio.Event()
    ticks = Ticks(Clock(wall=lambda: NOON + shown + timedelta(seconds=ran), running=lambda: ran))

    async def look(at: datetime) -> None:
        told.append("look")
        if at < NOON + timedelta(hours=1):
            looked.set()

    ticks.when_slept(told.append)
    ticks.every(0.01, look, "rounds")
    ticks.start()
    await asyncio.sleep(0)
    shown = timedelta()
    while not looked.is_set():
        ran += 0.5
        await asyncio.sleep(0.02)
    await ticks.stop()
    instants = [one for one in told if isinstance(one, datetime)]
    assert len(instants) == 1
    assert timedelta(hours=1) - timedelta(seconds=10) < instants[0] - NOON <= timedelta(hours=1, seconds=ran)


async def test_games_that_cannot_go_on_are_one_outage_however_many_and_however_often() -> None:
    """One line at its beginning, which names one of them, and one at its end; a bug is told of each time."""
    ticks, rounds = Ticks(Clock()), 0
    failed, over = asyncio.Event(), asyncio.Event()

    async def go_on(game_id: int) -> None:
        if game_id == 9:
            raise ValueError("a bug")
        if not failed.is_set():
            raise StorageError("database or disk is full")

    async def look(_: datetime) -> None:
        nonlocal rounds
        rounds += 1
        await each([1, 2, 3] + [9] * (rounds == 2), go_on)
        if rounds == 4:
            failed.set()
        if rounds == 6:
            over.set()

    ticks.every(0.01, look, "rounds")
    with capture_logs() as logged:
        ticks.start()
        await over.wait()
        await ticks.stop()
    assert [line["event"] for line in logged] == ["a tick failed", "a game could not go on", "ticks succeed again"]
    assert (logged[0]["tick"], logged[0]["game"], logged[0]["why"]) == ("rounds", 1, "database or disk is full")
    assert (logged[2]["failed"], logged[1]["log_level"]) == (4, "error")


async def test_what_a_look_has_set_going_tells_of_its_own_failures() -> None:
    """Nobody looks any more when it fails."""
    background, go = Background(), asyncio.Event()

    async def later() -> None:
        await go.wait()
        note_stumble(structlog.get_logger(), "it must wait", StorageError("the disk is full"))

    with capture_logs() as logged:
        with looking() as looked:
            background.run(later())
        go.set()
        await background.drain()
    assert ([line["event"] for line in logged], looked.error) == (["it must wait"], None)


async def test_what_goes_on_after_a_look_does_not_hold_what_failed_in_it() -> None:
    """A connection that was opened in a look lives long, and the error knows of everybody who met it."""
    ticks, background, end, again = Ticks(Clock()), Background(), asyncio.Event(), asyncio.Event()
    met: list[weakref.ref[StorageError]] = []

    async def look(_: datetime) -> None:
        if met:
            again.set()
            return
        error = StorageError("the disk is full")
        met.append(weakref.ref(error))
        background.run(end.wait())
        note_stumble(structlog.get_logger(), "it must wait", error)

    ticks.every(0.01, look, "rounds")
    with capture_logs():
        ticks.start()
        await again.wait()
        await ticks.stop()
    assert met[0]() is None
    end.set()
    await background.drain()


async def test_looks_let_presses_go_first() -> None:
    """What time makes due is looked at again and again: whoever has pressed something reads before that."""
    ticks, seen, looked = Ticks(Clock()), list[Haste](), asyncio.Event()

    async def look(_: datetime) -> None:
        seen.append(errand().haste)
        looked.set()

    ticks.every(0.01, look, "rounds")
    ticks.start()
    await looked.wait()
    await ticks.stop()
    assert {*seen} == {Haste.LOOK}
    assert errand().haste is Haste.PRESS
