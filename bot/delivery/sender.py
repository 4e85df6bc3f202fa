"""Posting and editing in Discord, with its refusals told apart by what can be done about them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

import aiohttp
import discord
from discord.ui import LayoutView

from bot.custom_ids import mark_of

UNKNOWN_MESSAGE = 10008

UNREACHABLE = (discord.DiscordServerError, aiohttp.ClientError, OSError)
"""What is raised where Discord does not answer, or not sensibly (a timeout is an `OSError`)."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a message shows. `settled`: nothing on it will change any more by itself; `pings` a role when posted."""

    view: LayoutView
    settled: bool
    pings: int | None = None


class BlockedError(Exception):
    """The channel is gone or the bot may not write there: asking again is of no use by itself.

    `gone`: the channel does not exist any more, so that nothing can change that.
    """

    def __init__(self, why: str, *, gone: bool = False) -> None:
        super().__init__(why)
        self.gone = gone


class GoneError(Exception):
    """The message was deleted."""


class UnreachableError(Exception):
    """Discord did not answer, or not sensibly: worth another try later."""


class Sender(Protocol):
    """The way to Discord's channels. Raises the errors above."""

    async def post(self, channel_id: int, drawing: Drawing, nonce: str) -> tuple[int, datetime]:
        """Post once for each nonce; id and time of the message."""

    async def edit(self, channel_id: int, message_id: int, drawing: Drawing) -> None:
        """Show something else in a message of ours."""

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Take a message of ours away."""

    async def find(self, channel_id: int, mark: str) -> tuple[int, datetime] | None:
        """A recent message of ours with a component whose custom id has this `mark`."""


class DiscordSender:
    """`Sender` over a discord.py client."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def post(self, channel_id: int, drawing: Drawing, nonce: str) -> tuple[int, datetime]:
        """Post; the same nonce within some minutes gives the message that exists."""
        drawing.view.stop()
        channel = self._client.get_partial_messageable(channel_id)
        allowed = discord.AllowedMentions.none()
        if drawing.pings is not None:
            allowed.roles = [discord.Object(drawing.pings)]
        message = await _told_apart(lambda: channel.send(view=drawing.view, nonce=nonce, allowed_mentions=allowed))
        return message.id, message.created_at

    async def direct_channel(self, player_id: int) -> int:
        """The channel of somebody's direct messages, opened where it is not yet."""
        channel = await _told_apart(lambda: self._client.create_dm(discord.Object(player_id)))
        return channel.id

    async def edit(self, channel_id: int, message_id: int, drawing: Drawing) -> None:
        """Replace what the message shows."""
        drawing.view.stop()
        message = self._client.get_partial_messageable(channel_id).get_partial_message(message_id)
        await _told_apart(lambda: message.edit(view=drawing.view, allowed_mentions=discord.AllowedMentions.none()))

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete; a message that is gone already is fine."""
        message = self._client.get_partial_messageable(channel_id).get_partial_message(message_id)
        try:
            await _told_apart(message.delete)
        except (GoneError, BlockedError):
            return

    async def find(self, channel_id: int, mark: str) -> tuple[int, datetime] | None:
        """Look through the last fifty messages; nothing where the history may not be read."""
        channel = self._client.get_partial_messageable(channel_id)

        async def look() -> tuple[int, datetime] | None:
            async for message in channel.history(limit=50):
                if message.author == self._client.user and _holds(message, mark):
                    return message.id, message.created_at
            return None

        try:
            return await _told_apart(look)
        except BlockedError:
            return None


def _holds(message: discord.Message, mark: str) -> bool:
    return any(mark_of(text) == mark for component in message.components for text in _custom_ids(component.to_dict()))


def _custom_ids(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for child in node for text in _custom_ids(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["custom_id"])] if "custom_id" in node else []
    return own + [text for child in node.values() for text in _custom_ids(child)]


T = TypeVar("T")


async def _told_apart(request: Callable[[], Awaitable[T]]) -> T:
    try:
        return await request()
    except discord.NotFound as error:
        if error.code == UNKNOWN_MESSAGE:
            raise GoneError(error.text) from error
        raise BlockedError(error.text, gone=True) from error
    except discord.Forbidden as error:
        raise BlockedError(error.text) from error
    except UNREACHABLE as error:
        raise UnreachableError(str(error)) from error
    except discord.HTTPException as error:
        if error.status == 429:
            raise UnreachableError(error.text) from error
        raise
