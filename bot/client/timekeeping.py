"""What time it is at Discord, which each of its answers says."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp
from discord.http import Route

from bot.timing.clock import Clock


def date_of(header: str) -> datetime | None:
    """The time in a `Date` header, which is UTC however it says so; None where it is no time."""
    try:
        return parsedate_to_datetime(header).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None


def keep_time(trace: aiohttp.TraceConfig, clock: Callable[[], Clock | None]) -> aiohttp.TraceConfig:
    """Have the clock that is then told what time each answer of Discord's API says it is."""

    async def begins(_: aiohttp.ClientSession, about: SimpleNamespace, __: aiohttp.TraceRequestStartParams) -> None:
        if (ours := clock()) is not None:
            about.asked_at = ours.ran()

    async def ended(_: aiohttp.ClientSession, about: SimpleNamespace, told: aiohttp.TraceRequestEndParams) -> None:
        asked: timedelta | None = getattr(about, "asked_at", None)
        ours, theirs = clock(), date_of(told.response.headers.get("Date", ""))
        if ours is None or asked is None or theirs is None or told.response.status >= 400:
            return
        if str(told.url).startswith(Route.BASE):  # files come from elsewhere, and have been kept there
            ours.told(theirs, asked)

    trace.on_request_start.append(begins)
    trace.on_request_end.append(ended)
    return trace
