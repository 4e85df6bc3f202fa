"""Streaks: they count posts and forgive a little."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.daily.rules.streak import FREEZE_EVERY, Mark, Played, Run, can_make_good, length_after, run, streak

IN, NOT, LATE, OPEN, EXCUSED = Played.IN_TIME, Played.NOT, Played.LATE, Played.STILL_OPEN, Played.EXCUSED
HISTORIES = st.lists(st.sampled_from([IN, NOT, LATE, EXCUSED]), max_size=40)


def test_a_missed_post_ends_a_streak() -> None:
    """Played, played, missed, played is a streak of one, and the longest was two."""
    standing = streak([IN, IN, NOT, IN])
    assert (standing.length, standing.best) == (1, 2)


def test_what_is_left_of_a_streak_after_missed_posts() -> None:
    """As many as there are freezes cost nothing, one more ends it."""
    run = Run(number=9, length=8, best=8, freezes=1)
    assert [length_after(run, missed) for missed in (0, 1, 2)] == [8, 8, 0]


def test_seven_in_a_row_earn_a_freeze() -> None:
    """A freeze is used up by a missed post, and the streak stands; without one it ends."""
    week = [IN] * FREEZE_EVERY
    assert streak(week).freezes == 1
    assert (streak([*week, NOT, IN]).length, streak([*week, NOT]).freezes) == (FREEZE_EVERY + 1, 0)
    assert streak([*week, NOT, NOT]).length == 0


def test_made_good_once() -> None:
    """A missed post that is played the next day counts, once in a streak."""
    assert streak([IN, LATE, IN]).length == 3
    assert streak([IN, LATE, IN, LATE]).length == 0


def test_what_can_be_made_good() -> None:
    """Only the post before the last one, only where missing it broke a streak, and only once in that streak."""
    assert can_make_good([IN, NOT, OPEN])
    assert can_make_good([IN, NOT, IN])
    assert not can_make_good([IN, NOT, NOT, OPEN])
    assert not can_make_good([IN, IN, OPEN])
    assert not can_make_good([IN, LATE, IN, NOT, OPEN])
    assert not can_make_good([*[IN] * FREEZE_EVERY, NOT, OPEN])


@given(HISTORIES)
def test_an_outage_breaks_nobodys_streak(history: list[Played]) -> None:
    """Posts during an outage change nothing but the calendar."""
    without = streak([played for played in history if played is not EXCUSED])
    standing = streak(history)
    assert (standing.length, standing.best, standing.freezes) == (without.length, without.best, without.freezes)


@given(HISTORIES)
def test_an_open_post_costs_nothing(history: list[Played]) -> None:
    """As long as the last post is open the streak stands as it did."""
    assert streak([*history, OPEN]).length == streak(history).length


@given(HISTORIES)
def test_every_post_has_its_mark(history: list[Played]) -> None:
    """The calendar shows each post once, and the streak's length is the number counted since the last miss."""
    standing = streak(history)
    assert len(standing.marks) == len(history)
    since = standing.marks[::-1]
    run = since[: since.index(Mark.MISSED)] if Mark.MISSED in since else since
    assert standing.length == sum(mark in (Mark.COUNTED, Mark.MADE_GOOD) for mark in run)
    assert run.count(Mark.MADE_GOOD) <= 1


@given(HISTORIES)
def test_what_is_kept_tells_the_streak_at_any_later_time(history: list[Played]) -> None:
    """The state after the last finished post, with the number missed since, tells what the whole story tells."""
    kept = run(list(enumerate(history, start=1)))
    if kept is None:
        assert not {IN, LATE} & set(history)
        return
    first = next(place for place, played in enumerate(history) if played in (IN, LATE))
    whole = streak(history[first:])
    missed = history[kept.number :].count(NOT)
    assert (length_after(kept, missed), kept.best) == (whole.length, whole.best)
