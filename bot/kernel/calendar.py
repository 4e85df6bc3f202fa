"""The local-time rule: which dates a daily has, and at which instant each of them is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

LATE = timedelta(hours=6)
"""A post that is less late than this is made after all; later, its date is marked missed."""

HORIZON_DAYS = 1_500
"""How far ahead a date is looked for; a daily paused for longer has no next post."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One post to come: `date` is the local date it is scheduled for and its key, `at` the instant it is due."""

    date: date
    at: datetime


class Timetable(Protocol):
    """When a daily comes, in local terms: at `time`, on every date that `takes_place`."""

    @property
    def time(self) -> time:
        """The local time, naive."""

    def takes_place(self, day: date) -> bool:
        """Whether the organiser wants a post on this date."""


def due_at(day: date, local: time, zone: tzinfo) -> datetime | None:
    """The instant at which a local date's post is due, in UTC; None for a date that the zone leaves out.

    A time that the clocks skip counts by the offset before the change, and so comes as much later as they skip; a
    time that comes twice counts at its first coming (`fold=0`, PEP 495). Apia had no 2011-12-30: its noon is not
    on that date.
    """
    noon = datetime.combine(day, time(12), zone)
    if noon.astimezone(UTC).astimezone(zone).date() != day:
        return None
    return datetime.combine(day, local.replace(fold=0), zone).astimezone(UTC)


def slots(table: Timetable, zone: tzinfo, after: date) -> Iterator[Slot]:
    """The posts on dates later than `after`, in order."""
    for days in range(1, HORIZON_DAYS + 1):
        day = after + days * _DAY
        if table.takes_place(day):
            at = due_at(day, table.time, zone)
            if at is not None:
                yield Slot(day, at)


def next_slot(table: Timetable, zone: tzinfo, after: date) -> Slot | None:
    """The first post on a date later than `after`."""
    return next(slots(table, zone, after), None)


def slots_from(table: Timetable, zone: tzinfo, at: datetime, posted: date | None) -> Iterator[Slot]:
    """The posts due after `at`, on dates later than the last one that was posted."""
    local = at.astimezone(zone).date() - 2 * _DAY
    after = max(local, posted) if posted else local
    return (slot for slot in slots(table, zone, after) if slot.at > at)
