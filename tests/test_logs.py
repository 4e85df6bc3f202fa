"""What reaches the log, and what must not."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import psycopg
import pytest
import structlog
from discord.gateway import KeepAliveHandler
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.logs import _OF_ITS_OWN, configure
from bot.monitoring.counts import Counting, Counts
from bot.monitoring.lagging import LOGGER, Lagging
from bot.settings import LogFormat
from bot.storage.sqlite import open_for_reading
from tests.strategies import NOON

ADDRESS = "https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb246MTIz.secret_-~/messages/@original"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    handlers, level, configured = logging.root.handlers[:], logging.root.level, structlog.get_config()
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.configure(**configured)


@pytest.mark.parametrize("form", list(LogFormat))
def test_the_address_of_a_reply_is_no_business_of_the_log(form: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    """A library that names the address of a request, in a line or in an error, does not give its token away."""
    configure(form)
    logging.getLogger("discord.http").warning("We are being rate limited. PATCH %s responded with 429.", ADDRESS)
    logging.getLogger("discord.client").error("It broke", exc_info=ValueError(ADDRESS))
    written = capsys.readouterr().err
    assert "webhooks/123/[hidden]/messages" in written
    assert "It broke" in written
    assert "secret" not in written


async def test_what_the_library_does_with_its_connections_is_no_line_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are ours by name only: that they are closed at each stop, or that one is taken again, says nothing."""
    configure(LogFormat.HUMAN)
    reading = open_for_reading(tmp_path / "empty.sqlite3")
    async with reading.connect() as connection:
        await connection.execute(text("SELECT 1"))
        await connection.run_sync(lambda one: one.invalidate())
    await reading.dispose()
    assert capsys.readouterr().err == ""
    assert reading.sync_engine.pool.logger.name.startswith(_OF_ITS_OWN)  # type: ignore[union-attr]


@pytest.mark.parametrize("form", list(LogFormat))
def test_the_address_of_a_member_names_nobody(form: LogFormat, capsys: pytest.CaptureFixture[str]) -> None:
    """A library that names the address of a request, as discord.py does of one that is limited, tells not whose."""
    configure(form)
    address = "https://discord.com/api/v10/guilds/77/members/300000000000000002"
    logging.getLogger("discord.http").warning("We are being rate limited. GET %s responded with 429.", address)
    written = capsys.readouterr().err
    assert "guilds/77/members/[hidden] responded" in written
    assert "300000000000000002" not in written


@pytest.mark.parametrize("form", list(LogFormat))
@pytest.mark.parametrize("code", [10062, 40060])
def test_suggestions_that_nobody_waits_for_are_no_error_and_name_nobody(
    form: LogFormat, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """They came too late, or another process gave them: a warning without a trace of who was typing."""
    configure(form)
    response: Any = SimpleNamespace(status=400, reason="Bad Request")
    error = discord.HTTPException(response, {"code": code, "message": "no"})
    said = "Ignoring exception in autocomplete for %r (Guild: %s, User: %s)"
    logging.getLogger("discord.app_commands.tree").error(said, "quiz start", 77, 300000000000000002, exc_info=error)
    written = capsys.readouterr().err
    assert "User: [hidden]" in written
    assert "warning" in written
    assert "Traceback" not in written
    assert "300000000000000002" not in written


def test_a_driver_does_not_repeat_what_is_told_of_a_database_that_hangs(capsys: pytest.CaptureFixture[str]) -> None:
    """That the database does not answer is one line of ours, with ever rarer reminders; the driver's name none."""
    configure(LogFormat.HUMAN)
    for said in ("query cancellation failed: cancellation timeout expired", "query not terminated after cancellation"):
        logging.getLogger("psycopg").warning(said)
    assert capsys.readouterr().err == ""


def test_a_line_for_machines_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    """In JSON a line has its time, its level, what happened, and the game that it is about."""
    configure(LogFormat.JSON)
    with structlog.contextvars.bound_contextvars(game=7):
        structlog.get_logger("bot.somewhere").warning("a message must wait", card="q1")
    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"level": "warning", "event": "a message must wait", "card": "q1", "game": 7}


NO_GATEWAY: Any = discord.GatewayNotFound
OURS = discord.HTTPException(SimpleNamespace(status=400, reason="Bad Request"), "no such field")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("logger", "error", "level"),
    [
        ("discord.shard", ConnectionRefusedError("Connect call failed"), "warning"),
        ("discord.shard", aiohttp.ClientError("cannot connect"), "warning"),
        ("discord.client", NO_GATEWAY(), "warning"),
        ("discord.state", OURS, "error"),
        ("discord.client", KeyError("a bug"), "error"),
        ("sqlalchemy.pool.impl.QueuePool", psycopg.errors.AdminShutdown("terminating\nconnection"), "warning"),
        ("sqlalchemy.pool.impl.QueuePool", KeyError("a bug"), "error"),
    ],
)
def test_an_outage_that_a_library_gets_over_is_a_warning_in_one_line(
    logger: str, error: Exception, level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the line nor what Prometheus counts is an error: one of those is enough to have somebody called."""
    configure(LogFormat.HUMAN)
    counts = Counts()
    logging.root.addHandler(Counting(counts))
    logging.getLogger(logger).error("Attempting a reconnect for shard ID %s in %.2fs", 0, 1.5, exc_info=error)
    written = capsys.readouterr().err
    assert f"[{level}" in written
    assert "Attempting a reconnect for shard ID 0 in 1.50s" in written
    assert (len(written.splitlines()) == 1) == (not isinstance(error, KeyError))
    told = {"level": level, "event": logger}
    assert counts.registry.get_sample_value("recall_log_events_total", told) == 1


def lag(shard: int, latency: float = 12.0) -> None:
    """A heartbeat of discord.py that was sent, and acknowledged much later."""
    socket: Any = SimpleNamespace(thread_id=0, _max_heartbeat_timeout=60)
    beats = KeepAliveHandler(ws=socket, shard_id=shard, interval=41)
    beats._last_send -= latency
    beats.ack()


async def test_late_heartbeats_are_a_line_per_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told when a shard begins to lag, and when that is over, how often it did; each shard for itself."""
    told: list[str] = []
    lagging, handler = Lagging(), logging.Handler()
    monkeypatch.setattr(handler, "emit", lambda record: told.append(record.getMessage()))
    gateway = logging.getLogger(LOGGER)
    monkeypatch.setattr(gateway, "filters", [lagging])
    monkeypatch.setattr(gateway, "handlers", [handler])
    with capture_logs() as logged:
        for shard in (0, 0, 0, 1, 0):
            lag(shard)
        gateway.warning("Shard ID %s has stopped responding to the gateway.", 0)
        await lagging.look(NOON)
        assert logged == []
        await lagging.look(NOON)
        lag(0)
    assert [line[:40] for line in told] == [
        "Can't keep up, shard ID 0 websocket is 1",
        "Can't keep up, shard ID 1 websocket is 1",
        "Shard ID 0 has stopped responding to the",
        "Can't keep up, shard ID 0 websocket is 1",
    ]
    assert sorted((entry["shard"], entry["late"]) for entry in logged) == [(0, 4), (1, 1)]
