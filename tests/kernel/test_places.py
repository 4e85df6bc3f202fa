"""Places and ties, by one rule for every game and every board."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.places import NOWHERE, placed, ranked, worth

WORTHS = st.lists(st.integers(0, 5), max_size=30).map(lambda worths: sorted(worths, reverse=True))


@dataclass(frozen=True)
class Sums:
    points: int
    right: int = 0
    right_ms: int = 0


def itself(one: int) -> int:
    return one


def test_equals_share_a_place_and_the_next_is_left_out() -> None:
    """1, 2, 2, 4."""
    assert placed([9, 7, 7, 5], itself) == [(1, 9), (2, 7), (2, 7), (4, 5)]


def test_whoever_has_answered_nothing_comes_last_without_a_place() -> None:
    """Also behind those who are worth as little: these have tried."""
    assert ranked([0, 3, 0, 5], lambda one: (one,), bool) == [(1, 5), (2, 3), (NOWHERE, 0), (NOWHERE, 0)]


@given(WORTHS)
def test_a_place_is_one_more_than_how_many_are_better(worths: list[int]) -> None:
    """Nobody's place depends on who is level with them or behind them."""
    for place, one in placed(worths, itself):
        assert place == 1 + sum(other > one for other in worths)


@given(WORTHS, st.integers(0, 30))
def test_a_page_has_the_places_of_the_whole(worths: list[int], start: int) -> None:
    """Wherever a page begins, its lines have the places that they have on the whole board."""
    whole = placed(worths, itself)[start:]
    if whole:
        assert placed(worths[start:], itself, first=whole[0][0], before=start) == whole


def test_time_tells_apart_only_where_being_quick_counts() -> None:
    """Level on points: without a clock level altogether; with one, more right answers and then less time on them."""
    slow, quick, halves = Sums(100, 1, 9_000), Sums(100, 1, 1_000), Sums(100)
    assert Counter(worth(one, timed=False) for one in (slow, quick, halves)) == {(100,): 3}
    assert worth(halves, timed=True) < worth(slow, timed=True) < worth(quick, timed=True)
