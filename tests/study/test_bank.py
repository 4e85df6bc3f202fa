"""What a topic asks: how much of it somebody of some ability gets right."""

from math import inf

import pytest

from bot.study.bank import Curve


def test_the_quick_way_to_a_height_is_as_good_as_the_slow_one() -> None:
    """Over all abilities that occur, and beyond them, where it rises no more."""
    curve = Curve([(-1.5, 0.25), (0.0, 0.0), (7.5, 0.25), (-7.5, 0.5)])
    for ability in (tenth / 10 for tenth in range(-80, 81)):
        assert curve.near(ability) == pytest.approx(curve.at(ability), abs=2e-3)
    assert curve.near(50.0) == pytest.approx(curve.at(8.0), abs=2e-3)
    assert curve.near(-50.0) == pytest.approx(curve.at(-8.0), abs=2e-3)


def test_the_ability_for_a_height_reaches_it() -> None:
    """None is enough for less than guessing brings, and none brings everything."""
    curve = Curve([(-0.5, 0.25), (1.0, 0.25)])
    for share in (0.3, 0.5, 0.7, 0.9):
        assert curve.at(curve.ability_for(share)) == pytest.approx(share, abs=2e-3)
    assert (curve.ability_for(0.2), curve.ability_for(1.0)) == (-inf, inf)
