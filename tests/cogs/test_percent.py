"""Shares as people read them: the same figure wherever it stands."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.shared.words import between, hundredths, percent


@pytest.mark.parametrize(
    ("right", "of", "told"),
    [(5, 8, "63%"), (169, 200, "85%"), (1, 8, "13%"), (2, 3, "67%"), (0, 7, "0%"), (7, 7, "100%")],
)
def test_a_half_is_rounded_up(right: int, of: int, told: str) -> None:
    """As everybody learns it: 84.5% is 85%, and 62.5% is 63%."""
    assert percent(right / of) == told


@given(st.integers(1, 500), st.data())
def test_a_share_is_rounded_as_the_fraction_is(of: int, data: st.DataObject) -> None:
    """However the computer holds it."""
    right = data.draw(st.integers(0, of))
    assert hundredths(right / of) == (Fraction(100 * right, of) + Fraction(1, 2)) // 1


def test_an_interval_rounds_its_ends_as_everything_else() -> None:
    """Its upper end is no other figure than the same share alone."""
    assert between(0.625, 0.845) == f"{percent(0.625)} to {percent(0.845)}" == "63% to 85%"
