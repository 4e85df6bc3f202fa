"""Keeps one member from flooding a channel, and a server from using up a Recall, in memory: a restart forgives."""

from collections import OrderedDict, deque
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


HOUR = timedelta(hours=1)
NEARLY = 0.9
"""Of what a server may have posted: from here on it is told how much is left."""


class Allowance:
    """How much each server may have posted within an hour: `most`, or as much as it likes where that is 0."""

    def __init__(self, most: int = 0) -> None:
        self.most = most
        self._times: OrderedDict[int, deque[datetime]] = OrderedDict()
        self._to_tell: set[int] = set()

    def take(self, guild_id: int, at: datetime) -> timedelta | None:
        """Take one of it, until `settle`; None where that is fine, else how long to wait, and nothing is taken."""
        if not self.most or not guild_id:
            return None
        times = self._times.setdefault(guild_id, deque())
        self._times.move_to_end(guild_id)
        if len(self._times) > REMEMBERED:
            self._times.popitem(last=False)
        while times and at - times[0] >= HOUR:
            times.popleft()
        if len(times) >= self.most:
            return times[0] + HOUR - at
        times.append(at)
        return None

    def settle(self, guild_id: int, at: datetime, *, posted: bool) -> None:
        """Count what was taken `at` that moment if it was `posted`; else give it back."""
        times = self._times.get(guild_id)
        if times is None or at not in times:
            return
        if not posted:
            times.remove(at)
        elif len(times) >= NEARLY * self.most:
            self._to_tell.add(guild_id)

    def news_for(self, guild_id: int) -> int:
        """How much is left there, to be told once for each of the last; 0 where there is nothing to tell."""
        if guild_id not in self._to_tell:
            return 0
        self._to_tell.discard(guild_id)
        return self.most - len(self._times.get(guild_id, ()))
