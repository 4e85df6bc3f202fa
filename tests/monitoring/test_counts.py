"""What is counted as it happens."""

from __future__ import annotations

import logging

import aiohttp
import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.logs import configure
from bot.monitoring.counts import MOST_OPEN, Counting, Counts, route_of, tracing
from bot.settings import LogFormat

ONE, TWO = 10**17 + 1, 10**18 + 2


def value(counts: Counts, name: str, **labels: str) -> float | None:
    return counts.registry.get_sample_value(name, labels)


@pytest.mark.parametrize(
    ("method", "path", "route"),
    [
        ("GET", f"/api/v10/channels/{ONE}/messages/{TWO}", "GET /channels/{id}/messages/{id}"),
        ("POST", f"/api/v10/interactions/{ONE}/aW50ZXJhY3Rpb24_x/callback", "POST /interactions/{id}/{token}/callback"),
        ("PATCH", f"/api/v10/webhooks/{ONE}/to.k-en/messages/@original",
         "PATCH /webhooks/{id}/{token}/messages/@original"),
        ("PUT", f"/api/v10/channels/{ONE}/messages/{TWO}/reactions/%F0%9F%8E%89/@me",
         "PUT /channels/{id}/messages/{id}/reactions/{emoji}/@me"),
        ("GET", "/api/v10/gateway/bot", "GET /gateway/bot"),
        ("GET", f"/proxy/api/users/{ONE}", "GET /users/{id}"),
        ("GET", f"/ephemeral-attachments/{ONE}/{TWO}/Ada Lovelace - final exam.csv", "GET cdn"),
        ("GET", f"/attachments/{ONE}/{TWO}/ada.csv", "GET cdn"),
        ("GET", f"/avatars/{ONE}/0123abc.png", "GET cdn"),
        ("GET", "/api/v10/invites/AdasParty", "GET /invites/{other}"),
    ],
)  # fmt: skip
def test_a_route_names_nobody(method: str, path: str, route: str) -> None:
    """However many servers there are, a route is one label, and whoever reads the metrics learns no token."""
    assert route_of(method, path) == route


async def test_requests_are_counted_by_what_came_back() -> None:
    """An answer counts with its status, and a request that got none with 0."""

    async def limited(_: web.Request) -> web.Response:
        return web.Response(status=429)

    counts, app = Counts(), web.Application()
    app.add_routes([web.get("/api/v10/users/@me", limited)])
    async with TestServer(app) as server, aiohttp.ClientSession(trace_configs=[tracing(counts)]) as session:
        address = server.make_url("/api/v10/users/@me")
        async with session.get(address):
            pass
        await server.close()
        with pytest.raises(aiohttp.ClientError):
            await session.get(address)
    assert value(counts, "recall_discord_requests_total", route="GET /users/@me", status="429") == 1
    assert value(counts, "recall_discord_requests_total", route="GET /users/@me", status="0") == 1


async def test_however_many_files_people_send_there_is_one_route_for_all_of_them() -> None:
    """What a file is called is its owner's: it stands in no label, whether or not the file could be had."""

    async def file(request: web.Request) -> web.Response:
        return web.Response(body=b"a,b", status=404 if "gone" in request.path else 200)

    counts, app = Counts(), web.Application()
    app.add_routes([web.get("/{path:.*}", file)])
    async with TestServer(app) as server, aiohttp.ClientSession(trace_configs=[tracing(counts)]) as session:
        for name in ("Ada Lovelace - final exam.csv", "Ben's group B.csv", "gone.csv"):
            async with session.get(server.make_url(f"/ephemeral-attachments/{ONE}/{TWO}/{name}")):
                pass
    told = [one for family in counts.registry.collect() for one in family.samples if "discord_requests" in one.name]
    assert {one.labels["route"] for one in told} == {"GET cdn"}
    assert value(counts, "recall_discord_requests_total", route="GET cdn", status="200") == 2


def test_a_reply_is_timed_once() -> None:
    """The first reply that Discord took ends the wait; a refused one, another's, or a second does not count."""
    counts = Counts()
    counts.came(ONE)
    path = "/api/v10/interactions/{}/token/callback"
    for number, status in ((TWO, 204), (ONE, 404), (ONE, 204)):
        counts.came(ONE)
        counts.answered("POST", path.format(number), status)
    counts.answered("POST", path.format(ONE), 204)
    assert value(counts, "recall_reply_seconds_count") == 1


def test_presses_that_nobody_answers_do_not_pile_up() -> None:
    """What waits for a reply is bounded, and the newest are still timed."""
    counts = Counts()
    for number in range(MOST_OPEN + 5):
        counts.came(ONE + number)
    counts.answered("POST", f"/interactions/{ONE}/t/callback", 204)
    counts.answered("POST", f"/interactions/{ONE + MOST_OPEN + 4}/t/callback", 204)
    assert value(counts, "recall_reply_seconds_count") == 1


def test_failures_in_the_log_are_counted_by_kind() -> None:
    """Ours count under their own sentence, those of a library under the library's name, and news not at all."""
    counts, root = Counts(), logging.getLogger()
    before, level = root.handlers[:], root.level
    configured = structlog.get_config()
    handler = Counting(counts)
    try:
        configure(LogFormat.JSON)
        root.addHandler(handler)
        structlog.get_logger("bot.test").warning("no backup was made", why="the disk is full")
        structlog.get_logger("bot.test").info("backed up")
        logging.getLogger("discord.gateway").error("Attempting a reconnect in 3.2s")
    finally:
        structlog.configure(**configured)
        root.handlers[:] = before
        root.setLevel(level)
    assert value(counts, "recall_log_events_total", level="warning", event="no backup was made") == 1
    assert value(counts, "recall_log_events_total", level="error", event="discord.gateway") == 1
    assert len([s for f in counts.registry.collect() for s in f.samples if s.name == "recall_log_events_total"]) == 2
