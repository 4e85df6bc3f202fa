"""The board of ratings."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.ranking import PAGE
from bot.ratings.rules.rating import Rating
from bot.ratings.rules.rating_board import Rated, rating_page
from tests.strategies import NOON

people = st.lists(
    st.builds(Rating, st.integers(1200, 1800).map(float), st.sampled_from([60.0, 110.0, 200.0]), at=st.just(NOON)),
    max_size=25,
).map(lambda ratings: [Rated(number, f"p{number}", one) for number, one in enumerate(ratings, start=1)])


@given(people, st.integers(1, 26), st.integers(0, 27))
def test_places_follow_what_is_almost_sure(players: list[Rated], caller: int, days: int) -> None:
    """A place is one more than how many are worth more almost for sure, after everybody's idle days."""
    at = NOON + timedelta(days=days)
    pages = [rating_page(players, number, caller, at) for number in range(3)]
    lines = {line.who.player_id: line.place for page in pages[: pages[0].pages] for line in page.lines}
    worth = {one.player_id: one.rating.aged(at).sort_key for one in players}
    assert lines == {who: 1 + sum(other > mine for other in worth.values()) for who, mine in worth.items()}
    assert all(len(page.lines) <= PAGE for page in pages)


@given(people, st.integers(1, 26))
def test_the_next_to_overtake_is_just_ahead(players: list[Rated], caller: int) -> None:
    """Nobody stands between the caller and whom they are told to overtake."""
    page = rating_page(players, 0, caller, NOON)
    worth = {one.player_id: one.rating.sort_key for one in players}
    if page.own is None or page.ahead is None:
        assert caller not in worth or all(other <= worth[caller] for other in worth.values())
    else:
        better = [other for other in worth.values() if other > worth[caller]]
        assert page.ahead.who.rating.sort_key == min(better)
