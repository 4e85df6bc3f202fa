"""When a server's seasons begin and end: weeks from Monday to Sunday by its own clock, four to a season."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.kernel.calendar import due_at

WEEKS = 4
"""Weeks of a season; the next one follows at once."""

WEEK = timedelta(days=7)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seasons:
    """A server's seasons, one after the other from the Monday `first`, until they were `stopped_at` some time."""

    guild_id: int
    first: date
    zone: str
    organizer_id: int
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """One of the seasons: its number from 1, and its first Monday."""

    number: int
    first: date

    @property
    def mondays(self) -> tuple[date, ...]:
        """The Mondays on which its weeks begin."""
        return tuple(self.first + week * WEEK for week in range(WEEKS))

    @property
    def end(self) -> date:
        """The Monday after it."""
        return self.first + WEEKS * WEEK


def monday_of(at: datetime, zone: tzinfo) -> date:
    """The Monday of the week that an instant belongs to."""
    day = at.astimezone(zone).date()
    return day - day.weekday() * _DAY


def begins(day: date, zone: tzinfo) -> datetime:
    """The instant at which a local day begins; a day that the zone leaves out begins with the next."""
    return due_at(day, time(), zone) or due_at(day + _DAY, time(), zone) or datetime.combine(day, time(), UTC)


def span_at(seasons: Seasons, at: datetime, zone: tzinfo) -> Span:
    """The season that an instant belongs to; once they were stopped, the one in which that happened."""
    at = min(at, seasons.stopped_at) if seasons.stopped_at else at
    gone = max((monday_of(at, zone) - seasons.first) // WEEK, 0) // WEEKS
    return Span(gone + 1, seasons.first + gone * WEEKS * WEEK)


def span_before(span: Span) -> Span | None:
    """The season before; None before the first."""
    return Span(span.number - 1, span.first - WEEKS * WEEK) if span.number > 1 else None
