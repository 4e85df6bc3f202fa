"""What systemd is told where it started the bot: ready, alive, stopping.

The protocol: https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html. Without `NOTIFY_SOCKET` nothing
happens.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

_MICROSECONDS = 1_000_000


def notify(state: str, environment: Mapping[str, str] = os.environ) -> None:
    """Send one state, such as `READY=1`. Nobody may be hindered by a supervisor that does not listen."""
    address = environment.get("NOTIFY_SOCKET", "")
    if address[:1] not in ("/", "@"):
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        channel.sendto(state.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)


@asynccontextmanager
async def announced(environment: Mapping[str, str] = os.environ) -> AsyncIterator[None]:
    """Ready while the body runs, stopping as soon as it ends: what is still to be done then comes after it.

    A loop that stands still no longer says that it is alive, and is restarted. That Discord is away is no reason to
    restart: the loop goes on then.
    """
    notify("READY=1", environment)
    beating = asyncio.create_task(_beat(environment), name="watchdog")
    try:
        yield
    finally:
        beating.cancel()
        notify("STOPPING=1", environment)


async def _beat(environment: Mapping[str, str]) -> None:
    within = environment.get("WATCHDOG_USEC", "")
    while within.isdigit() and int(within):
        notify("WATCHDOG=1", environment)
        await asyncio.sleep(int(within) / 2 / _MICROSECONDS)
