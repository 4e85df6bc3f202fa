"""How much of the time that passed was time for an answer, where a leap of the clock can fall on either side."""

from __future__ import annotations

from tests.simulation.heard import AROUND, KNOWN, Heard

ONE, ANOTHER = object(), object()
LEAP = 95_000


def sums(heard: Heard) -> tuple[int, int]:
    return heard.least, heard.most


def test_a_leap_while_nothing_changes_is_time() -> None:
    heard = Heard(0, 0, ONE)
    heard.pass_by(LEAP, 0, fragile=True)
    assert sums(heard) == (LEAP, LEAP)


def test_a_leap_while_nobody_is_heard_is_none() -> None:
    heard = Heard(0, 0, None)
    heard.pass_by(LEAP, 0, fragile=True)
    assert sums(heard) == (0, 0)


def test_a_leap_soon_after_a_change_may_be_either() -> None:
    for before, after, soon in ((None, ONE, AROUND), (ONE, None, KNOWN), (ONE, ANOTHER, AROUND)):
        heard = Heard(0, 0, before)
        heard.change(after, 0)
        heard.pass_by(LEAP, soon - 1, fragile=True)
        assert sums(heard) == (0, LEAP)


def test_a_leap_soon_before_a_change_turns_out_to_be_either() -> None:
    for before, after in ((ONE, None), (ONE, ANOTHER)):
        heard = Heard(0, 0, before)
        heard.pass_by(LEAP, 0, fragile=True)
        heard.change(after, AROUND - 1)
        assert sums(heard) == (0, LEAP)


def test_a_leap_while_somebody_is_known_to_be_away_is_none_however_soon_they_are_back() -> None:
    heard = Heard(0, 0, ONE)
    heard.change(None, 0)
    heard.pass_by(LEAP, KNOWN, fragile=True)
    heard.change(ONE, KNOWN + 1)
    assert sums(heard) == (0, 0)


def test_a_leap_long_before_a_change_stays_what_it_was() -> None:
    heard = Heard(0, 0, ONE)
    heard.pass_by(LEAP, 0, fragile=True)
    heard.change(None, AROUND)
    assert sums(heard) == (LEAP, LEAP)


def test_what_passes_by_itself_is_time_while_somebody_is_heard() -> None:
    heard = Heard(0, 0, ONE)
    heard.pass_by(500, 0.5, fragile=False)
    heard.change(None, 0.5)
    heard.pass_by(500, 1, fragile=False)
    heard.change(ONE, 1)
    heard.pass_by(500, 1.5, fragile=False)
    assert sums(heard) == (1_000, 1_000)
