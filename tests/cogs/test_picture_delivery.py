"""A picture is an extra: what it belongs to is shown with it or without it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.delivery.sender import BlockedError, DiscordSender, Drawing, Picture, UnreachableError
from cogs.shared.cards import Card

PNG = b"\x89PNG"


class Channel:
    """Discord's end: it refuses what has files with the first of these errors, and then what has none."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.asked: list[tuple[list[bytes], bool]] = []

    def get_partial_messageable(self, _: int) -> Channel:
        return self

    def get_partial_message(self, _: int) -> Channel:
        return self

    async def send(self, *, view: discord.ui.LayoutView, files: list[discord.File], **_: object) -> Any:
        self._note(view, files)
        return SimpleNamespace(id=1, created_at=None)

    async def edit(
        self, *, view: discord.ui.LayoutView, attachments: list[discord.File] | None = None, **_: Any
    ) -> None:
        self._note(view, attachments or [])
        self.replaced = attachments is not None

    def _note(self, view: discord.ui.LayoutView, files: list[discord.File]) -> None:
        shows = any(isinstance(item, discord.ui.MediaGallery) for item in view.walk_children())
        self.asked.append(([file.fp.read() for file in files], shows))
        if self.errors:
            raise self.errors.pop(0)


def refused(status: int, code: int) -> discord.HTTPException:
    kind = discord.Forbidden if status == 403 else discord.NotFound if status == 404 else discord.HTTPException
    response: Any = SimpleNamespace(status=status, reason="no")
    return kind(response, {"code": code, "message": "no"})


def pictured(draw: Callable[[], bytes] = lambda: PNG) -> Drawing:
    picture = Picture("podium.png", "A podium.", draw)
    return Drawing(Card("**Ada** wins", "the lines", picture=picture.on_card), settled=True, picture=picture)


def post(channel: Any, drawing: Drawing) -> Awaitable[object]:
    return DiscordSender(channel).post(1, drawing, "nonce")


def edit(channel: Any, drawing: Drawing) -> Awaitable[object]:
    return DiscordSender(channel).edit(1, 2, drawing)


@pytest.mark.parametrize("ask", [post, edit])
async def test_a_message_has_its_picture(ask: Callable[[Any, Drawing], Awaitable[object]]) -> None:
    """Posted and redrawn: the file is there, and the card shows it."""
    channel = Channel()
    await ask(channel, pictured())
    assert channel.asked == [([PNG], True)]


@pytest.mark.parametrize("ask", [post, edit])
@pytest.mark.parametrize("error", [refused(403, 50013), refused(400, 50035), refused(413, 40005)])
async def test_a_picture_that_discord_refuses_leaves_the_text(
    ask: Callable[[Any, Drawing], Awaitable[object]], error: Exception
) -> None:
    """Files may not be attached, or this one is not taken: everybody reads the text."""
    channel = Channel(error)
    await ask(channel, pictured())
    assert channel.asked == [([PNG], True), ([], False)]


@pytest.mark.parametrize("ask", [post, edit])
async def test_a_picture_that_cannot_be_drawn_leaves_the_text(
    ask: Callable[[Any, Drawing], Awaitable[object]],
) -> None:
    """Whatever goes wrong with it, nobody waits for it."""

    def failing() -> bytes:
        raise OSError("no font")

    channel = Channel()
    await ask(channel, pictured(failing))
    assert channel.asked == [([], False)]


async def test_what_keeps_the_message_away_is_told_as_ever() -> None:
    """A channel that is closed stays closed without the picture; one that is gone, or silent, is asked once."""
    closed = Channel(refused(403, 50013), refused(403, 50013))
    with pytest.raises(BlockedError):
        await post(closed, pictured())
    gone = Channel(refused(404, 10003))
    with pytest.raises(BlockedError):
        await post(gone, pictured())
    silent = Channel(TimeoutError())
    with pytest.raises(UnreachableError):
        await post(silent, pictured())
    assert [len(one.asked) for one in (closed, gone, silent)] == [2, 1, 1]


async def test_a_picture_takes_the_place_of_the_one_before() -> None:
    """Redrawn, a message has one picture, or none; a message without pictures keeps its other files."""
    channel = Channel()
    await edit(channel, pictured())
    assert channel.replaced
    await edit(channel, Drawing(Card("text"), settled=True))
    assert not channel.replaced
