"""The local-time rule: one post for each date that exists, at its local time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.daily.rules.schedule import Plan
from bot.kernel.calendar import due_at, next_slot, slots_from
from bot.timing.zones import PinnedZones
from tests.campaigns import zones

ZONES = PinnedZones()
FIRST = datetime(2009, 1, 1, tzinfo=UTC)


def due(day: str, local: str, zone: str) -> str | None:
    found = ZONES.find(zone)
    assert found is not None
    at = due_at(date.fromisoformat(day), time.fromisoformat(local), found)
    return at.isoformat(timespec="minutes") if at else None


@pytest.mark.parametrize(
    ("day", "local", "zone", "at"),
    [
        ("2026-07-01", "09:00", "Europe/Berlin", "2026-07-01T07:00+00:00"),
        ("2026-03-29", "02:30", "Europe/Berlin", "2026-03-29T01:30+00:00"),  # 02:30 is left out: 03:30 there
        ("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30+00:00"),  # 02:30 comes twice: the first
        ("2026-03-09", "00:00", "America/New_York", "2026-03-09T04:00+00:00"),
        ("2024-09-08", "00:00", "America/Santiago", "2024-09-08T04:00+00:00"),  # midnight itself is left out
        ("2024-03-30", "23:30", "America/Nuuk", "2024-03-31T01:30+00:00"),  # the last hour of the day is left out
        ("2011-12-30", "09:00", "Pacific/Apia", None),  # that day never was
        ("2011-12-31", "09:00", "Pacific/Apia", "2011-12-30T19:00+00:00"),
    ],
)
def test_the_instant_of_a_local_date(day: str, local: str, zone: str, at: str | None) -> None:
    """A skipped time comes right after, one that comes twice counts once, a date that never was has none."""
    assert due(day, local, zone) == at


def test_zones_with_daylight_saving_time() -> None:
    """In a sample of zones and times every date from 2024 to 2028 is posted exactly once and at its time."""
    assert zones.main(seed=7, runs=12) == 0


@given(
    name=st.sampled_from(["Europe/Berlin", "Pacific/Apia", "America/Nuuk", "Australia/Lord_Howe", "Africa/Casablanca"]),
    at=st.integers(0, 20 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes)),
    minute=st.integers(0, 1439),
    days=st.sets(st.integers(0, 6), min_size=1),
)
def test_the_next_post_is_the_first_to_come(name: str, at: datetime, minute: int, days: set[int]) -> None:
    """Whenever an organiser sets a daily, its next post is later, and no earlier date of its weekdays is left out."""
    zone = ZONES.find(name)
    assert zone is not None
    plan = Plan(1, time(*divmod(minute, 60)), name, frozenset(days))
    slot = next(slots_from(plan, zone, at, posted=None))
    assert slot.at > at
    assert slot.date.weekday() in days
    earlier = [slot.date - timedelta(days=back) for back in range(1, 9)]
    instants = [due_at(day, plan.time, zone) for day in earlier if day.weekday() in days]
    assert all(instant is None or instant <= at for instant in instants)


def test_a_plan_without_a_day_in_reach_has_no_next_post() -> None:
    """Weekdays that a break never leaves free give no post, and the search ends."""

    class Never:
        time = time(9)

        def takes_place(self, day: date) -> bool:  # noqa: ARG002
            return False

    assert next_slot(Never(), UTC, date(2026, 1, 1)) is None
