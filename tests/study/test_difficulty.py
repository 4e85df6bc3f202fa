"""Item difficulty learnt from first attempts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study.difficulty import HARDEST, Difficulty, after_first_attempt
from bot.study.rasch import probability
from tests.study.makers import seeded


def test_one_step() -> None:
    """The step is 1 / (1 + 0.05 n) times the surprise."""
    after = after_first_attempt(Difficulty(0.5, 20), ability=0.5, floor=0.0, correct=False)
    assert after.value == pytest.approx(0.5 + 0.5 / 2)
    assert after.attempts == 21


@given(st.floats(-4, 4), st.integers(0, 500), st.floats(-5, 5), st.sampled_from([0.0, 0.25, 0.5]))
def test_misses_make_it_harder(value: float, attempts: int, ability: float, floor: float) -> None:
    """A miss never makes an item easier nor a hit harder, and it stays within bounds."""
    before = Difficulty(value, attempts)
    missed = after_first_attempt(before, ability=ability, floor=floor, correct=False)
    hit = after_first_attempt(before, ability=ability, floor=floor, correct=True)
    assert -HARDEST <= hit.value <= value <= missed.value <= HARDEST


def test_it_finds_the_true_difficulty() -> None:
    """Starting from a wrong guess by its author, an item comes close to its true difficulty."""
    random = seeded(2)
    believed = Difficulty(-1.0)
    for _ in range(600):
        ability = random.gauss(0, 1)
        correct = random.random() < probability(ability, 1.0, 0.25)
        believed = after_first_attempt(believed, ability=ability, floor=0.25, correct=correct)
    assert believed.value == pytest.approx(1.0, abs=0.3)


def test_strong_players_do_not_make_it_look_easy() -> None:
    """Who attempts it is allowed for: an item met by strong players alone comes out as hard as it is."""
    random = seeded(4)
    believed = Difficulty(0.0)
    for _ in range(800):
        ability = random.gauss(2.0, 0.5)
        believed = after_first_attempt(
            believed, ability=ability, floor=0.25, correct=random.random() < probability(ability, 1.5, 0.25)
        )
    assert believed.value == pytest.approx(1.5, abs=0.35)
