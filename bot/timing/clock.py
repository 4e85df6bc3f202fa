"""What time it is: the machine's, or the one of a playground that can move it."""

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import structlog

_log = structlog.get_logger(__name__)

LONG_POLL_S = 30
RETRY_S = 1


class Clock:
    """The machine's clock in UTC, plus an offset that is zero but in a playground."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        return datetime.now(UTC) + self._offset  # noqa: TID251 - the one place that reads the clock

    async def follow(self, url: str) -> None:
        """Keep to the clock that `url` tells of, until cancelled.

        It answers `{"offset_seconds": …, "revision": …}`, and with `?revision=N&timeout=S` waits until the
        revision is another.
        """
        revision = -1
        async with aiohttp.ClientSession() as session:
            while True:
                revision = await self._poll(session, url, revision)

    async def _poll(self, session: aiohttp.ClientSession, url: str, revision: int) -> int:
        query = {"revision": str(revision), "timeout": str(LONG_POLL_S)} if revision >= 0 else {}
        try:
            async with session.get(url, params=query) as response:
                told = await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            _log.warning("the followed clock does not answer", url=url, why=str(error))
            await asyncio.sleep(RETRY_S)
            return revision
        self._offset = timedelta(seconds=told["offset_seconds"])
        return int(told["revision"])
