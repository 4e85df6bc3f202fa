"""What asks Recall to stop, and the line that the log has of it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.__main__ import app
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_start_is_broken_off_at_once(number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading all packs for the first time takes a while; nobody who stops meanwhile is told that something hangs."""
    read: list[str] = []

    def read_packs(*_: object, **__: object) -> None:
        read.append("begun")
        signal.raise_signal(number)
        read.append("went on")

    monkeypatch.setattr("bot.packs.live.LivePacks", read_packs)
    monkeypatch.setattr("bot.cli.running.configure", lambda _: None)
    monkeypatch.setenv("RECALL_DATABASE", str(tmp_path / "recall.sqlite3"))
    monkeypatch.setenv("DISCORD_TOKEN", "none")
    with capture_logs() as logged:
        ended = CliRunner().invoke(app, ["run"])
    assert (ended.exit_code, read) == (0, ["begun"])
    assert [(line["event"], line["signal"]) for line in logged] == [("stopping", number.name)]


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
