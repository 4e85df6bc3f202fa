"""What happens at intervals. The rows decide what is due; a tick only has somebody look."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.kernel.background import looking, may_pass, note_failure
from bot.kernel.deciding import begin
from bot.kernel.haste import Haste, on
from bot.kernel.outages import Outage
from bot.timing.clock import Clock

_log = structlog.get_logger(__name__)

OFTEN_S = 60
"""What looks more rarely is told of each time: it would notice the end of an outage long after it."""

WATCHED_S = 1.0
"""So often somebody looks whether the clock by which ticks are planned has leapt."""

GOLDEN = 0.618034
"""The golden section: so far apart, however many there are, no two of a row come close to each other within one."""

SLEPT = timedelta(seconds=10)
"""Whoever has not looked for so long was not running: the machine slept, or the process was frozen.

Whose last look lies so far ahead had a clock that was ahead, and has been set back.
"""

Look = Callable[[datetime], Awaitable[object]]


class Ticks:
    """A few jobs at fixed intervals; one that is still busy is not started twice, and one that fails goes on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._outage = Outage()
        self._busy: set[asyncio.Future[None]] = set()
        self._watching: asyncio.Task[None] | None = None
        self._awake: datetime | None = None
        self._slept: Callable[[datetime], None] | None = None
        self._stops = False
        self._planned = 0

    def when_slept(self, told: Callable[[datetime], None]) -> None:
        """Before anything looks what is due after the process has not run for a while, tell since when it has not.

        If the clock was ahead, and was set back, that is later than now.
        """
        self._slept = told

    def every(self, seconds: float, look: Look, name: str) -> None:
        """Call `look` with the time, so often."""

        async def tick() -> None:
            done = asyncio.get_running_loop().create_future()
            self._busy.add(done)
            begin()
            self._note_sleep()
            try:
                with on(Haste.LOOK), looking() as looked:
                    await look(self._clock.now())
            except asyncio.CancelledError:
                if not self._stops:  # or the scheduler would log the end as an error
                    raise
            except Exception as error:  # noqa: BLE001 - the next tick must come whatever this one ran into
                self._note(name, error, seconds)
            else:
                if looked.error is None:
                    self._outage.succeeded(name, self._clock.now())
                else:
                    self._note(name, looked.error, seconds, **looked.about)
            finally:
                looked.error = None  # what was started in the look keeps it, and would keep whoever met the error
                self._busy.discard(done)
                done.set_result(None)

        self._scheduler.add_job(
            tick, self._trigger(seconds, seconds), id=name, max_instances=1, coalesce=True, misfire_grace_time=None
        )

    def _trigger(self, seconds: float, within: float) -> IntervalTrigger:
        """So often, for the first time `within` so many seconds.

        Each at an instant of its own: if all looked at once, a press of that instant would wait for all of them.
        """
        self._planned += 1
        trigger = IntervalTrigger(seconds=seconds, timezone=UTC)
        trigger.start_date += timedelta(seconds=within * (self._planned * GOLDEN % 1)) - trigger.interval
        return trigger

    def _note(self, name: str, error: Exception, seconds: float, **about: object) -> None:
        if may_pass(error) and seconds <= OFTEN_S:
            self._outage.failed(name, error, self._clock.now(), **about)
        else:
            note_failure(_log, "a tick failed", error, tick=name, **about)

    def start(self) -> None:
        """Begin to tick, in the running loop."""
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        """Plan every tick anew after a leap of the machine's clock: by that they are planned, and would wait for it.

        Each comes soon then: a clock that leaps again and again would otherwise put the rare ones off for good.
        """
        start = self._clock.start()
        while True:
            self._note_sleep()
            self._awake = self._clock.unmoved()
            await asyncio.sleep(WATCHED_S)
            before, start = start, self._clock.start()
            if abs(start - before) >= timedelta(seconds=WATCHED_S):
                for job in self._scheduler.get_jobs():
                    seconds = job.trigger.interval_length
                    job.reschedule(self._trigger(seconds, min(seconds, WATCHED_S)))

    def _note_sleep(self) -> None:
        """Nobody was heard while the process did not run, whatever its connections look like."""
        now = self._clock.unmoved()
        if self._awake is None or abs(now - self._awake) < SLEPT:
            return
        slept, self._awake = now - self._awake, now
        ahead = slept > timedelta()  # a machine that slept shows the same as one whose clock was set
        told = "Recall did not run for a while, or the clock was set ahead" if ahead else "the clock was set back"
        _log.warning(told, seconds=round(abs(slept).total_seconds()))
        if self._slept is not None:
            self._slept(self._clock.now() - slept)

    async def stop(self, within: float = 2) -> None:
        """Tick no more; what is in hand may finish within so many seconds, and is then cancelled."""
        if self._watching is not None:
            self._watching.cancel()
        if self._scheduler.running:
            self._stops = True
            self._scheduler.pause()
            if self._busy:
                await asyncio.wait(self._busy, timeout=within)
            self._scheduler.shutdown(wait=False)
