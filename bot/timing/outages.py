"""One outage for all ticks: a database that is away is told of once, then ever more rarely, then its end."""

from datetime import UTC, datetime, timedelta

import structlog

from bot.kernel.background import note_failure

_FIRST_REMINDER, _LONGEST = timedelta(minutes=1), timedelta(minutes=16)

_log = structlog.get_logger(__name__)


class Outage:
    """What fails together. It is over once each tick that failed in it has succeeded."""

    def __init__(self) -> None:
        self._failing: set[str] = set()
        self._count = 0
        self._began = self._tells_at = datetime.fromtimestamp(0, UTC)
        self._pause = _FIRST_REMINDER

    def failed(self, tick: str, error: Exception, at: datetime) -> None:
        """Count the failure, and log it where it is the first, or the last line is long ago."""
        if not self._failing:
            self._count, self._began, self._pause = 0, at, _FIRST_REMINDER
            self._tells_at = at + self._pause
            note_failure(_log, "a tick failed", error, tick=tick)
        elif at >= self._tells_at:
            self._pause = min(self._pause * 2, _LONGEST)
            self._tells_at = at + self._pause
            note_failure(_log, "ticks still fail", error, tick=tick, failed=self._count + 1, for_s=self._seconds(at))
        self._count += 1
        self._failing.add(tick)

    def succeeded(self, tick: str, at: datetime) -> None:
        """Say that the outage is over, where this was the last tick that had failed in it."""
        if tick in self._failing:
            self._failing.remove(tick)
            if not self._failing:
                _log.info("ticks succeed again", failed=self._count, after_s=self._seconds(at))

    def _seconds(self, at: datetime) -> float:
        return round((at - self._began).total_seconds(), 1)
