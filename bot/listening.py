"""Pages of ours on an address of this machine: how they start, what is said where they cannot, how they end."""

import asyncio
import errno
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.kernel.background import give_up

HIGH_PORT = "a port of 1024 or above"
"""What is wanted where the system keeps the lower ones to its administrator."""

FIRST_TRY_AGAIN_S, LAST_TRY_AGAIN_S = 1.0, 60.0
"""Where the place is taken, it is tried again after so long, and then ever more rarely, up to so long."""

_PORT = "no {what}; set {port} to {wanted}"
_HOST = "no {what}; set {host} to an address of this machine"
_AGAIN = "no {what} until {place} is free; it is tried again, and {port} can be set to a free port"
_log = structlog.get_logger(__name__)

Pause = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Page:
    """Pages, `what` they are, where they are to be, and which settings say so."""

    pages: web.Application
    host: str
    port: int
    what: str
    port_setting: str
    host_setting: str

    @property
    def place(self) -> str:
        """`127.0.0.1:8310`."""
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


@asynccontextmanager
async def listening(
    page: Page, tell: Callable[[bool], None] = lambda _: None, pause: Pause = asyncio.sleep
) -> AsyncIterator[None]:
    """Serve the pages while the body runs; `tell` hears whether they are served, and again once they are.

    A port that is taken is no reason not to play: it is logged, and tried again after a `pause` for as long as the
    body runs.
    """
    # Whoever keeps a connection open must not keep the process, and whoever closes one is not waited for.
    runner = web.AppRunner(page.pages, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
    await runner.setup()
    trying: set[asyncio.Task[None]] = set()
    try:
        refused = await _refused(runner, page)
        tell(refused is None)
        if refused is not None:
            _log.warning(_told(refused, page), host=page.host, port=page.port, why=_why(refused))
        if _may_pass(refused):
            trying.add(asyncio.create_task(_try_again(runner, page, tell, pause), name=f"listening: {page.what}"))
        yield
    finally:
        await give_up(trying)
        await runner.cleanup()


async def _try_again(runner: web.AppRunner, page: Page, tell: Callable[[bool], None], pause: Pause) -> None:
    wait = FIRST_TRY_AGAIN_S
    await pause(wait)
    while await _refused(runner, page) is not None:
        wait = min(2 * wait, LAST_TRY_AGAIN_S)
        await pause(wait)
    tell(True)  # noqa: FBT003


async def _refused(runner: web.AppRunner, page: Page) -> OSError | ValueError | None:
    """Listen there; what was in the way of it."""
    site = web.TCPSite(runner, page.host, page.port)
    try:
        await site.start()
    except (OSError, ValueError) as error:
        await site.stop()
        return error
    _log.info(page.what, at=f"http://{page.place}")
    return None


def _may_pass(error: Exception | None) -> bool:
    """Whether the same place may be had later, without anybody changing a setting."""
    return isinstance(error, OSError) and error.errno == errno.EADDRINUSE


def _told(error: Exception, page: Page) -> str:
    if _may_pass(error):
        return _AGAIN.format(what=page.what, place=page.place, port=page.port_setting)
    if isinstance(error, OSError) and error.errno == errno.EACCES:
        return _PORT.format(what=page.what, port=page.port_setting, wanted=HIGH_PORT)
    return _HOST.format(what=page.what, host=page.host_setting)


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
