"""The two pages, on loopback unless told otherwise: `/health` (200 or 503) and `/metrics`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.listening import Page, Pause, listening
from bot.monitoring.counts import Counts
from bot.monitoring.lag import LoopLag
from bot.monitoring.metrics import registry
from bot.monitoring.vitals import Vitals


def pages(vitals: Callable[[], Vitals], counts: Counts) -> web.Application:
    """What is served."""
    metrics = registry(vitals)

    async def health(_: web.Request) -> web.Response:
        told = vitals().health()
        return web.json_response(told, status=200 if told["status"] == "ok" else 503)

    async def scrape(_: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(metrics) + generate_latest(counts.registry),
            headers={"Content-Type": CONTENT_TYPE_LATEST},
        )

    app = web.Application()
    app.add_routes([web.get("/health", health), web.get("/metrics", scrape)])
    return app


@asynccontextmanager
async def watched(
    host: str, port: int, vitals: Callable[[float], Vitals], counts: Counts, pause: Pause = asyncio.sleep
) -> AsyncIterator[None]:
    """Serve the pages while the body runs; `vitals` takes the loop's lag. Port 0: nobody watches.

    A port that is taken is no reason not to play: it is logged, and tried again after a `pause`.
    """
    if port == 0:
        yield
        return
    lag = LoopLag()
    looking = asyncio.create_task(lag.run(), name="loop lag")
    settings = "RECALL_HEALTH_PORT", "RECALL_HEALTH_HOST"
    try:
        page = Page(pages(lambda: vitals(lag.worst), counts), host, port, "health and metrics", *settings)
        async with listening(page, pause=pause):
            yield
    finally:
        looking.cancel()
