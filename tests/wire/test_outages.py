"""Discord away, confused or final: at the start and in service, and what becomes of the process."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot import reaching
from tests.wire.processes import Process, free_port

pytestmark = pytest.mark.wire

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def says(status: int, text: str, **headers: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text, headers=headers)

    return answer


def as_discord_does(data: object) -> web.Response:
    """Without a charset: the library takes anything else for text."""
    return web.Response(body=json.dumps(data).encode(), headers={"Content-Type": "application/json"})


async def hangs(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(3600)
    return web.Response()


async def cuts(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


class Discord:
    """Answers like Discord, or as `answer` says; at the gateway it says READY and then closes with `close`."""

    def __init__(self, answer: Answer | None = None, close: int | None = None, shard: bool = True) -> None:
        self.port = free_port()
        self.answer = answer
        self.close = close
        self.shard = shard
        self.asked = 0
        self.ready = asyncio.Event()

    async def rest(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        if self.answer is not None:
            return await self.answer(request)
        if request.path.endswith("/gateway/bot"):
            limits = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
            url = f"ws://127.0.0.1:{self.port}/gateway"
            return as_discord_does({"url": url, "shards": 1, "session_start_limit": limits})
        user = {"id": "5", "username": "recall", "discriminator": "0", "avatar": None, "bot": True}
        if request.path.endswith("/commands"):
            return as_discord_does([])
        application = {"name": "recall", "description": "", "bot_public": True, "bot_require_code_grant": False}
        application |= {"verify_key": "", "owner": user, "team": None, "icon": None, "flags": 0, "summary": ""}
        return as_discord_does(user if request.path.endswith("/users/@me") else application | {"id": "5"})

    async def gateway(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 40_000}})
        async for frame in socket:
            if json.loads(frame.data)["op"] != 2:
                continue
            user = {"id": "5", "username": "recall", "discriminator": "0", "avatar": None, "bot": True}
            told = {"v": 10, "user": user, "guilds": [], "session_id": "s", "application": {"id": "5", "flags": 0}}
            told["resume_gateway_url"] = f"ws://127.0.0.1:{self.port}/gateway"
            if self.shard:
                told["shard"] = [0, 1]
            await socket.send_json({"op": 0, "s": 1, "t": "READY", "d": told})
            self.ready.set()
            if self.close is not None:
                await socket.close(code=self.close)
        return socket

    @asynccontextmanager
    async def there(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_get("/gateway", self.gateway)
        app.router.add_route("*", "/{path:.*}", self.rest)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        try:
            yield
        finally:
            await runner.cleanup()


def recall_at(discord: Discord, directory: Path, **settings: str) -> Process:
    environment = {
        "DISCORD_TOKEN": "secret-token",
        "RECALL_DATABASE": str(directory / "recall.sqlite3"),
        "RECALL_DISCORD_API": f"http://127.0.0.1:{discord.port}/api/v10",
        "RECALL_HEALTH_PORT": "0",
    }
    return Process(["bot", "run"], directory / "bot.log", environment | settings)


async def said(process: Process, words: str) -> None:
    """Wait until the log holds it; another process's doing, so there is no event."""
    async with asyncio.timeout(60):
        while words not in process.said():
            assert process.running is not None
            assert process.running.returncode is None, process.said()
            await asyncio.sleep(0.05)


async def ended(process: Process, within: float = 60) -> int:
    assert process.running is not None
    async with asyncio.timeout(within):
        return await process.running.wait()


