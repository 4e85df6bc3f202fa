"""Leaderboards: periods, ranking by accuracy, shared places."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.boards.rules.boards import (
    Metric,
    Score,
    first_day,
    is_period,
    latest_periods,
    month_of,
    periods_of,
    placed,
    week_of,
)
from bot.kernel.accuracy import LEAST_ANSWERS, accuracy_floor, accuracy_interval


def test_a_lucky_start_does_not_beat_proven_knowledge() -> None:
    """3 of 3 is not ranked by accuracy, and 20 of 20 stands below 1,960 of 2,000."""
    assert accuracy_floor(3, 3) is None
    lucky, proven = accuracy_floor(20, 20), accuracy_floor(1960, 2000)
    assert lucky is not None
    assert proven is not None
    assert lucky < proven


def test_the_interval_is_wilsons() -> None:
    """180 of 200 is 85 to 93 percent, as the formula's tables have it; without answers nothing is known."""
    low, high = accuracy_interval(180, 200)
    assert (round(low, 4), round(high, 4)) == (0.8506, 0.9343)
    assert accuracy_interval(0, 0) == (0.0, 1.0)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share(drawn: tuple[int, int]) -> None:
    """The share of right answers lies in its interval, and the interval within 0 and 1."""
    correct, answered = drawn
    low, high = accuracy_interval(correct, answered)
    assert 0 <= low <= correct / answered + 1e-12
    assert correct / answered - 1e-12 <= high <= 1


@given(st.integers(LEAST_ANSWERS, 5000).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_one_more_right_answer_ranks_higher(drawn: tuple[int, int]) -> None:
    """Of two players with equally many answers the one with more right ones ranks higher."""
    correct, answered = drawn
    fewer, more = accuracy_floor(correct, answered), accuracy_floor(correct + 1, answered)
    assert fewer is not None
    assert more is not None
    assert fewer < more


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_answer_counts_in_its_week_its_month_and_for_ever(at: datetime) -> None:
    """The week holds the answer's day and begins on a Monday; the month is the answer's own."""
    week, month, ever = periods_of(at)
    monday, first = first_day(week), first_day(month)
    assert monday is not None
    assert monday.weekday() == 0
    assert timedelta() <= at.date() - monday < timedelta(days=7)
    assert first == at.date().replace(day=1)
    assert ever == "all"
    assert all(is_period(period) for period in periods_of(at))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_past_periods_are_the_ones_before(at: datetime) -> None:
    """Every period offered is another, this week's comes first, and last week's and last month's are among them."""
    offered = latest_periods(at)
    assert offered[0] == week_of(at)
    assert len(set(offered)) == len(offered) <= 25
    assert week_of(at - timedelta(weeks=1)) in offered
    assert month_of(at.replace(day=1) - timedelta(days=1)) in offered


def test_a_year_of_months_and_twelve_weeks_are_offered() -> None:
    """This week and month, all time, then those before them without a gap, also over the turn of a year."""
    offered = latest_periods(datetime(2026, 2, 3, tzinfo=UTC))
    assert offered[:3] == ["2026-w06", "2026-02", "all"]
    assert offered[3:14] == [f"2026-w0{week}" for week in (5, 4, 3, 2, 1)] + [
        f"2025-w{week}" for week in range(52, 46, -1)
    ]
    assert offered[14:] == ["2026-01", *(f"2025-{month:02}" for month in range(12, 2, -1))]


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-w54", "2026-00", "all ", "2026-W10", "x" * 200])
def test_what_is_no_period(text: str) -> None:
    """A forged period is none."""
    assert not is_period(text)
    assert first_day(text) is None


def test_the_turn_of_the_year() -> None:
    """The first days of 2027 belong to the last week of 2026."""
    assert week_of(datetime(2027, 1, 1, tzinfo=UTC)) == "2026-w53"
    assert first_day("2026-w53") == date(2026, 12, 28)


@given(st.lists(st.integers(0, 5), max_size=15), st.integers(0, 15))
def test_equals_share_a_place(points: list[int], skipped: int) -> None:
    """Wherever a page begins, a place is one more than the number of those who are better."""
    ranked = sorted(points, reverse=True)
    shown = ranked[skipped:]
    first = 1 + sum(other > shown[0] for other in ranked) if shown else 1
    lines = placed(Metric.POINTS, [Score(n, "", p, 1, 1, None) for n, p in enumerate(shown)], first, skipped)
    assert [line.place for line in lines] == [1 + sum(other > mine for other in ranked) for mine in shown]
