"""Posting and editing in Discord, with its refusals told apart by what can be done about them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any, Protocol, TypeVar

import aiohttp
import discord
import structlog
from discord.ui import ActionRow, Container, Item, LayoutView, MediaGallery, TextDisplay

from bot.kernel.custom_ids import mark_of
from bot.kernel.obstacles import Barrier

UNKNOWN_MESSAGE = 10008
ANSWERED = 40060
"""There has been a reply already: one that got through unseen."""

UNAWAITED = (10062, ANSWERED)
"""Discord's codes for a reply that nobody waits for any more: the time is up, or there has been one."""

NO_PLACE = frozenset({10003, 10008, 10015, 50001, 50013, 50027, 50083, 160005})
"""The codes where a reply has no place any more: its channel is gone or shut to us, what said that it is coming was
deleted, or its token is too old."""

UNREACHABLE = (discord.DiscordServerError, discord.RateLimited, aiohttp.ClientError, OSError)
"""What is raised where Discord does not answer, not sensibly (a timeout is an `OSError`), or has us wait for long."""

NOT_SHOWN = (
    "⚠️ Discord refused to show what belongs here. Everything continues, and the operator can see why in the log."
)

_BARRIERS = {
    10003: Barrier.GONE,
    40058: Barrier.NO_MESSAGES_HERE,
    50001: Barrier.NO_ACCESS,
    50008: Barrier.NO_MESSAGES_HERE,
    50013: Barrier.NO_PERMISSION,
    50024: Barrier.NO_MESSAGES_HERE,
    50083: Barrier.ARCHIVED,
    160005: Barrier.LOCKED,
    160006: Barrier.TOO_MANY_THREADS,
    160007: Barrier.TOO_MANY_THREADS,
}
"""Discord's codes (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json) that are about a place."""

_MALFORMED = (400, 413)

_NO_CODE, _NETWORK = 0, 40333
"""Where a refusal is not Discord's own, but of what stands before it: it tells nothing of the channel."""

_CLOSED = "Session is closed"
"""What a request says once the library has closed its session, which it never opens again."""

_PASSING = (403, 404, 408, 409, 421, 425)
"""What stands before Discord refuses with, and may let through later."""

_TOO_FAST, _DISABLED = 40003, 40004
"""Direct messages opened too fast; sending switched off for a while."""


_log = structlog.get_logger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a card: the attached file's `name`, what it shows in words, and what makes it a PNG, in a thread.

    It is an extra: where it cannot be drawn, or not be attached, the message is shown without it.
    """

    name: str
    described: str
    draw: Callable[[], bytes]

    @property
    def on_card(self) -> tuple[str, str]:
        """What the card has to say of it."""
        return self.name, self.described


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a message shows. `settled`: nothing on it will change any more by itself.

    When posted it `pings` a role and `mentions` a member. `asks`: it is a question, of no use without its text.
    """

    view: LayoutView
    settled: bool
    pings: int | None = None
    mentions: int | None = None
    asks: bool = False
    picture: Picture | None = None

    def without_picture(self) -> "Drawing":
        """The same with its text alone."""
        for box in [item for item in self.view.children if isinstance(item, Container)]:
            for gallery in [item for item in box.children if isinstance(item, MediaGallery)]:
                box.remove_item(gallery)
        return replace(self, picture=None)

    def plainer(self) -> "list[Drawing]":
        """The same for a Discord that refuses its text: with its controls, and at the worst without them."""
        rows = [item for item in self.view.walk_children() if isinstance(item, ActionRow)]
        return [
            Drawing(_view(TextDisplay(NOT_SHOWN), *rows), self.settled),
            Drawing(_view(TextDisplay(NOT_SHOWN)), self.settled),
        ]


def _view(*parts: Item[LayoutView]) -> LayoutView:
    view: LayoutView = LayoutView(timeout=None)
    for part in parts:
        view.add_item(part)
    return view


