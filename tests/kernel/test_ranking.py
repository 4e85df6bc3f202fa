"""A page of those who are ranked by one figure."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.places import placed
from bot.kernel.ranking import PAGE, ranked_page


@dataclass(frozen=True)
class One:
    player_id: int
    worth: int
    name: str = "Somebody"


@given(st.lists(st.integers(0, 5), max_size=35), st.integers(-1, 5), st.integers(0, 40))
def test_a_page_is_a_part_of_the_whole_ranking(worths: list[int], number: int, player_id: int) -> None:
    """Its places, one's own, and the next one ahead are those that placing everybody would give."""
    people = [One(number, worth) for number, worth in enumerate(worths)]
    everybody = placed(sorted(people, key=lambda one: (-one.worth, one.player_id)), lambda one: one.worth)
    page = ranked_page(people, lambda one: one.worth, number, player_id)
    first = page.number * PAGE
    assert [(line.place, line.who) for line in page.lines] == everybody[first : first + PAGE]
    assert page.number == min(max(number, 0), page.pages - 1)
    own = next((line for line in everybody if line[1].player_id == player_id), None)
    assert (page.own and (page.own.place, page.own.who)) == own
    better = [line for line in everybody if own and line[0] < own[0]]
    assert (page.ahead and (page.ahead.place, page.ahead.who)) == (better[-1] if better else None)
