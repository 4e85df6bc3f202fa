"""What asks Recall to stop, and the line that the log has of it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import typer
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli import stopping
from bot.client.client import RecallClient
from bot.reaching import log_in

ROOT = Path(__file__).resolve().parents[1]

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
    gone = threading.Event()

    def read_packs(*_: object, **__: object) -> None:
        signal.raise_signal(number)
        assert gone.wait(60)
        raise typer.Exit(0)

    monkeypatch.setattr(stopping, "_be_gone", gone.set)
    monkeypatch.setattr("bot.packs.live.LivePacks", read_packs)
    monkeypatch.setattr("bot.cli.running.configure", lambda _: None)
    monkeypatch.setenv("RECALL_DATABASE", str(tmp_path / "recall.sqlite3"))
    monkeypatch.setenv("DISCORD_TOKEN", "none")
    with capture_logs() as logged:
        ended = CliRunner().invoke(app, ["run"])
    assert ended.exit_code == 0, ended.exception
    assert [(line["event"], line["signal"]) for line in logged] == [("stopping", number.name)]


def test_a_start_is_broken_off_at_once_whatever_the_signal_interrupts() -> None:
    """The end of an object is told in a callback, where what is raised is printed and forgotten."""
    start = """
import signal, threading, weakref
from bot.cli.stopping import Stop
from bot.logs import configure
from bot.settings import LogFormat

class Thing: pass

configure(LogFormat.JSON)
Stop()
thing = Thing()
seen = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGTERM))
del thing
threading.Event().wait(120)
print("went on")
"""
    ended = subprocess.run([sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert [json.loads(line)["event"] for line in ended.stderr.splitlines()] == ["stopping"]


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
