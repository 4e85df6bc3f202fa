"""Points: mostly for being right, a little for being quick and for a streak."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.grading import Grade
from bot.kernel.scoring import FULL, READING_GRACE_MS, SPEED_SHARE, STREAK_MOST, Scoring, points

RIGHT, WRONG = Grade(correct=True, credit=1.0), Grade(correct=False, credit=0.0)
milliseconds = st.integers(0, 200_000)
allowances = st.none() | st.integers(0, 120_000)
streaks = st.integers(0, 40)
grades = st.floats(0, 1).map(lambda credit: Grade(correct=credit == 1, credit=credit))


@given(milliseconds, allowances)
def test_being_right_is_at_least_four_fifths(elapsed: int, allowed: int | None) -> None:
    """The slowest right answer earns 80% of the quickest one, at least."""
    assert 80 <= points(RIGHT, Scoring.SPEED, elapsed, allowed, 0) <= 100


@given(milliseconds, allowances, streaks)
def test_a_streak_adds_at_most_a_fifth(elapsed: int, allowed: int | None, streak: int) -> None:
    """However long a streak, it adds at most 20% of a question, and never takes anything."""
    plain = points(RIGHT, Scoring.SPEED, elapsed, allowed, 0)
    assert plain <= points(RIGHT, Scoring.SPEED, elapsed, allowed, streak) <= plain + 20


@given(milliseconds, allowances, streaks)
def test_wrong_is_nothing(elapsed: int, allowed: int | None, streak: int) -> None:
    """Quick and wrong earns nothing, streak or not."""
    assert points(WRONG, Scoring.SPEED, elapsed, allowed, streak) == 0


@given(grades, milliseconds, milliseconds, allowances, streaks)
def test_slower_never_earns_more(grade: Grade, one: int, other: int, allowed: int | None, streak: int) -> None:
    """Of two equal answers the later one never earns more."""
    early, late = sorted((one, other))
    assert points(grade, Scoring.SPEED, late, allowed, streak) <= points(grade, Scoring.SPEED, early, allowed, streak)


@given(st.floats(0, 0.99), milliseconds, allowances, streaks)
def test_a_part_has_no_streak(credit: float, elapsed: int, allowed: int | None, streak: int) -> None:
    """Only a wholly right answer is paid for a streak."""
    grade = Grade(correct=False, credit=credit)
    with_streak = points(grade, Scoring.SPEED, elapsed, allowed, streak)
    assert with_streak == points(grade, Scoring.SPEED, elapsed, allowed, 0)


@given(grades, milliseconds, allowances, streaks)
def test_accuracy_ignores_time_and_streaks(grade: Grade, elapsed: int, allowed: int | None, streak: int) -> None:
    """In accuracy mode the answer alone counts."""
    assert points(grade, Scoring.ACCURACY, elapsed, allowed, streak) == round(100 * grade.credit)


def test_reading_is_not_racing() -> None:
    """Within the first five seconds nothing is lost, right after it something is, and at the end a fifth."""
    allowed = 65_000

    def earned(elapsed: int) -> int:
        return points(RIGHT, Scoring.SPEED, elapsed, allowed, 0)

    assert (earned(0), earned(5_000), earned(35_000), earned(65_000), earned(90_000)) == (100, 100, 90, 80, 80)


def test_without_a_clock_time_is_free() -> None:
    """In a relaxed round nobody loses points by thinking."""
    assert points(RIGHT, Scoring.SPEED, 3_600_000, None, 0) == 100


def test_the_published_shares() -> None:
    """A question is worth 100, speed at most a fifth of it, a streak at most as much again."""
    assert (FULL, SPEED_SHARE, STREAK_MOST, READING_GRACE_MS) == (100, 0.2, 20, 5_000)
    assert [points(RIGHT, Scoring.SPEED, 0, None, streak) for streak in range(6)] == [100, 105, 110, 115, 120, 120]
