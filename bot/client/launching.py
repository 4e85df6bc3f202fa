"""A client that can be closed at any time, also while it is still connecting."""

import asyncio

from discord.ext import commands

HEARD_WITHIN_S = 0.1
"""Who is still connecting so long after having been told to stop has not heard it."""


class Launching(commands.AutoShardedBot):
    """The library's client; whoever waits for its turn to connect stops waiting once it is closed."""

    _set_up = False
    _launching: "asyncio.Task[None] | None" = None

    async def _async_setup_hook(self) -> None:
        """Called by the library when the login begins."""
        await super()._async_setup_hook()
        self._set_up = True

    async def launch_shards(self) -> None:
        """Called by the library to connect; returns at once where somebody closes the client meanwhile."""
        self._launching = launching = asyncio.create_task(super().launch_shards())
        try:
            await asyncio.wait({launching})
        finally:
            await self._stop_launching()
        if not launching.cancelled():
            launching.result()

    async def close(self) -> None:
        """Leave Discord; before the login there is nothing to leave, and the library would fail."""
        if self._set_up:
            await self._stop_launching()
            await super().close()

    async def _stop_launching(self) -> None:
        """The library tries for ever, and takes a cancellation that comes together with a failure for a failure."""
        while self._launching is not None and not self._launching.done():
            self._launching.cancel()
            await asyncio.wait({self._launching}, timeout=HEARD_WITHIN_S)
