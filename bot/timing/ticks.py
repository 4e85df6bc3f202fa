"""What happens at intervals. The rows decide what is due; a tick only has somebody look."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.timing.clock import Clock

_log = structlog.get_logger(__name__)

Look = Callable[[datetime], Awaitable[object]]


class Ticks:
    """A few jobs at fixed intervals; one that is still busy is not started twice, and one that fails goes on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def every(self, seconds: float, look: Look, name: str) -> None:
        """Call `look` with the time, so often."""

        async def tick() -> None:
            try:
                await look(self._clock.now())
            except Exception:  # noqa: BLE001 - the next tick must come whatever this one ran into
                _log.exception("a tick failed", tick=name)

        self._scheduler.add_job(
            tick, "interval", seconds=seconds, id=name, max_instances=1, coalesce=True, misfire_grace_time=None
        )

    def start(self) -> None:
        """Begin to tick, in the running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; what is in hand is finished."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
