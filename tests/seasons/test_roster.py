"""Who counts in a week, and who is shown."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.seasons.rules.leagues import Played, leagues_of
from bot.seasons.rules.points import Tally
from bot.seasons.rules.roster import Choice, Person, Roster

MONDAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = timedelta(days=7)
PEOPLE = range(1, 41)


@given(st.dictionaries(st.sampled_from(PEOPLE), st.datetimes(timezones=st.just(UTC))))
def test_nobody_else_changes_leagues_because_somebody_leaves_or_comes_back(left: dict[int, datetime]) -> None:
    """Whenever they left, and whether it is noted or forgotten again: they are only not shown."""
    played = {player: Tally(50 + player, 2) for player in PEOPLE}
    there, away = (
        Roster({player: Person(f"p{player}", when.get(player)) for player in PEOPLE}, ()) for when in ({}, left)
    )
    weeks = [
        [Played(MONDAY + n * WEEK, played, one.gone(PEOPLE, MONDAY + n * WEEK)) for n in range(3)]
        for one in (there, away)
    ]
    assert leagues_of(weeks[0]) == leagues_of(weeks[1])
    assert away.names(MONDAY).keys() == {*PEOPLE} - left.keys()


def test_who_does_not_count() -> None:
    """Who is hidden or erased in no week, who opted out from that week on, until they are back."""
    people = {1: Person("Ada"), 2: Person("Ben", hidden=True), 4: Person("Dee", left_at=START)}
    wishes = Choice(1, MONDAY, playing=False), Choice(1, MONDAY + WEEK, playing=True)
    roster = Roster(people, wishes)
    assert [roster.gone([1, 2, 3, 4], MONDAY + n * WEEK) for n in (-1, 0, 1)] == [{2, 3}, {1, 2, 3}, {2, 3}]
    assert [roster.names(MONDAY + n * WEEK) for n in (-1, 0)] == [{1: "Ada"}, {}]
