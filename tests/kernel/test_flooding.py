"""One member cannot flood a channel, and nobody who plays ever notices."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.client.restraint import REMEMBERED, Restraint
from bot.kernel.flooding import MOST, WITHIN, time_to_wait
from tests.strategies import NOON, SECOND


@given(st.lists(st.floats(0, 90, allow_nan=False), max_size=200))
def test_in_no_minute_more_than_the_limit(pauses: list[float]) -> None:
    """However somebody spaces their wishes, no minute holds more than so many that were granted."""
    restraint, at, granted = Restraint(), NOON, []
    for pause in pauses:
        at += timedelta(seconds=pause / 10)
        if restraint.take(1, 2, at) is None:
            granted.append(at)
    assert all(later - earlier >= WITHIN for earlier, later in zip(granted, granted[MOST:], strict=False))


def test_whoever_waits_as_long_as_told_may_go_on() -> None:
    """The time to wait is the truth: until then no, from then on yes."""
    times = [NOON + number * SECOND for number in range(MOST)]
    wait = time_to_wait(times, times[-1] + SECOND)
    assert wait is not None
    again = times[-1] + SECOND + wait
    assert time_to_wait(times, again - timedelta(milliseconds=1)) is not None
    assert time_to_wait(times, again) is None


def test_a_flood_is_nobody_elses_trouble() -> None:
    """Others, and other channels, are counted for themselves; the oldest are forgotten first."""
    restraint = Restraint()
    assert [restraint.take(1, 2, NOON) for _ in range(MOST + 1)].count(None) == MOST
    assert restraint.take(1, 3, NOON) is None
    assert restraint.take(9, 2, NOON) is None
    for member in range(REMEMBERED):
        restraint.take(5, member, NOON)
    assert restraint.take(1, 2, NOON) is None
