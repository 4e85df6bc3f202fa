"""When seasons begin and end."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.seasons.rules.model import WEEKS, Seasons, begins, monday_of, span_at, span_before

BERLIN = ZoneInfo("Europe/Berlin")
SEASONS = Seasons(70, date(2026, 11, 23), "Europe/Berlin", 1)


def test_a_season_has_four_weeks_and_the_next_one_follows() -> None:
    """The last second of a Sunday in Berlin is still in the old one."""
    last = begins(date(2026, 12, 21), BERLIN)
    old, new = span_at(SEASONS, last - timedelta(seconds=1), BERLIN), span_at(SEASONS, last, BERLIN)
    assert (old.number, old.end) == (1, date(2026, 12, 21))
    assert (new.number, new.first) == (2, date(2026, 12, 21))
    assert span_before(new) == old
    assert span_before(old) is None


def test_once_stopped_it_stays_the_season_in_which_that_was() -> None:
    """Months later too."""
    stopped = Seasons(70, date(2026, 11, 23), "Europe/Berlin", 1, datetime(2026, 12, 1, tzinfo=UTC))
    assert span_at(stopped, datetime(2027, 8, 1, tzinfo=UTC), BERLIN).number == 1


@given(st.integers(0, 10 * 365 * 86_400))
def test_every_instant_is_in_one_week_of_one_season(seconds: int) -> None:
    """Whatever the clocks do."""
    at = datetime(2026, 11, 24, tzinfo=UTC) + timedelta(seconds=seconds)
    span = span_at(SEASONS, at, BERLIN)
    assert span.first.weekday() == 0
    assert len(span.mondays) == WEEKS
    assert monday_of(at, BERLIN) in span.mondays
    assert begins(span.first, BERLIN) <= at < begins(span.end, BERLIN)


def test_a_day_that_a_zone_leaves_out_begins_with_the_next() -> None:
    """Apia had no 30 December 2011."""
    apia = ZoneInfo("Pacific/Apia")
    assert begins(date(2011, 12, 30), apia) == begins(date(2011, 12, 31), apia)
