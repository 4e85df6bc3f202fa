"""The way to Discord's API and gateway: found before anything else, and looked for again for as long as it takes."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.utils import MISSING

from bot.client.client import RecallClient
from bot.delivery.limiter import Limiter

T = TypeVar("T")

USER_AGENT = f"DiscordBot (https://github.com/Rapptz/discord.py {discord.__version__})"
"""Discord wants one of this form: https://docs.discord.com/developers/reference#user-agent."""

ANSWERS_WITHIN_S = 20
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1, 60
LONGEST_BAN_S = 900
"""Longer than so many seconds nobody waits, whatever Discord says: by then somebody may have lifted it."""

NOT_DISCORD = "what answers there is not Discord: a network's sign-in page, a proxy, or a wrong RECALL_DISCORD_API"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Gateway:
    """What Discord wants of a bot: so many shards, so many of which may begin their sessions at once."""

    shards: int
    identify_at_once: int


class UnreachableError(Exception):
    """Discord does not answer, or not sensibly. `pause_s`: for how long it wants to be left alone."""

    def __init__(self, why: str, pause_s: float = 0) -> None:
        super().__init__(why)
        self.pause_s = min(pause_s, LONGEST_BAN_S)


async def reach(token: str, api_base: str, looked: asyncio.Event, limiter: Limiter | None = None) -> Gateway:
    """Find the gateway, however long that takes. Raises `discord.LoginFailure`.

    `looked` is set when one try is over without a refusal. Each takes a turn of the limiter.
    """

    async def once() -> Gateway:
        try:
            found = await find_gateway(token, api_base, limiter)
        except UnreachableError:
            looked.set()
            raise
        looked.set()
        return found

    return await _persistently(once, api_base)


async def log_in(client: RecallClient, token: str, api_base: str) -> None:
    """Log the client in, however long that takes. Raises `discord.LoginFailure`."""

    async def once() -> None:
        try:
            await client.login(token)
        except discord.LoginFailure:
            raise
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            if client.is_closed():  # by whoever told us to stop: Discord has no part in it
                raise
            await _forget_connections(client)
            raise UnreachableError(in_words(error)) from error
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            await _forget_connections(client)
            raise UnreachableError(NOT_DISCORD) from error

    await _persistently(once, api_base)


async def find_gateway(token: str, api_base: str, limiter: Limiter | None = None) -> Gateway:
    """Point the library at an API and at the gateway that this API names.

    The library falls back to its built-in address after an invalid session, so both addresses are set before it
    starts. Raises `discord.LoginFailure` for a refused token, `UnreachableError` where there is no sensible answer.
    """
    Route.BASE = api_base
    try:
        answer = await _ask(token, f"{api_base}/gateway/bot", limiter)
    except (aiohttp.ClientError, OSError) as error:
        raise UnreachableError(in_words(error)) from error
    try:
        gateway, limit = yarl.URL(answer["url"]), answer["session_start_limit"]
        found = Gateway(int(answer["shards"]), max(1, int(limit["max_concurrency"])))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise UnreachableError(NOT_DISCORD) from error
    if gateway.scheme not in ("ws", "wss") or found.shards < 1:
        raise UnreachableError(NOT_DISCORD)
    DiscordWebSocket.DEFAULT_GATEWAY = gateway
    return found


async def _ask(token: str, url: str, limiter: Limiter | None) -> Any:
    headers = {"Authorization": f"Bot {token}", "User-Agent": USER_AGENT}
    timeout = aiohttp.ClientTimeout(total=ANSWERS_WITHIN_S)
    if limiter is not None:
        await limiter.use()
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session, session.get(url) as response:
        if response.status == 401:
            raise discord.LoginFailure("Discord refuses the token.")
        if response.status == 404:  # a wrong address: Discord has a gateway
            raise UnreachableError(NOT_DISCORD)
        if response.status >= 400:
            raise UnreachableError(f"it answers {response.status}", _pause(response.headers.get("Retry-After", "")))
        try:
            return json.loads(await response.text())
        except ValueError as error:
            raise UnreachableError(NOT_DISCORD) from error


def _pause(header: str) -> float:
    try:
        return max(0.0, float(header))
    except ValueError:  # absent, or a date
        return 0.0


async def _persistently(once: Callable[[], Awaitable[T]], api_base: str) -> T:
    for pause_s in _pauses():
        try:
            return await once()
        except UnreachableError as error:
            wait_s = max(pause_s, error.pause_s)
            _log.warning("Discord cannot be reached; trying again", api=api_base, why=str(error), in_s=wait_s)
            await asyncio.sleep(wait_s)
    raise AssertionError  # the pauses never end


def _pauses() -> Iterator[float]:
    pause_s = FIRST_PAUSE_S
    while True:
        yield pause_s
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


def in_words(error: Exception) -> str:
    """What went wrong; a time-out has nothing to say for itself."""
    if isinstance(error, discord.HTTPException):
        return f"it answers {error.status}"
    if isinstance(error, aiohttp.TooManyRedirects):
        return "it redirects in a circle"
    if isinstance(error, aiohttp.ClientResponseError | aiohttp.ClientPayloadError):
        return NOT_DISCORD
    return " ".join(str(error).split()) or f"no answer within {ANSWERS_WITHIN_S} s"


async def _forget_connections(client: RecallClient) -> None:
    """A login that failed leaves its session behind; the next one makes its own."""
    await client.http.close()
    client.http.connector = MISSING
