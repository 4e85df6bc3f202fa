"""What systemd hears."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from bot.monitoring.systemd import announced, notify

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="systemd is Linux's")


def supervisor(path: Path) -> socket.socket:
    heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    heard.bind(str(path))
    heard.settimeout(5)
    return heard


async def test_the_supervisor_hears_ready_alive_and_stopping(tmp_path: Path) -> None:
    """Ready once Recall serves, again and again that it lives, and that it leaves."""
    with supervisor(tmp_path / "notify") as heard:
        environment = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "2000"}
        async with announced(environment):
            first = [await asyncio.to_thread(heard.recv, 64) for _ in range(3)]
        rest = [await asyncio.to_thread(heard.recv, 64)]
        while rest[-1] == b"WATCHDOG=1":
            rest.append(await asyncio.to_thread(heard.recv, 64))
    assert first == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    assert rest[-1] == b"STOPPING=1"


async def test_a_supervisor_that_is_gone_or_none_hinders_nobody(tmp_path: Path) -> None:
    """Without systemd, or with its socket gone, Recall serves all the same."""
    for environment in ({}, {"NOTIFY_SOCKET": "/" + str(tmp_path / "gone")}, {"NOTIFY_SOCKET": "nonsense"}):
        notify("READY=1", environment)
        async with announced(environment):
            pass
