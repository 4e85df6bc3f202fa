"""Whom a season shows."""

from datetime import UTC, date, datetime, timedelta

from bot.seasons.rules.roster import Choice, Person, out_by, shown_as

MONDAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = timedelta(days=7)


def test_who_is_not_shown() -> None:
    """Who is hidden or has left at no time, who opted out from that week on, until they are back."""
    people = {1: Person("Ada"), 2: Person("Ben", hidden=True), 4: Person("Dee", left_at=START)}
    wishes = Choice(1, MONDAY, playing=False), Choice(1, MONDAY + WEEK, playing=True)
    assert [out_by(wishes, MONDAY + n * WEEK) for n in (-1, 0, 1)] == [set(), {1}, set()]
    assert [shown_as(people, wishes, MONDAY + n * WEEK) for n in (-1, 0, 1)] == [{1: "Ada"}, {}, {1: "Ada"}]
