"""A daily while the machine's clock is wrong, or set right, or the zones' rules change."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.daily.rules.schedule import Schedule
from bot.storage.database import open_database
from tests.daily.conftest import DAY, GUILD, HOUR, ORGANISER, PLAN, START, House, always
from tests.daily.test_posting import DUE, FIRST, dates
from tests.storage.conftest import Storage, empty

__all__ = ["empty"]


async def test_a_claim_from_the_future_is_void(house: House) -> None:
    """With the clock set back by a day nobody waits a day for a lease."""
    await house.arrange()
    await house.store.claim(DUE + DAY, 10, lambda _: True)
    await house.posting.tick(DUE)
    assert await dates(house) == ["2026-06-01"]


async def test_a_clock_running_a_day_ahead_for_a_while(house: House) -> None:
    """The date that the clock leapt over is posted once the clock is right; none is posted twice."""
    await house.arrange()
    await house.posting.tick(DUE + DAY - HOUR)
    assert await dates(house) == []
    assert await house.schedules.missed(GUILD) == [FIRST]
    for at in (START, DUE, DUE + DAY, DUE + DAY - HOUR / 2, DUE + DAY):
        await house.posting.tick(at)
    assert await dates(house) == ["2026-06-01", "2026-06-02"]


async def test_a_daily_that_is_to_begin_tomorrow_does_not_begin_today_after_a_clock_was_ahead(
    house: House,
) -> None:
    """It was set after its hour. Whoever set it was told tomorrow, and its members are not to be called today."""
    await house.posting.tick(DUE + 2 * HOUR)
    await house.arrange(at=DUE + 2 * HOUR)
    for minutes in (3, 0, 1):
        await house.posting.tick(DUE + 2 * HOUR + minutes * HOUR / 60)
    assert await dates(house) == []
    await house.posting.tick(DUE + DAY)
    assert await dates(house) == ["2026-06-02"]


async def test_what_is_due_is_still_due_after_the_clock_was_minutes_ahead(house: House) -> None:
    """Nothing could be posted until then."""
    await house.arrange()
    await house.posting.tick(START)
    house.posting.accepting = False
    await house.posting.tick(DUE + HOUR)
    house.posting.accepting = True
    await house.posting.tick(DUE + HOUR - 3 * HOUR / 60)
    assert await dates(house) == ["2026-06-01"]


@pytest.mark.parametrize("restarted", [True, False])
async def test_a_clock_running_far_ahead_for_a_while(house: House, restarted: bool) -> None:
    """Once it is right, the daily comes every day as before, and the date that has its post already gets no other."""
    await house.arrange()
    await house.posting.tick(START)
    await house.posting.tick(DUE + 3 * DAY + HOUR)
    assert await dates(house) == ["2026-06-04"]
    house = House(house.storage) if restarted else house
    for at in (START, *(DUE + day * DAY + HOUR for day in range(5))):
        await house.posting.tick(at)
    assert sorted(await dates(house)) == [f"2026-06-0{day}" for day in (1, 2, 3, 4, 5)]
    assert not {"2026-06-01", "2026-06-02"} & {*map(str, await house.schedules.missed(GUILD))}


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from([0, 0, 1, 5, 24, 80])), max_size=5))
def test_each_daily_comes_once_whatever_the_clock_showed(empty: Path, leaps: list[tuple[int, int]]) -> None:
    """Also on each date on which the clock was right while it was due; `leaps`: hours, and by how many it is ahead."""
    ahead = [by for hours, by in leaps for _ in range(hours)] + [0] * 60

    async def walk() -> None:
        shutil.copy(empty, place := empty.with_name(f"{uuid4()}.sqlite3"))
        storage = Storage(open_database(place))
        await storage.open()
        house = House(storage)
        await house.arrange()
        for hour, by in enumerate(ahead):
            await house.posting.tick(START + (hour + by) * HOUR)
        posted = await dates(house)
        await storage.close()
        assert len(posted) == len(set(posted))
        first = (DUE - START) // HOUR
        for day, hour in enumerate(range(first, len(ahead) - 6, 24)):
            if not any(ahead[hour : hour + 6]):
                assert str(FIRST + day * DAY) in posted

    asyncio.run(walk())


async def test_an_organizer_sets_a_daily_right_that_was_posted_far_ahead(house: House) -> None:
    """Whatever the clock showed for a while, a daily that is set anew comes at its next time."""
    await house.arrange()
    await house.posting.tick(DUE + 365 * DAY + HOUR)
    schedule = await house.arrange(at=DUE + HOUR)
    assert schedule.next is not None
    assert schedule.next.at == DUE + DAY


async def test_new_rules_of_the_zones(house: House) -> None:
    """With another release of the zones' rules every next post is at the instant that these give it."""
    schedule = await house.arrange()
    assert schedule.next is not None
    await house.store.save_schedule(replace(schedule, next=replace(schedule.next, at=DUE + HOUR)))
    await house.schedules.rules_changed()
    assert await house.schedules.schedule(GUILD) == schedule


async def test_what_is_set_while_the_clock_is_set_right_stays(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """All dailies are looked through when the clock goes back; one that is moved meanwhile stays as it was moved."""
    for guild in (GUILD, GUILD + 1):
        await house.arrange(guild)
    await house.posting.tick(DUE)
    await house.posting.tick(DUE + DAY + 7 * HOUR)
    kept, moved = house.store.save_schedule, list[Schedule]()

    async def and_meanwhile(schedule: Schedule, *more: Any) -> None:
        await kept(schedule, *more)
        if not moved:
            moved.append(schedule)
            other = GUILD + 1 if schedule.guild_id == GUILD else GUILD
            plan = always(replace(PLAN, time=time(18), channel_id=999), on=True)
            moved.append(await house.schedules.arrange(other, plan, ORGANISER, DUE + DAY - 2 * HOUR))

    monkeypatch.setattr(house.store, "save_schedule", and_meanwhile)
    await house.posting.tick(DUE + DAY - 2 * HOUR)
    now = await house.schedules.schedule(moved[1].guild_id)
    assert now is not None
    assert now.plan == moved[1].plan
