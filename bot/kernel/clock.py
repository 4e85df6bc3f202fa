"""A question's clock that stood still: what was lost comes back, and a grace on top makes nobody faster."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.kernel.asked import Asked, Stops

LEAST_TIME_BACK = timedelta(seconds=20)
"""A question that people come back to has at least this left."""

NOTICED = timedelta(seconds=3)
"""A shorter absence is given back to the moment, and nothing beyond: nobody had time to look away."""


HELD_UP = timedelta(minutes=15)
"""No press comes later than this: Discord takes no answer to it any more. What is further apart is a wrong clock's."""


def counts_from(at: datetime, heard_since: datetime | None) -> datetime:
    """From when what was pressed at `at` counts, in a game whose lost time was given back up to `heard_since`.

    A press that was made before that and came after it has no effect on time that has been given back.
    """
    if heard_since is None or not at < heard_since <= at + HELD_UP:
        return at
    return heard_since


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs since `opened_at`, moved by all the time for which it stood still.

    A press may come to us later than it was made, by a stop that moved the opening: it is measured by the clock as it
    ran then, and one that was made during a stop by what the clock showed all the while.
    """

    opened_at: datetime
    stops: Stops = ()

    def ran(self, at: datetime) -> timedelta:
        """How long it had run at `at`."""
        opened = self.opened_at
        for since, until in reversed(self.stops):
            if at < until and opened <= until:
                opened -= until - since
                at = min(at, since)
        return max(at - opened, timedelta())

    def when(self, ran: timedelta) -> datetime:
        """At what time it had run for so long."""
        opened, at = self.opened_at, self.opened_at + ran
        for since, until in reversed(self.stops):
            if at < until and opened <= until:
                opened -= until - since
                at -= until - since
        return at


def clock_of(asked: Asked) -> Running | None:
    """The clock of a question that is put to all at once; None before that."""
    return None if asked.opened_at is None else Running(asked.opened_at, asked.stops)


def least_after(absence: timedelta) -> timedelta:
    """What an open question has left at the least after so long an absence."""
    return LEAST_TIME_BACK if absence >= NOTICED else timedelta()


def go_on(asked: Asked, since: datetime, at: datetime, least: timedelta = LEAST_TIME_BACK) -> Asked:
    """The open question, its clock running again at `at` after it stood still from `since` on.

    The opening moves by the time that was really lost, so that it counts for nobody's speed, and by no more: where
    the deadline is put off further so that `least` is left, that is grace and makes nobody faster.
    """
    if asked.opened_at is None:
        return asked
    since = max(since, asked.opened_at)
    lost = max(at - since, timedelta())
    deadline = None if asked.deadline is None else max(asked.deadline + lost, at + least)
    stops = (*asked.stops, (since, at)) if lost else asked.stops
    return replace(asked, opened_at=asked.opened_at + lost, deadline=deadline, stops=stops)


_Instant = TypeVar("_Instant", datetime, datetime | None)


def moved_back(instant: _Instant, ahead: timedelta, latest: datetime) -> _Instant:
    """An instant that was decided while the clock was `ahead`, so that it lies later than it could; others stay.

    `latest`: up to when such an instant can lie now that the clock is right. What follows from a press is dated by
    Discord, and was right all along.
    """
    return instant - ahead if instant is not None and instant > latest else instant


def taken_back(end: datetime, ahead: timedelta, earliest: datetime) -> datetime:
    """The end of what lasts at least until `earliest`: if as much was given to it as the clock was ahead, without that.

    A clock that leaps ahead looks like time in which nothing ran, which is given back.
    """
    return end - ahead if end - ahead >= earliest else end


def set_back(asked: Asked, ahead: timedelta, as_of: datetime, at: datetime, allowed: timedelta) -> Asked:
    """An open question whose clock leapt ahead with the machine's: both are set back. Any other stays as it is.

    `as_of`: up to when its clock has run, `at` while it does. `allowed`: how long it is open at the most.
    """
    if asked.opened_at is None:
        return asked
    later = asked.deadline is not None and asked.deadline > as_of + max(allowed, LEAST_TIME_BACK)
    if not later and asked.opened_at <= as_of and all(until <= at for _, until in asked.stops):
        return asked
    deadline = asked.deadline - ahead if asked.deadline else None
    stops = tuple(stop for stop in asked.stops if stop[1] <= at)
    return replace(asked, opened_at=asked.opened_at - ahead, deadline=deadline, stops=stops)