TROUBLE: dict[str, Answer | None] = {
    "bad gateway": says(502, "<html>502</html>"),
    "unavailable": says(503, ""),
    "a limit": says(429, '{"message": "You are being rate limited.", "retry_after": 1.5, "global": true}'),
    "a ban": says(429, "error code: 1015", **{"Retry-After": "1"}),
    "forbidden": says(403, '{"message": "Forbidden"}'),
    "not found": says(404, ""),
    "sign-in page": says(200, "<html>Please sign in</html>"),
    "something else": says(200, '{"hello": "world"}'),
    "a list": says(200, "[1, 2]"),
    "a gateway that is none": says(200, '{"url": "not a gateway", "shards": 1}'),
    "a cut": cuts,
    "nobody": None,
}


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_whatever_discord_answers_but_no_it_is_asked_again(
    trouble: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An outage, a limit, a ban, a page of somebody else: each is waited for, a line a try, and then all is well."""
    monkeypatch.setattr(reaching, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(reaching, "LONGEST_BAN_S", 0.05)
    discord, looked = Discord(TROUBLE[trouble]), asyncio.Event()
    with capture_logs() as logs:
        finding = asyncio.create_task(reaching.reach("token", f"http://127.0.0.1:{discord.port}/api/v10", looked))
        if discord.answer is not None:
            async with discord.there():
                await asyncio.wait_for(looked.wait(), 10)
        else:
            await asyncio.wait_for(looked.wait(), 10)
        discord.answer = None
        async with discord.there():
            assert (await asyncio.wait_for(finding, 10)).shards == 1
    assert {line["event"] for line in logs} == {"Discord cannot be reached; trying again"}
    assert all(line["why"] for line in logs)
    assert caplog.records == []


@pytest.mark.parametrize("trouble", ["a limit", "nobody"])
async def test_an_outage_at_the_start_is_waited_for(trouble: str, tmp_path: Path) -> None:
    """The process itself stays, says so in a line, and is there when Discord is."""
    discord = Discord(TROUBLE[trouble])
    bot = recall_at(discord, tmp_path)
    try:
        if discord.answer is None:
            await bot.start()
            await said(bot, "trying again")
        else:
            async with discord.there():
                await bot.start()
                await said(bot, "trying again")
        discord.answer = None
        async with discord.there():
            await said(bot, "ready")
            assert "Traceback" not in bot.said()
            assert "secret-token" not in bot.said()
            assert await bot.stop(10) == 0
    finally:
        await bot.kill()


async def test_an_outage_between_the_gateway_and_the_login_is_waited_for(tmp_path: Path) -> None:
    """Discord that names its gateway and then goes away for the login is no reason to end either."""
    discord = Discord()
    bot = recall_at(discord, tmp_path)

    async def login_fails(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("/gateway/bot"):
            discord.answer = None
            found = await discord.rest(request)
            discord.answer = login_fails
            return found
        return await says(403, '{"message": "no"}')(request)

    discord.answer = login_fails
    async with discord.there():
        try:
            await bot.start()
            await said(bot, "trying again")
            discord.answer = None
            await said(bot, "ready")
            assert "Traceback" not in bot.said()
            assert "Unclosed" not in bot.said()
        finally:
            await bot.kill()


@pytest.mark.parametrize("where", ["asking for the gateway", "logging in", "at the gateway", "refused"])
async def test_sigterm_ends_within_ten_seconds_whatever_hangs(where: str, tmp_path: Path) -> None:
    """Told to stop while it waits for Discord, Recall does so in time and with status 0."""
    discord = Discord()

    async def hang_there(request: web.Request) -> web.StreamResponse:
        if where == "logging in" and request.path.endswith("/gateway/bot"):
            discord.answer = None
            found = await discord.rest(request)
            discord.answer = hang_there
            return found
        return await hangs(request)

    if where in ("asking for the gateway", "logging in"):
        discord.answer = hang_there
    if where == "at the gateway":
        discord.gateway = hangs  # type: ignore[method-assign, assignment]
    bot = recall_at(discord, tmp_path)
    async with discord.there():
        try:
            if where == "refused":
                discord.port = free_port()
                bot = recall_at(discord, tmp_path)
                await bot.start()
                await said(bot, "trying again")
            else:
                await bot.start()
                async with asyncio.timeout(60):
                    # Another process's doing: there is no event to wait for.
                    while discord.asked < (1 if where == "asking for the gateway" else 2):  # noqa: ASYNC110
                        await asyncio.sleep(0.05)
            began = time.monotonic()
            assert await bot.stop(10) == 0
            assert time.monotonic() - began < 10
            assert "Traceback" not in bot.said()
        finally:
            await bot.kill()


@pytest.mark.parametrize(
    ("code", "status", "words", "form"),
    [
        (4004, 2, "no longer accepts this DISCORD_TOKEN", "human"),
        (4004, 2, "no longer accepts this DISCORD_TOKEN", "json"),
        (4014, 2, "no privileged intents", "human"),
        (4013, 2, "Upgrade Recall", "human"),
        (4011, 1, "a different number of shards", "json"),
    ],
)
async def test_what_the_gateway_says_for_good_is_one_line(
    code: int, status: int, words: str, form: str, tmp_path: Path
) -> None:
    """A token that is revoked while it serves, and every other close for good, is one line and a status that fits."""
    discord = Discord(close=code)
    bot = recall_at(discord, tmp_path, RECALL_LOG=form)
    async with discord.there():
        try:
            await bot.start()
            assert await ended(bot) == status
        finally:
            await bot.kill()
    lines = bot.said().splitlines()
    assert "Traceback" not in bot.said()
    assert [words in line for line in lines].count(True) == 1
    assert words in lines[-1]
    if form == "json":
        assert [json.loads(line)["level"] for line in lines][-1] == "critical"


async def test_a_greeting_without_a_shard_is_understood(tmp_path: Path) -> None:
    """READY may lack its shard where there is only one: Recall serves all the same."""
    discord = Discord(shard=False)
    bot = recall_at(discord, tmp_path)
    async with discord.there():
        try:
            await bot.start()
            await said(bot, "ready")
            assert await bot.stop(10) == 0
            assert "Traceback" not in bot.said()
        finally:
            await bot.kill()


async def test_while_discord_is_away_at_the_start_the_health_page_answers(tmp_path: Path) -> None:
    """Machines that watch the bot can ask before Discord is there: a start that waits is no dead process."""
    port = free_port()
    discord = Discord(says(503, ""))
    bot = recall_at(discord, tmp_path, RECALL_HEALTH_PORT=str(port))
    async with discord.there(), aiohttp.ClientSession() as session:
        try:
            await bot.start()
            await said(bot, "health and metrics")
            async with session.get(f"http://127.0.0.1:{port}/health") as response:
                told = await response.json()
            assert told["gateway"]["connected"] is False
            assert told["gateway"]["away_s"] > 0
        finally:
            await bot.kill()


async def test_a_connection_to_the_health_page_holds_no_end_up(tmp_path: Path) -> None:
    """A watcher that keeps its connection open, and asks nothing, does not keep the process."""
    port = free_port()
    discord = Discord()
    bot = recall_at(discord, tmp_path, RECALL_HEALTH_PORT=str(port))
    async with discord.there():
        try:
            await bot.start()
            await said(bot, "ready")
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /health HTTP/1.1\r\n")
            assert await bot.stop(10) == 0
            writer.close()
        finally:
            await bot.kill()
