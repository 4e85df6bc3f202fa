"""Messages that Discord refuses for what they are, over real sockets: as malformed, or as edited too often."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.client import text_of
from tests.wire.players import Table, answer, is_locked
from tests.wire.processes import GENERAL, QUIZ, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire


async def test_a_question_that_discord_calls_malformed_is_left_out_aloud(tmp_path: Path) -> None:
    """The next one comes in its place and says so; whoever runs the bot reads why, and nobody's points suffer."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        lobby = await table.open_lobby(questions=2)
        await set_up.playground.fault("/channels/*/messages", method="POST", code=50035)
        await table.member("ada").press(lobby, label="Start")
        second = await table.question(2)
        assert "Question 1 could not be shown" in text_of(second)
        assert "Discord refuses a message as malformed" in set_up.bot.said()
        assert "Invalid Form Body" in set_up.bot.said()
        assert "Traceback" not in set_up.bot.said()
        assert rows(set_up.database, "SELECT position FROM asked WHERE opened_at IS NOT NULL") == [(1,)]


async def test_two_messages_edited_too_often_hold_up_nobody_else(tmp_path: Path) -> None:
    """While Discord takes no edit of two lobbies (30046), a quiz in a third place opens, is played, and ends."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        for channel, host in ((QUIZ, "ada"), (GENERAL, "ben")):
            lobby = await Table(set_up, feed, channel, host).open_lobby()
            path = f"/channels/{channel}/messages/*"
            await set_up.playground.fault(path, method="PATCH", code=30046, retry_after=600, times=50)
            await set_up.playground.member("chloe").press(lobby, label="Join")
        thread = (await set_up.playground.member("ada").create_thread(QUIZ, "Third"))["id"]
        third = Table(set_up, feed, thread)
        await third.member("ada").press(await third.open_lobby(questions=1), label="Start")
        assert is_locked(await answer(third.member("ada"), await third.question(1)))
        await third.reveal(1)
        assert "Traceback" not in set_up.bot.said()
