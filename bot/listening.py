"""Pages of ours on an address of this machine: how they start, what is said where they cannot, how they end."""

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

HIGH_PORT = "a port of 1024 or above"
"""What is wanted where the system keeps the lower ones to its administrator."""

_PORT = "no {what}; set {port} to {wanted}"
_HOST = "no {what}; set {host} to an address of this machine"
_WANTED = {errno.EADDRINUSE: "a free port", errno.EACCES: HIGH_PORT}
"""For errors that are the port's and not the address's."""

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def listening(
    pages: web.Application, host: str, port: int, what: str, port_setting: str, host_setting: str
) -> AsyncIterator[bool]:
    """Serve the pages while the body runs; whether they are served.

    A port that is taken is no reason not to play: it is logged. `what` they are, and which settings say where.
    """
    # Whoever keeps a connection open must not keep the process, and whoever closes one is not waited for.
    runner = web.AppRunner(pages, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
    await runner.setup()
    try:
        yield await _listens(runner, host, port, what, port_setting, host_setting)
    finally:
        await runner.cleanup()


async def _listens(
    runner: web.AppRunner, host: str, port: int, what: str, port_setting: str, host_setting: str
) -> bool:
    no_host = _HOST.format(what=what, host=host_setting)
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        wanted = _WANTED.get(error.errno or 0)
        told = _PORT.format(what=what, port=port_setting, wanted=wanted) if wanted else no_host
        _log.warning(told, host=host, port=port, why=error.strerror or str(error))
    except ValueError as error:
        _log.warning(no_host, host=host, port=port, why=str(error))
    else:
        _log.info(what, at=f"http://{f'[{host}]' if ':' in host else host}:{port}")
        return True
    return False
