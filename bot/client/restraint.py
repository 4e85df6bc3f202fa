"""Keeps one member from flooding a channel, in memory: a restart forgives."""

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.kernel.flooding import MOST, time_to_wait

REMEMBERED = 10_000
"""So many members are kept in mind, those who posted last."""


class Restraint:
    """Who lately had something posted where."""

    def __init__(self) -> None:
        self._times: OrderedDict[tuple[int, int], tuple[datetime, ...]] = OrderedDict()

    def take(self, channel_id: int, member_id: int, at: datetime) -> timedelta | None:
        """Count one more; None where that is fine, else how long to wait, and nothing is counted."""
        key = (channel_id, member_id)
        times = self._times.get(key, ())
        wait = time_to_wait(times, at)
        if wait is None:
            self._times[key] = (*times, at)[-MOST:]
            self._times.move_to_end(key)
            if len(self._times) > REMEMBERED:
                self._times.popitem(last=False)
        return wait
