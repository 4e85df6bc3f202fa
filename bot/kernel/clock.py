"""A question's clock that stood still: what was lost comes back, and a grace on top makes nobody faster."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.kernel.asked import Asked

LEAST_TIME_BACK = timedelta(seconds=20)
"""A question that people come back to has at least this left."""

NOTICED = timedelta(seconds=3)
"""A shorter absence is given back to the moment, and nothing beyond: nobody had time to look away."""


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
    lost = max(at - max(since, asked.opened_at), timedelta())
    deadline = None if asked.deadline is None else max(asked.deadline + lost, at + least)
    return replace(asked, opened_at=asked.opened_at + lost, deadline=deadline)
