"""How presses are answered: as the library does it, without what nobody here looks at.

Replies, and edits of them, are most of what Recall sends. The library has Discord send each reply back and makes
objects of it, and its session looks for a turn before each request, which replies do not need (`bot.delivery.pacing`).
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from discord import Forbidden, HTTPException, NotFound
from discord.http import Route, json_or_text
from discord.utils import _to_json
from discord.webhook.async_ import AsyncWebhookAdapter, async_context
from yarl import URL

_REPLY, _EDIT = "/callback", "/messages/@original"
_JSON = {"Content-Type": "application/json"}
_TOO_MANY = 429
_NONE_CAME = 0

AGAIN_AFTER_S = 1.0
"""What Discord could not do is tried again so much later, unless it says when."""

Answered = Callable[[str, str, int], None]
"""Hears of each request's method, address, and status (0: none came)."""


class Replying(AsyncWebhookAdapter):
    """Sends replies and their edits by a session of its own; all else, and every further try, is the library's."""

    def __init__(self, session: aiohttp.ClientSession, answered: Answered) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._session = session
        self._answered = answered

    async def request(self, route: Route, session: aiohttp.ClientSession, **given: Any) -> Any:
        """One request, as the library does it. Raises what the library raises.

        Whoever still sends when the bot has left hears that Discord cannot be reached anymore.
        """
        try:
            return await self._request(route, session, given)
        except RuntimeError as error:
            if session.closed or self._session.closed:
                raise aiohttp.ClientConnectionError("The bot has left.") from error
            raise

    async def _request(self, route: Route, session: aiohttp.ClientSession, given: dict[str, Any]) -> Any:
        if given.get("payload") is None or given.get("files") or not route.path.endswith((_REPLY, _EDIT)):
            return await super().request(route, session, **given)
        response, data = await self._send(route, given)
        if response.status < 300:
            return data or {"interaction": {"id": route.webhook_id}}
        if response.status == _TOO_MANY or response.status >= 500:
            await asyncio.sleep(data.get("retry_after", AGAIN_AFTER_S) if isinstance(data, dict) else AGAIN_AFTER_S)
            return await super().request(route, session, **given)
        raise _REFUSED.get(response.status, HTTPException)(response, data)

    async def _send(self, route: Route, given: dict[str, Any]) -> tuple[aiohttp.ClientResponse, Any]:
        try:
            async with self._session.request(
                route.method,
                URL(route.url, encoded=True),
                data=_to_json(given["payload"]).encode(),
                headers=_JSON,
                proxy=given.get("proxy"),
                proxy_auth=given.get("proxy_auth"),
            ) as response:
                data = None if response.status == 204 else await json_or_text(response)
        except (aiohttp.ClientError, OSError):
            self._answered(route.method, route.url, _NONE_CAME)
            raise
        self._answered(route.method, route.url, response.status)
        return response, data


_REFUSED: dict[int, type[HTTPException]] = {403: Forbidden, 404: NotFound}


@asynccontextmanager
async def replying(answered: Answered) -> AsyncIterator[None]:
    """Meanwhile presses are answered like this, by all tasks that begin in here."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        before = async_context.set(Replying(session, answered))
        try:
            yield
        finally:
            async_context.reset(before)
