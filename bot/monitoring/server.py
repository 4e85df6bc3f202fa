"""The two pages, on loopback unless told otherwise: `/health` (200 or 503) and `/metrics`."""

import asyncio
import errno
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.monitoring.counts import Counts
from bot.monitoring.lag import LoopLag
from bot.monitoring.metrics import registry
from bot.monitoring.vitals import Vitals

_PORT = "no health and metrics; set RECALL_HEALTH_PORT to a free port"
_HOST = "no health and metrics; set RECALL_HEALTH_HOST to an address of this machine"
_PORTS = {errno.EADDRINUSE, errno.EACCES}
"""Errors that are the port's and not the address's."""

_log = structlog.get_logger(__name__)


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
async def watched(host: str, port: int, vitals: Callable[[float], Vitals], counts: Counts) -> AsyncIterator[None]:
    """Serve the pages while the body runs; `vitals` takes the loop's lag. Port 0: nobody watches.

    A port that is taken is no reason not to play: it is logged.
    """
    if port == 0:
        yield
        return
    lag = LoopLag()
    looking = asyncio.create_task(lag.run(), name="loop lag")
    # Whoever keeps a connection open must not keep the process.
    runner = web.AppRunner(pages(lambda: vitals(lag.worst), counts), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        _log.info("health and metrics", at=f"http://{f'[{host}]' if ':' in host else host}:{port}")
    except OSError as error:
        _log.warning(_PORT if error.errno in _PORTS else _HOST, host=host, port=port, why=error.strerror or str(error))
    except ValueError as error:
        _log.warning(_HOST, host=host, port=port, why=str(error))
    try:
        yield
    finally:
        looking.cancel()
        await runner.cleanup()
