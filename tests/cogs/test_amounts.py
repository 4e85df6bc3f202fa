"""Numbers of things, as people read them: one way on every screen."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.answers import key_in_words
from bot.kernel.numbers import plain, read
from bot.kernel.questions import Numeric
from cogs.shared.explaining import exact_value
from cogs.shared.words import count, grouped
from tests.strategies import question


@given(st.integers(0, 10**7))
def test_a_count_is_written_as_every_other_number(number: int) -> None:
    """1,800 points here and 1800 there would look like two things."""
    assert count(number, "point").split()[0] == grouped(number) == f"{number:,}"


@pytest.mark.parametrize(("value", "told"), [(1800, "1800 rows"), (45.5, "45.5 rows"), (0.0005, "0.0005 rows")])
def test_a_key_is_written_as_it_can_be_typed(value: float, told: str) -> None:
    """With a comma it could be two numbers, and whoever typed what they were shown would be asked back."""
    assert read(plain(told.split()[0]), told)[0] == value
    body = Numeric(value=value, tolerance=0, unit="rows", worked="")
    assert exact_value(body).replace("\\", "") == told
    assert key_in_words(replace(question("one"), body=body)) == told