class BlockedError(Exception):
    """The channel is gone or the bot may not write there: asking again at once is of no use.

    `gone`: the channel does not exist any more, so that nothing can change that.
    """

    def __init__(self, why: str, *, gone: bool = False, barrier: Barrier = Barrier.NO_PERMISSION) -> None:
        super().__init__(why)
        self.gone = gone
        self.barrier = Barrier.GONE if gone else barrier


class MalformedError(Exception):
    """Discord shows no such message, whatever the channel."""


class GoneError(Exception):
    """The message was deleted."""


class UnreachableError(Exception):
    """Discord did not answer, or not sensibly: worth another try later."""


class LeavingError(UnreachableError):
    """Recall itself is ending, and so is its connection: whoever starts next shows it."""


class PostponedError(UnreachableError):
    """This one message is to wait for so many `seconds`: it was edited too often, say. Others need not."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


class Sender(Protocol):
    """The way to Discord's channels. Raises the errors above."""

    async def post(self, channel_id: int, drawing: Drawing, nonce: str) -> tuple[int, datetime]:
        """Post once for each nonce; id and time of the message."""

    async def edit(self, channel_id: int, message_id: int, drawing: Drawing) -> None:
        """Show something else in a message of ours."""

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Take a message of ours away."""

    async def find(self, channel_id: int, mark: str, since: datetime | None = None) -> tuple[int, datetime] | None:
        """A recent message of ours with a component whose custom id has this `mark`; None: it may be of any time."""


MOST_LOOKED_AT = 500
"""Messages of a channel: five requests."""


class DiscordSender:
    """`Sender` over a discord.py client."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._drawing = asyncio.Lock()  # one at a time: what answers presses is not to wait for several

    async def post(self, channel_id: int, drawing: Drawing, nonce: str) -> tuple[int, datetime]:
        """Post; the same nonce within some minutes gives the message that exists."""
        drawing.view.stop()
        channel = self._client.get_partial_messageable(channel_id)
        allowed = discord.AllowedMentions.none()
        if drawing.pings is not None:
            allowed.roles = [discord.Object(drawing.pings)]
        if drawing.mentions is not None:
            allowed.users = [discord.Object(drawing.mentions)]

        async def send(view: LayoutView, files: Sequence[discord.File]) -> discord.Message:
            return await channel.send(view=view, nonce=nonce, allowed_mentions=allowed, files=files)

        message = await self._with_picture(drawing, send)
        return message.id, message.created_at

    async def direct_channel(self, player_id: int) -> int:
        """The channel of somebody's direct messages, opened where it is not yet."""
        channel = await _told_apart(lambda: self._client.create_dm(discord.Object(player_id)))
        return channel.id

    async def edit(self, channel_id: int, message_id: int, drawing: Drawing) -> None:
        """Replace what the message shows."""
        drawing.view.stop()
        message = self._client.get_partial_messageable(channel_id).get_partial_message(message_id)
        nobody = discord.AllowedMentions.none()

        async def edit(view: LayoutView, files: Sequence[discord.File]) -> None:
            if drawing.picture is None:
                await message.edit(view=view, allowed_mentions=nobody)
            else:  # in place of the one that is there
                await message.edit(view=view, allowed_mentions=nobody, attachments=files)

        await self._with_picture(drawing, edit)

    async def _with_picture(
        self, drawing: Drawing, request: Callable[[LayoutView, Sequence[discord.File]], Awaitable[T]]
    ) -> T:
        """Show a drawing with its picture; without it where it cannot be drawn, or Discord does not take it."""
        file = await self._drawn(drawing.picture) if drawing.picture is not None else None
        if file is not None:
            try:
                return await _told_apart(lambda: request(drawing.view, [file]))
            except (MalformedError, BlockedError) as error:
                if isinstance(error, BlockedError) and error.barrier is not Barrier.NO_PERMISSION:
                    raise
                _log.warning("a message is shown without its picture", why=str(error))
        bare = drawing.without_picture() if drawing.picture is not None else drawing
        return await _told_apart(lambda: request(bare.view, []))

    async def _drawn(self, picture: Picture) -> discord.File | None:
        try:
            async with self._drawing:
                png = await asyncio.to_thread(picture.draw)
        except Exception:  # noqa: BLE001 - whatever a picture lacks, the text is to be read
            _log.exception("a picture could not be drawn")
            return None
        return discord.File(BytesIO(png), picture.name, description=picture.described)

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete; a message that is gone already is fine, and so is a channel. In a closed channel it still stands."""
        message = self._client.get_partial_messageable(channel_id).get_partial_message(message_id)
        try:
            await _told_apart(message.delete)
        except GoneError:
            return
        except BlockedError as error:
            if not error.gone:
                raise

    async def find(self, channel_id: int, mark: str, since: datetime | None = None) -> tuple[int, datetime] | None:
        """Look through the last messages, at most `MOST_LOOKED_AT`: in a busy channel many may have come since then.

        Without the permission to read the history Discord shows an empty one; a refusal means that the channel is
        closed, so that whether the message stands there is not known.
        """
        channel = self._client.get_partial_messageable(channel_id)

        async def look() -> tuple[int, datetime] | None:
            async for message in channel.history(limit=MOST_LOOKED_AT, after=since, oldest_first=False):
                if message.author == self._client.user and _holds(message, mark):
                    return message.id, message.created_at
            return None

        return await _told_apart(look)


def _holds(message: discord.Message, mark: str) -> bool:
    return any(mark_of(text) == mark for component in message.components for text in _custom_ids(component.to_dict()))


def _custom_ids(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for child in node for text in _custom_ids(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["custom_id"])] if "custom_id" in node else []
    return own + [text for child in node.values() for text in _custom_ids(child)]


async def _told_apart(request: Callable[[], Awaitable[T]]) -> T:
    try:
        return await request()
    except discord.RateLimited as error:
        raise PostponedError(str(error), error.retry_after) from error
    except discord.HTTPException as error:
        raise told_apart(error) from error
    except UNREACHABLE as error:
        raise UnreachableError(str(error)) from error
    except RuntimeError as error:
        # A session that was closed under a request, as after a refused token: nothing is wrong with the message.
        told = LeavingError if str(error) == _CLOSED else UnreachableError
        raise told(str(error)) from error
    except KeyError as error:
        # The library reads how long to wait from every 429; some of those that are about one message do not say.
        raise PostponedError(f"a refusal without {error}") from error


def _is_of_what_stands_before(error: discord.HTTPException) -> bool:
    """Whether Discord may not have seen the request: its own refusals have a code, and are no page to look at."""
    if error.code not in (_NO_CODE, _NETWORK):
        return False
    return error.status in _PASSING or (error.status in _MALFORMED and error.text.lstrip().startswith("<"))


def told_apart(error: discord.HTTPException) -> Exception:
    """What a refusal means: the channel is closed, the message is gone or malformed, or it is worth another try.

    A refused token (401) tells nothing of the message: whoever starts with the new one shows it.
    """
    if error.status == 401 or _is_of_what_stands_before(error) or isinstance(error, discord.DiscordServerError):
        return UnreachableError(str(error))
    if error.code in (_TOO_FAST, _DISABLED):
        return PostponedError(error.text)
    if error.status == 429:
        # Without a code it is the usual limit, which the library has waited for; with one it is about this message.
        return PostponedError(error.text) if error.code else UnreachableError(error.text)
    if error.status == 404:
        return GoneError(error.text) if error.code == UNKNOWN_MESSAGE else BlockedError(error.text, gone=True)
    if error.status == 403 or error.code in _BARRIERS:
        return BlockedError(error.text, barrier=_BARRIERS.get(error.code, Barrier.NO_PERMISSION))
    return MalformedError(error.text) if error.status in _MALFORMED and error.code != ANSWERED else error
