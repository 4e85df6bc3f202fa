"""The playground's one clock: real time, moved forward by what the people at the keyboard asked for."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

DISCORD_EPOCH_MS = 1_420_070_400_000
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""As far as it may go: beyond that, ids and dates soon have no room for the time."""


class Clock:
    """Aware UTC time from which every id, timestamp and deadline is taken.

    ``revision`` counts the moves, so that a bot can wait for the next one.
    """

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset
        self.revision = 0
        self._moved = asyncio.Event()

    @property
    def elapsed(self) -> float:
        """Seconds by which this clock is ahead of real time."""
        return self.offset.total_seconds()

    def now(self) -> datetime:
        """The playground's present."""
        return datetime.now(UTC) + self.offset  # noqa: TID251 (this is the place that reads the clock)

    def milliseconds(self) -> int:
        """Milliseconds since Discord's epoch, as a snowflake carries them."""
        return int(self.now().timestamp() * 1000) - DISCORD_EPOCH_MS

    def advance(self, seconds: float) -> None:
        """Move forward; raises ValueError for a move back, which would give old ids again, and beyond `LATEST`."""
        if not 0 <= seconds <= (LATEST - self.now()).total_seconds():
            raise ValueError("Time only goes forward, and not beyond 2100.")
        self.offset += timedelta(seconds=seconds)
        self.revision += 1
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait_for_move(self, revision: int, within: float) -> None:
        """Return when the revision is another than ``revision``, or after ``within`` seconds."""
        if self.revision != revision:
            return
        try:
            await asyncio.wait_for(self._moved.wait(), within)
        except TimeoutError:
            return
