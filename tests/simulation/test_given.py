"""The law of lost time: it is given back once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.kernel.absences import Absences, MadeUp
from tests.simulation.given import Given
from tests.strategies import NOON

SERVER, GAME = 5, 7


@pytest.mark.parametrize(("noted", "found"), [(True, 0), (False, 1)])
def test_what_is_tried_again_may_not_give_the_same_time_twice(noted: bool, found: int) -> None:
    law, until = Given(), MadeUp()
    with law.known():
        for minutes in (1, 2):
            absences = Absences({SERVER: NOON}.get, until if noted else {})
            absences.note(SERVER, GAME, NOON + timedelta(minutes=minutes))
    assert len(law.violations) == found


def test_a_clock_that_was_set_back_begins_anew() -> None:
    law = Given()
    law.look((1, SERVER, GAME), NOON, NOON + timedelta(days=2))
    law.look((1, SERVER, GAME), NOON + timedelta(hours=1), NOON + timedelta(hours=2))
    assert law.violations == []
