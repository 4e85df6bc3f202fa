"""Every request that counts for Discord's limit waits for its turn, whoever makes it and however often it is tried."""

from collections.abc import Callable
from types import SimpleNamespace

import aiohttp

from bot.delivery.limiter import Limiter

COUNTED = "Authorization"
"""The header that names the bot. Replies to interactions go without it, and do not count:
https://docs.discord.com/developers/topics/rate-limits#global-rate-limit.
"""


def pace(trace: aiohttp.TraceConfig, limiter: Callable[[], Limiter | None]) -> aiohttp.TraceConfig:
    """Have a session's requests wait, in the instant before each is sent, for a turn of the limiter that is then."""

    async def begins(_: aiohttp.ClientSession, __: SimpleNamespace, told: aiohttp.TraceRequestStartParams) -> None:
        limits = limiter()
        if limits is not None and COUNTED in told.headers:
            await limits.use()

    trace.on_request_start.append(begins)
    return trace
