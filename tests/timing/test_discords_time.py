"""A machine's clock that is wrong is set by Discord's before any question is put."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from discord.http import Route

from bot.app import App
from bot.client.client import RecallClient
from bot.client.timekeeping import keep_time
from bot.storage.database import open_database
from bot.timing.clock import Clock
from playground.clock import Clock as Moved
from playground.model.seed import new_world
from playground.server import TOKEN, Options, Server
from tests.strategies import NOON

AHEAD = timedelta(seconds=20)


async def test_whoever_logs_in_knows_what_time_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Question by question everybody would lose twenty seconds: Discord dates the post, and the machine the end."""
    right, client = Clock(), RecallClient()
    wrong = Clock(wall=lambda: right.now() + AHEAD)
    App(open_database(tmp_path / "recall.sqlite3"), client, wrong)
    async with Server(new_world(Moved()), Options(rate_limits=False)) as server:
        monkeypatch.setattr(Route, "BASE", f"{server.url}/api/v10")
        assert wrong.now() - right.now() > timedelta(seconds=19)
        await client.login(TOKEN)
        await client.close()
    assert abs(wrong.now() - right.now()) < timedelta(seconds=5)


@pytest.fixture
async def strange(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BaseTestServer]:
    """Answers that are dated a day later: what the API says, what it refuses, and a file that was kept for a day."""
    dated = {"Date": "Thu, 31 Dec 2026 12:00:00 GMT"}
    app = web.Application()

    async def answer(request: web.Request) -> web.Response:
        date = {"Date": "tomorrow"} if request.path.endswith("tomorrow") else dated
        return web.Response(status=502 if request.path.endswith("refused") else 200, headers=date)

    app.router.add_get("/{path:.*}", answer)
    async with TestServer(app) as server:
        monkeypatch.setattr(Route, "BASE", str(server.make_url("/api/v10")))
        yield server


@pytest.mark.parametrize(
    ("path", "heeded"),
    [("/api/v10/users/@me", True), ("/api/v10/refused", False), ("/api/v10/tomorrow", False), ("/files/a", False)],
)
async def test_only_what_discord_itself_says_sets_the_clock(strange: BaseTestServer, path: str, heeded: bool) -> None:
    """A network's sign-in page, a failing proxy, or a file from long ago does not."""
    clock = Clock(wall=lambda: NOON, running=lambda: 0.0)
    trace = keep_time(aiohttp.TraceConfig(), lambda: clock)
    async with aiohttp.ClientSession(trace_configs=[trace]) as session:
        for _ in range(2):
            async with session.get(strange.make_url(path)):
                pass
    told = datetime(2026, 12, 31, 12, tzinfo=UTC)
    assert clock.now() == (told if heeded else NOON)
