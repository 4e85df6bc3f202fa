"""Discord's side of a check-up, without Discord: the invite link, what servers grant, the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from aiohttp import web
from discord.http import Route

from bot.client.invite import LEAST_PERMISSIONS, invite_link, missing_permissions
from bot.doctor.discord_side import check_clock, check_commands, check_discord, check_permissions
from bot.doctor.finding import Level
from bot.reaching import UnreachableError, find_gateway
from bot.settings import Settings
from tests.strategies import NOON

ADMINISTRATOR = discord.Permissions(administrator=True).value


def test_the_link_asks_for_both_scopes_and_the_least_permissions() -> None:
    """Whoever opens the link grants the bot, its commands, and nothing beyond what it needs."""
    query = parse_qs(urlsplit(invite_link(42)).query)
    assert query["client_id"] == ["42"]
    assert set(query["scope"][0].split()) == {"bot", "applications.commands"}
    asked = discord.Permissions(int(query["permissions"][0]))
    assert {name for name, wanted in asked if wanted} == {
        *("read_messages", "send_messages", "send_messages_in_threads", "create_public_threads"),
        *("attach_files", "read_message_history"),
    }


def test_what_a_server_does_not_grant_is_named() -> None:
    """Missing permissions are named as Discord's settings name them; an administrator lacks none."""
    without = discord.Permissions(LEAST_PERMISSIONS.value)
    without.update(send_messages=False, view_channel=False)
    assert missing_permissions(without.value) == ["View Channels", "Send Messages"]
    assert missing_permissions(LEAST_PERMISSIONS.value) == missing_permissions(ADMINISTRATOR) == []
    guilds = [{"id": "7", "permissions": str(without.value)}, {"id": "8", "permissions": str(ADMINISTRATOR)}]
    finding = check_permissions(guilds, "the link")
    assert finding.level is Level.WARN
    assert "7 lacks View Channels, Send Messages" in finding.found
    assert "8" not in finding.found
    assert check_permissions(guilds[1:], "the link").level is Level.OK
    assert "the link" in check_permissions([], "the link").mend


@pytest.mark.parametrize(("seconds", "level"), [(0, Level.OK), (1.5, Level.OK), (4, Level.WARN), (60, Level.BAD)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_wrong_clock_is_told(seconds: float, level: Level, sign: int) -> None:
    """A clock that is off by more than the grace of a question is told, whichever way it is off."""
    finding = check_clock(NOON, NOON + timedelta(milliseconds=500) + sign * timedelta(seconds=seconds))
    assert finding.level is level
    assert level is Level.OK or ("ahead" if sign > 0 else "behind") in finding.found


def test_a_bot_without_commands_is_told() -> None:
    """Before the first start no command is registered, which is worth a look."""
    assert (check_commands(0).level, check_commands(9).level) == (Level.WARN, Level.OK)


NOT_DISCORDS = ["[]", "{}", "null", '{"id": "x"}', "<html>sign in</html>", '{"id": "5"}', "\xff", "5"]


@pytest.mark.parametrize("body", NOT_DISCORDS)
async def test_an_answer_that_is_not_discords_is_one_line(body: str) -> None:
    """A proxy, a sign-in page or another program is named as what it is, whatever it answers."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body.encode("latin-1"), headers={"Date": "Sat, 28 Nov 2026 00:20:40 -0000"})

    lines = [finding.line() async for finding in check_discord(await served(answer))]
    assert "what answers there is not Discord" in lines[-1]
    assert "\n" not in "".join(lines)


async def test_a_circle_of_redirects_is_called_so() -> None:
    """And in one line, as everything."""

    async def answer(request: web.Request) -> web.Response:
        raise web.HTTPFound(request.path)

    [line] = [finding.line() async for finding in check_discord(await served(answer))]
    assert "redirects in a circle" in line
    assert "\n" not in line


async def served(answer: Callable[[web.Request], Awaitable[web.Response]]) -> Settings:
    """Settings whose API is this answer to everything."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    CLOSING.append(runner)
    return Settings(DISCORD_TOKEN="token", RECALL_DISCORD_API=f"http://{host}:{port}")  # type: ignore[call-arg]


CLOSING: list[web.AppRunner] = []


@pytest.fixture(autouse=True)
async def closed() -> AsyncIterator[None]:
    yield
    while CLOSING:
        await CLOSING.pop().cleanup()


async def test_doubled_commands_are_removed_in_every_server() -> None:
    """Few servers are asked by a check-up; who has the commands removed does not see them twice in the thirtieth."""
    cleared: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        if request.method == "PUT":
            cleared.append(request.path)
        told: object = [{"name": "quiz"}] if request.path.endswith("/guilds/30/commands") else []
        if request.path == "/users/@me/guilds":
            told = [{"id": str(number), "permissions": str(ADMINISTRATOR)} for number in range(1, 31)]
        return web.json_response({"id": "7"} if request.path.endswith("/applications/@me") else told)

    settings = await served(answer)
    findings = [finding.line() async for finding in check_discord(settings, clear=True)]
    assert cleared == ["/applications/7/guilds/30/commands"]
    assert findings[-2:] == [
        "ok    scopes: Commands can be used in all 30 servers.",
        "ok    leftovers: Removed the doubled commands of 1 server.",
    ]


def test_one_server_is_one_server() -> None:
    """Where there is one, it is not called `1 servers`."""
    granted = [{"id": "8", "permissions": str(ADMINISTRATOR)}]
    assert "in 1 server." in check_permissions(granted, "").line()


@pytest.mark.parametrize(
    "body",
    [
        '{"url": "wss://x", "shards": Infinity, "session_start_limit": {"max_concurrency": 1}}',
        '{"url": "wss://x", "shards": 0, "session_start_limit": {"max_concurrency": 1}}',
        *("[]", "null", "{}"),
    ],
)
async def test_a_gateway_that_is_none_is_waited_out(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever number of shards an answer names, it is no reason to end."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body)

    settings = await served(answer)
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    with pytest.raises(UnreachableError, match="not Discord"):
        await find_gateway("token", settings.api_base)


OUTAGE, WRONG = "discordstatus.com", "RECALL_DISCORD_API"


@pytest.mark.parametrize(
    ("status", "told"),
    [(403, WRONG), (400, WRONG), (404, WRONG), (429, OUTAGE), (500, OUTAGE), (503, OUTAGE), (511, WRONG)],
)
async def test_a_refused_request_is_named_and_called_an_outage_only_if_it_is_one(status: int, told: str) -> None:
    """Where something in the way refuses it, waiting mends nothing; and whoever reads it knows what is not checked."""

    async def answer(request: web.Request) -> web.Response:
        if request.path.endswith("/commands"):
            return web.Response(status=status)
        return web.json_response({"id": "7"} if request.path.endswith("/applications/@me") else [])

    settings = await served(answer)
    *_, last = [finding.line() async for finding in check_discord(settings)]
    assert f"{settings.api_base}/applications/7/commands answers {status}, so nothing after that was checked" in last
    assert [one for one in (OUTAGE, WRONG) if one in last] == [told]


async def test_an_address_without_discords_paths_is_called_a_wrong_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the end of RECALL_DISCORD_API was forgotten: that is no outage, for the doctor or at the start."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=404)

    settings = await served(answer)
    [line] = [finding.line() async for finding in check_discord(settings)]
    assert f"{settings.api_base}/oauth2/applications/@me answers 404" in line
    assert "RECALL_DISCORD_API" in line
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    with pytest.raises(UnreachableError, match="wrong RECALL_DISCORD_API"):
        await find_gateway("token", settings.api_base)
