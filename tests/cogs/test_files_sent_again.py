"""Files that an answer brings: whole where it has to be sent again, and never without the card that names them."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.delivery.sender import NOT_SHOWN, UNKNOWN_MESSAGE
from cogs.shared.cards import Card
from cogs.shared.interactions import say

MALFORMED = 50035


def refused(status: int, code: int) -> discord.HTTPException:
    kind = discord.NotFound if status == 404 else discord.HTTPException
    response: Any = SimpleNamespace(status=status, reason="no")
    return kind(response, {"code": code, "message": "no"})


class Response:
    """Discord's end: it reads what it is sent, refuses with these errors first, and shows what comes after them."""

    type = None

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.sent: list[list[bytes]] = []
        self.shown = ""

    def is_done(self) -> bool:
        return False

    async def edit_message(self, *, view: discord.ui.LayoutView, attachments: list[discord.File]) -> None:
        self._take(view, attachments)

    async def send_message(self, *, view: discord.ui.LayoutView, files: list[discord.File], ephemeral: bool) -> None:
        assert ephemeral
        self._take(view, files)

    def _take(self, view: discord.ui.LayoutView, files: list[discord.File]) -> None:
        self.sent.append([file.fp.read() for file in files])
        self.shown = " ".join(item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))
        if self.errors:
            raise self.errors.pop(0)


async def answered(*errors: Exception, private: bool) -> Response:
    message = SimpleNamespace(flags=SimpleNamespace(ephemeral=private))
    response = Response(*errors)
    interaction: Any = SimpleNamespace(response=response, message=message, extras={})
    file = discord.File(BytesIO(b"all of it"), "export.json")
    await say(interaction, card=Card("Your export", files=("export.json",)), files=[file])
    return response


async def test_a_file_is_whole_beside_a_page_that_was_dismissed() -> None:
    """The page that was pressed is gone, so the answer is sent a second time: with all that is in its file."""
    response = await answered(refused(404, UNKNOWN_MESSAGE), private=True)
    assert response.sent == [[b"all of it"], [b"all of it"]]
    assert "Your export" in response.shown


@pytest.mark.parametrize("private", [True, False])
async def test_what_takes_the_place_of_a_malformed_answer_brings_no_files(private: bool) -> None:
    """It does not name them, so that nobody would see them; and they would be empty, as they were read before."""
    response = await answered(refused(400, MALFORMED), private=private)
    assert response.sent == [[b"all of it"], []]
    assert NOT_SHOWN in response.shown
