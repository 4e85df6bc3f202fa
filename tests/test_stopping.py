"""What asks Recall to stop, and the line that the log has of it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.cli import stopping
from bot.client.client import RecallClient
from bot.reaching import log_in

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no such signals")


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither the handlers nor the last resort outlive a test, nor is one started as `nohup` starts a program."""
    monkeypatch.setattr(stopping, "_leave_at_once", lambda: None)
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_an_orderly_stop_is_one_line(number: signal.Signals) -> None:
    """Also where the terminal is closed that it was started in; from the log it can be told from a kill."""
    stop = stopping.Stop()
    with capture_logs() as logged:
        told = stop.event()
        for _ in range(2):
            signal.raise_signal(number)
        await told.wait()
        await asyncio.sleep(0)
    assert [(line["event"], line["signal"]) for line in logged] == [("stopping", number.name)]


async def test_a_signal_before_there_is_a_loop_is_not_lost() -> None:
    stop = stopping.Stop()
    signal.raise_signal(signal.SIGTERM)
    with capture_logs() as logged:
        assert stop.event().is_set()
    assert [line["event"] for line in logged] == ["stopping"]


def test_whoever_was_started_with_nohup_outlives_the_terminal() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    stopping.Stop()
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


async def test_a_stop_while_logging_in_is_not_blamed_on_discord(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is closed by us, so nothing is tried again."""
    client: Any = RecallClient()

    async def closed(_: str) -> None:
        monkeypatch.setattr(client, "is_closed", lambda: True)
        raise aiohttp.ClientConnectionError("Connector is closed.")

    monkeypatch.setattr(client, "login", closed)
    with capture_logs() as logged, pytest.raises(aiohttp.ClientConnectionError):
        await log_in(client, "token", "http://127.0.0.1:9")
    assert logged == []
