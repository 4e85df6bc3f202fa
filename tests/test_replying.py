"""How presses are answered: counted, tried again where that helps, and refused as the library refuses."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from discord.http import Route
from discord.webhook.async_ import async_context, interaction_message_response_params

from bot.client import replying as module
from bot.client.replying import replying
from bot.delivery.sender import UNREACHABLE


class Discord:
    """Answers with what is next in line, then that it is done; notes what it was asked, and what was counted."""

    def __init__(self) -> None:
        self.next: list[tuple[int, Any]] = []
        self.asked: list[tuple[str, Any]] = []
        self.counted: list[tuple[str, int]] = []

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append((f"{request.method} {request.rel_url}", await request.json()))
        status, body = self.next.pop(0) if self.next else (204, None)
        if body is None:
            return web.Response(status=status)
        return web.Response(status=status, body=json.dumps(body), headers={"Content-Type": "application/json"})

    def count(self, method: str, url: str, status: int) -> None:
        self.counted.append((f"{method} {url.rpartition('/')[2]}", status))


@pytest.fixture
async def there(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Discord]:
    found, app = Discord(), web.Application()
    app.router.add_route("*", "/{path:.*}", found.handle)
    async with TestServer(app) as server:
        monkeypatch.setattr(Route, "BASE", str(server.make_url("")).rstrip("/"))
        monkeypatch.setattr(module, "AGAIN_AFTER_S", 0.0)
        yield found


async def _reply(there: Discord) -> Any:
    sent = interaction_message_response_params(type=4, content="Locked in")
    async with aiohttp.ClientSession() as session, replying(there.count):
        return await async_context.get().create_interaction_response(7, "token", session=session, params=sent)


async def test_a_reply_is_not_asked_for_again(there: Discord) -> None:
    """Discord takes the reply and sends nothing back; the library still learns which press it was for."""
    assert await _reply(there) == {"interaction": {"id": 7}}
    [(asked, said)] = there.asked
    assert asked == "POST /interactions/7/token/callback"
    assert said["data"]["content"] == "Locked in"
    assert there.counted == [("POST callback", 204)]


async def test_a_reply_that_nobody_waits_for_is_refused_with_discords_code(there: Discord) -> None:
    there.next = [(404, {"code": 10062, "message": "Unknown interaction"})]
    with pytest.raises(discord.NotFound) as refused:
        await _reply(there)
    assert refused.value.code == 10062
    assert there.counted == [("POST callback", 404)]


@pytest.mark.parametrize("first", [(503, None), (429, {"retry_after": 0.0})])
async def test_a_reply_that_discord_could_not_take_is_sent_again(there: Discord, first: tuple[int, Any]) -> None:
    there.next = [first]
    await _reply(there)
    assert [said for _, said in there.asked] == [there.asked[0][1]] * 2


async def test_a_reply_is_edited_with_the_message_that_discord_then_has(there: Discord) -> None:
    there.next = [(200, {"id": "5"})]
    async with aiohttp.ClientSession() as session, replying(there.count):
        edited: Any = await async_context.get().edit_original_interaction_response(
            1, "token", session=session, payload={"content": "Right"}
        )
    assert edited == {"id": "5"}
    assert there.asked == [("PATCH /webhooks/1/token/messages/@original", {"content": "Right"})]


@pytest.mark.parametrize("method", ["delete_original_interaction_response", "edit_original_interaction_response"])
async def test_who_still_sends_when_the_bot_has_left_hears_that_discord_is_away(there: Discord, method: str) -> None:
    """Such as the deletion of what was told in passing: everybody who sends knows what to do then."""
    given = {} if method.startswith("delete") else {"payload": {"content": "Late"}, "multipart": None, "files": None}
    async with replying(there.count):
        async with aiohttp.ClientSession() as session:
            pass
        send = getattr(async_context.get(), method)
    with pytest.raises(UNREACHABLE):
        await send(7, "token", session=session, **given)
    assert there.asked == []
