"""Discord's refusals, told apart by what can be done about them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from structlog.testing import capture_logs

from bot.delivery.sender import (
    BlockedError,
    DiscordSender,
    GoneError,
    LeavingError,
    MalformedError,
    PostponedError,
    UnreachableError,
    _holds,
    _told_apart,
)
from bot.delivery.waiting import Waiting
from bot.kernel.custom_ids import build, mark
from bot.kernel.ports import MessageKey
from tests.strategies import NOON


def refused(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="no")
    return kind(response, {"code": code, "message": "no"})


def blocked(kind: type[discord.HTTPException], status: int) -> discord.HTTPException:
    """By what stands before Discord, in its own words."""
    response: Any = SimpleNamespace(status=status, reason="no")
    return kind(response, "<html>error code: 1020</html>")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (refused(discord.NotFound, 404, 10008), GoneError),
        (refused(discord.NotFound, 404, 10003), BlockedError),
        (refused(discord.Forbidden, 403, 50013), BlockedError),
        (refused(discord.DiscordServerError, 503, 0), UnreachableError),
        (blocked(discord.Forbidden, 403), UnreachableError),
        (blocked(discord.NotFound, 404), UnreachableError),
        (refused(discord.Forbidden, 403, 40333), UnreachableError),
        (blocked(discord.HTTPException, 400), UnreachableError),
        (blocked(discord.HTTPException, 413), UnreachableError),
        (refused(discord.HTTPException, 408, 0), UnreachableError),
        (refused(discord.HTTPException, 409, 0), UnreachableError),
        (refused(discord.HTTPException, 400, 40003), PostponedError),
        (refused(discord.HTTPException, 429, 0), UnreachableError),
        (refused(discord.HTTPException, 429, 30046), PostponedError),
        (refused(discord.HTTPException, 429, 31001), PostponedError),
        (KeyError("retry_after"), PostponedError),
        (discord.RateLimited(900), PostponedError),
        (aiohttp.ClientConnectionError(), UnreachableError),
        (TimeoutError(), UnreachableError),
        (ConnectionResetError(), UnreachableError),
        (RuntimeError("Session is closed"), LeavingError),
        (refused(discord.HTTPException, 401, 0), UnreachableError),
        (refused(discord.HTTPException, 400, 50083), BlockedError),
        (refused(discord.HTTPException, 400, 160005), BlockedError),
        (refused(discord.HTTPException, 400, 50024), BlockedError),
        (refused(discord.HTTPException, 400, 50035), MalformedError),
        (refused(discord.HTTPException, 400, 50006), MalformedError),
        (refused(discord.HTTPException, 413, 40005), MalformedError),
        (refused(discord.HTTPException, 400, 40060), discord.HTTPException),
        (refused(discord.HTTPException, 405, 0), discord.HTTPException),
    ],
    ids=[
        "unknown message", "unknown channel", "forbidden", "server error",
        "an address that is blocked", "a page that is not there", "a network error",
        "a proxy's page", "a proxy's limit", "a time-out", "a conflict", "direct messages opened too fast",
        "too many requests",
        "too many edits of an old message", "a code nobody knows", "a wait of unknown length", "a long wait",
        "no connection", "timeout", "reset", "closed while we leave", "a token that was reset",
        "archived", "locked", "wrong channel",
        "malformed", "empty", "too large", "answered before", "our own mistake",
    ],
)  # fmt: skip
async def test_what_an_error_means(error: Exception, told: type[Exception]) -> None:
    """A deleted message can be posted anew, a closed channel may open, an absence passes, and so does a refusal by
    what stands before Discord; a 429 with a code is about
    one message, a 400 about a place or about what is said; any other mistake is ours."""

    async def request() -> None:
        raise error

    with pytest.raises(told) as caught:
        await _told_apart(request)
    assert type(caught.value) is told


class ClosedChannel:
    """A channel whose messages Discord neither shows nor takes away, and whose client it is, too."""

    user = None

    def __init__(self, error: discord.HTTPException) -> None:
        self._error = error

    def get_partial_messageable(self, _: int) -> ClosedChannel:
        return self

    def get_partial_message(self, _: int) -> ClosedChannel:
        return self

    async def delete(self) -> None:
        raise self._error

    async def history(self, *, limit: int, **_: object) -> AsyncIterator[discord.Message]:
        if limit:
            raise self._error
        yield  # type: ignore[misc]


@pytest.mark.parametrize(("status", "code"), [(403, 50001), (403, 50013), (400, 50083), (400, 160005)])
async def test_a_closed_channel_says_nothing_of_what_stands_in_it(status: int, code: int) -> None:
    """A message there was not taken away, and whether it is there is not known: nobody may post it a second time."""
    client: Any = ClosedChannel(refused(discord.Forbidden if status == 403 else discord.HTTPException, status, code))
    with pytest.raises(BlockedError):
        await DiscordSender(client).delete(1, 2)
    with pytest.raises(BlockedError):
        await DiscordSender(client).find(1, "a mark", None)


@pytest.mark.parametrize("code", [10008, 10003])
async def test_what_is_gone_is_taken_away(code: int) -> None:
    """A message that somebody else has deleted, or that went with its channel, stands nowhere any more."""
    client: Any = ClosedChannel(refused(discord.NotFound, 404, code))
    await DiscordSender(client).delete(1, 2)


def test_a_message_is_known_by_its_components() -> None:
    """A message of ours is recognised by the ids on it, however deep they stand."""
    button = {"type": 2, "custom_id": build("a", 5, "1", "2")}
    component = SimpleNamespace(to_dict=lambda: {"type": 17, "components": [{"type": 1, "components": [button]}]})
    message: Any = SimpleNamespace(components=[component])
    assert _holds(message, mark(5, "1"))
    assert not _holds(message, mark(1, "2"))


class BusyChannel:
    """A channel in which members write every second, and whose client it is, too; ours stands so many back."""

    user = "us"

    def __init__(self, back: int) -> None:
        component = SimpleNamespace(to_dict=lambda: {"type": 2, "custom_id": build("a", 5, "1", "2")})
        self._messages = [
            SimpleNamespace(id=age, author="them", components=[], created_at=NOON - timedelta(seconds=age))
            for age in range(10 * back)
        ]
        self._messages[back].author = self.user
        self._messages[back].components = [component]

    def get_partial_messageable(self, _: int) -> BusyChannel:
        return self

    async def history(self, *, limit: int, after: datetime | None, oldest_first: bool) -> AsyncIterator[Any]:
        assert not oldest_first
        for message in self._messages[:limit]:
            if after is None or message.created_at > after:
                yield message


async def test_a_message_of_ours_is_found_in_a_busy_channel() -> None:
    """Hundreds of messages have come since an earlier run posted it: it is not posted a second time."""
    client: Any = BusyChannel(300)
    for since in (None, NOON - timedelta(days=1)):
        assert await DiscordSender(client).find(1, mark(5, "1"), since) == (300, NOON - timedelta(seconds=300))
    assert await DiscordSender(client).find(1, mark(5, "1"), NOON - timedelta(seconds=100)) is None


def test_that_recall_is_ending_is_no_outage_of_messages() -> None:
    """Whatever ends it says why; whoever starts next shows what is owed."""
    key = MessageKey(7, "q0")
    with capture_logs() as logged:
        waiting = Waiting()
        waiting.failed(key, LeavingError("Session is closed"), 1.0, NOON)
        assert logged == []
        waiting.failed(key, UnreachableError("no answer"), 1.0, NOON)
    assert [line["event"] for line in logged] == ["a message must wait"]
