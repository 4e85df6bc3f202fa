"""What time it is: the machine's, or the one of a playground that can move it."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import structlog

from bot.kernel.outages import Events, OneOutage

DEAF = Events(
    "the followed clock does not answer", "the followed clock still does not answer", "the followed clock answers again"
)
LONG_POLL_S = 30
RETRY_S = 1


LEAP = timedelta(seconds=5)
"""By less than this a clock is corrected without anybody noticing; by more it has leapt."""

BELIEVED_AFTER = timedelta(seconds=2)
"""A leap that is still there after this long is true: the machine slept, or its clock was wrong until now."""

WHOLE = timedelta(seconds=1)
"""Discord tells its time in whole seconds: it was up to so much later when it did."""

SLACK = timedelta(seconds=0.5)
"""The machine's clock may be off Discord's by so much: presses have longer than this to arrive."""

WORTH_TELLING = timedelta(seconds=1)

_log = structlog.get_logger(__name__)


def _machine_time() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one place that reads the clock


class Clock:
    """The machine's clock in UTC, set by Discord's, plus an offset that is zero but in a playground.

    A leap of the machine's clock is believed once a second look agrees, and until then time goes on as it did: what is
    closed because of a wrong look stays closed. The offset is moved on purpose, and is believed at once. Discord dates
    what is posted and pressed, so what is due some time after that has to be looked for by the same time.
    """

    def __init__(
        self, wall: Callable[[], datetime] = _machine_time, running: Callable[[], float] = time.monotonic
    ) -> None:
        """`wall`: the time of day, aware, in UTC; `running`: seconds that only ever run on."""
        self._offset = timedelta()
        self._time_of_day = wall
        self._running = running
        self._start: datetime | None = None
        self._leapt: tuple[datetime, timedelta] | None = None
        self._ahead = timedelta()
        self._said: timedelta | None = None

    def start(self) -> datetime:
        """What the machine's clock showed when `running` was zero, as it is now; after a leap that is another time."""
        return self._time_of_day() - timedelta(seconds=self._running())

    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        return self.unmoved() + self._offset

    def unmoved(self) -> datetime:
        """The same without what a playground has moved it by."""
        ran, start = self.ran(), self.start()
        if self._start is None or abs(start - self._start) < LEAP or self._is_true(start, ran):
            if self._is_set_right(start):
                self._ahead = timedelta()
            self._start, self._leapt = start, None
        return self._start + ran - self._ahead

    def ran(self) -> timedelta:
        """For how long the monotonic clock has run."""
        return timedelta(seconds=self._running())

    def told(self, theirs: datetime, asked: timedelta) -> None:
        """Go by Discord's time, in whole seconds, which it told between `asked`, as `ran` showed then, and now."""
        ours = self.unmoved()
        least, most = ours - (self.ran() - asked) - theirs - WHOLE, ours - theirs
        off = least if least > SLACK else most if most < -SLACK else timedelta()
        if not self._is_believed(off):
            return
        self._ahead += off
        if abs(off) >= WORTH_TELLING:
            way = "ahead of" if off > timedelta() else "behind"
            seconds = round(abs(off).total_seconds(), 1)
            _log.warning(f"the time was {way} Discord's, and is set right", seconds=seconds)

    def _is_set_right(self, start: datetime) -> bool:
        """Whether a leap took away what the clock was off Discord's; a machine that slept is as wrong as before."""
        leap = timedelta() if self._start is None else start - self._start
        return abs(leap) >= LEAP > abs(leap + self._ahead)

    def _is_believed(self, off: timedelta) -> bool:
        """A leap only if the answer before said so, too: a proxy may have kept one for hours."""
        said, self._said = self._said, off if abs(off) >= LEAP else None
        return self._said is None or (said is not None and abs(off - said) < LEAP)

    def _is_true(self, start: datetime, ran: timedelta) -> bool:
        """Whether the clock leapt to where it is some time ago; `start`: what it showed when `running` was zero."""
        if self._leapt is None or abs(start - self._leapt[0]) >= LEAP:
            self._leapt = start, ran
        return ran - self._leapt[1] >= BELIEVED_AFTER

    async def follow(self, url: str) -> None:
        """Keep to the clock that `url` tells of, until cancelled.

        It answers `{"offset_seconds": …, "revision": …}`, and with `?revision=N&timeout=S` waits until the
        revision is another.
        """
        revision, outage, loop = -1, OneOutage(DEAF), asyncio.get_running_loop()
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    revision = await self._poll(session, url, revision)
                except (aiohttp.ClientError, TimeoutError, ValueError, LookupError, TypeError) as error:
                    outage.failed(ConnectionError(f"{url}: {str(error) or type(error).__name__}"), loop.time())
                    await asyncio.sleep(RETRY_S)
                else:
                    outage.succeeded(loop.time())

    async def _poll(self, session: aiohttp.ClientSession, url: str, revision: int) -> int:
        query = {"revision": str(revision), "timeout": str(LONG_POLL_S)} if revision >= 0 else {}
        async with session.get(url, params=query) as response:
            told = await response.json()
        offset, revision = timedelta(seconds=told["offset_seconds"]), int(told["revision"])
        self._offset = offset
        return revision
