"""Who stands in a table of a season, and who on its podium."""

from bot.seasons.rules.points import Tally
from bot.seasons.rules.views import first_places, scored


def test_the_podium_holds_three_places_however_many_share_them() -> None:
    """1, 2, 2 and 4: the fourth is not on it; of 1, 2, 3, 3 all are, also those without a name on the way."""
    names = {number: f"P{number}" for number in range(1, 6)}

    def podium(*points: int) -> list[tuple[int, str]]:
        tallies = {number: Tally(points=some, days=1) for number, some in enumerate(points, start=1)}
        return [(line.place, line.who.name) for line in first_places(scored(tallies, names))]

    assert podium(9, 7, 7, 3) == [(1, "P1"), (2, "P2"), (2, "P3")]
    assert podium(3, 9, 7, 3) == [(1, "P2"), (2, "P3"), (3, "P1"), (3, "P4")]
    assert podium(1, 2, 3, 4, 5, 6) == [(1, "P5"), (2, "P4"), (3, "P3")]
