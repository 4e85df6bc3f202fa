"""An outage in the log: a database that is away is told of once, then ever more rarely, then its end."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot.kernel.background import note_failure

_FIRST_REMINDER, _LONGEST = timedelta(minutes=1), timedelta(minutes=16)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Events:
    """What the log calls its beginning, the reminders of it, and its end. `of`: what each names that fails, if any."""

    began: str
    lasts: str
    over: str
    of: str = ""


OF_TICKS = Events("a tick failed", "ticks still fail", "ticks succeed again", of="tick")


class Outage:
    """What fails together. It is over once each thing that failed in it has succeeded."""

    def __init__(self, events: Events = OF_TICKS) -> None:
        self._events = events
        self._failing: set[str] = set()
        self._count = 0
        self._began = self._tells_at = datetime.fromtimestamp(0, UTC)
        self._pause = _FIRST_REMINDER

    def failed(self, what: str, error: Exception, at: datetime, **about: object) -> None:
        """Count the failure, and log it where it is the first, or the last line is long ago; `about`: more to say."""
        if self._events.of:
            about = {self._events.of: what} | about
        if not self._failing:
            self._count, self._began, self._pause = 0, at, _FIRST_REMINDER
            self._tells_at = at + self._pause
            note_failure(_log, self._events.began, error, **about)
        elif at >= self._tells_at:
            self._pause = min(self._pause * 2, _LONGEST)
            self._tells_at = at + self._pause
            about |= {"failed": self._count + 1, "for_s": self._seconds(at)}
            note_failure(_log, self._events.lasts, error, **about)
        self._count += 1
        self._failing.add(what)

    def succeeded(self, what: str, at: datetime) -> None:
        """Say that the outage is over, where this was the last that had failed in it."""
        if what in self._failing:
            self._failing.remove(what)
            if not self._failing:
                _log.info(self._events.over, failed=self._count, after_s=self._seconds(at))

    def _seconds(self, at: datetime) -> float:
        return round((at - self._began).total_seconds(), 1)


class OneOutage:
    """An outage of one thing, by the clock of the loop, which nobody sets."""

    def __init__(self, events: Events) -> None:
        self._outage = Outage(events)

    def failed(self, error: Exception, at: float) -> None:
        """Count the failure, and log it where it is time to; `at`: seconds."""
        self._outage.failed("", error, datetime.fromtimestamp(at, UTC))

    def succeeded(self, at: float) -> None:
        """Say that the outage is over, where there was one."""
        self._outage.succeeded("", datetime.fromtimestamp(at, UTC))
