"""The greeting on a new server, over real sockets."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.client import text_of
from tests.wire.dailies import DAY, GUILD
from tests.wire.processes import QUIZ, Stage, stage

pytestmark = pytest.mark.wire

HELLO = "Hello, this is Recall"


async def test_a_server_is_greeted_once(tmp_path: Path) -> None:
    """Invited before its first start, the bot says hello where it may write; never again, killed or invited anew."""
    async with stage(tmp_path) as set_up:
        await set_up.playground.member("ada").wait_for_message(QUIZ, lambda message: HELLO in text_of(message))
        told = await _greetings(set_up, expected=1)
        assert all(part in told for part in ("`/quiz start`", "`/settings daily`", "What is stored"))
        await set_up.restart()
        await set_up.playground.remove_bot(GUILD)
        await set_up.playground.add_bot(GUILD)
        [later] = await set_up.playground.create_guilds("New", channels=["closed", "hall"], members=["ada"], bot=False)
        closed, hall = later["channel_ids"]
        await set_up.playground.set_overwrite(closed, "bot", deny=["send_messages"])
        await set_up.playground.add_bot(later["id"])
        await set_up.playground.member("ada").wait_for_message(hall, lambda message: HELLO in text_of(message))
        await _greetings(set_up, expected=1)


async def test_a_server_of_long_ago_is_left_alone(tmp_path: Path) -> None:
    """With a lost database the bot does not greet servers again that it has been in for days."""
    async with stage(tmp_path) as set_up:
        await set_up.playground.member("ada").wait_for_message(QUIZ, lambda message: HELLO in text_of(message))
        await set_up.bot.kill()
        set_up.database.rename(tmp_path / "lost")
        for left in ("-wal", "-shm"):
            set_up.database.with_name(f"{set_up.database.name}{left}").unlink(missing_ok=True)
        await set_up.playground.advance(2 * DAY)
        await set_up.bring_up()
        await _greetings(set_up, expected=1)


async def _greetings(set_up: Stage, expected: int) -> str:
    """The greeting in the study group's server, which must stand there so often."""
    ada = set_up.playground.member("ada")
    channels = [channel["id"] for channel in await ada.channels(GUILD)]
    messages = [message for channel in channels for message in await ada.messages(channel, limit=100)]
    found = [text_of(message) for message in messages if HELLO in text_of(message)]
    assert len(found) == expected
    return found[0]
