"""The daily through the real client, over real sockets."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.boards.recount import recount
from playground.client import text_of
from tests.wire.dailies import CHANNEL, DAY, GUILD, Days, shown
from tests.wire.players import answer, labels, told
from tests.wire.processes import QUIZ, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire

POSTS = "/channels/*/messages"
REGULAR = "500000000000000002"


async def test_a_daily_for_two_days_with_kills_in_the_middle(tmp_path: Path) -> None:
    """Killed at its hour and in the middle of a question, the bot posts each date once and loses no answer."""
    async with stage(tmp_path) as set_up:
        days = Days(set_up)
        assert "The daily is on" in await days.set_up(questions=2)
        await set_up.bot.kill()
        await set_up.playground.advance(6 * 60)
        await set_up.bring_up()
        post = await days.post(1)
        first = await days.member("ben").press(post, label="Play")
        assert "1/2" in told(first)
        assert "**Why:**" in told(await answer(days.member("ben"), shown(first)))
        await set_up.restart()
        read = await days.play("ben", post)
        assert len(read) == 1
        assert "Streak: " in read[0]
        await days.play("ada", post, pick=1)
        assert rows(set_up.database, "SELECT count(*) FROM answers") == [(4,)]
        again = await days.member("ben").press(post, label="Play")
        assert "of 2 right" in told(again)
        following = text_of(await days.come(DAY, 2))
        assert "Last time (#1):** 2 players" in following
        assert [number for number, _ in await days.posts()] == [1, 2]
        closed = await days.member("ada").wait_for_message(
            CHANNEL, lambda m: m["id"] == post["id"] and "Closed. 2 players" in text_of(m), within=60
        )
        assert labels(closed) == []
        overview = told(await days.member("ben").slash(CHANNEL, "daily"))
        assert "Streak: 1 daily**" in overview
        assert "Right answers" in overview
        board = told(await days.member("ben").slash(CHANNEL, "leaderboard", {"by": "streak"}))
        assert "🥇 **Ada** · 🔥 1 daily" in board
        assert "🥇 **Ben** · 🔥 1 daily" in board
        assert "You are 1st" in board
        assert recount(set_up.database) == []


async def test_killed_between_the_post_and_its_record(tmp_path: Path) -> None:
    """A post that reached the channel, but whose record died with the bot, is not posted again, however much later."""
    async with stage(tmp_path) as set_up:
        days = Days(set_up)
        await days.set_up()
        await set_up.playground.fault(POSTS, "hang", method="POST", when="after", retry_after=30)
        await days.come(6 * 60, 1)
        await set_up.bot.kill()
        await set_up.playground.advance(20 * 60)
        await set_up.bring_up()
        shared = await days.member("ben").press(await days.post(1), label="Play")
        assert "1/3" in told(shared)
        assert [number for number, _ in await days.posts()] == [1]


async def test_refused_told_and_mended(tmp_path: Path) -> None:
    """A channel that was closed to the bot switches the daily off; the organiser hears of it and can mend it."""
    async with stage(tmp_path) as set_up:
        days = Days(set_up)
        await days.set_up()
        await set_up.playground.set_overwrite(CHANNEL, "bot", deny=["send_messages"])
        await set_up.playground.advance(6 * 60)
        await _until(set_up.database, "SELECT state FROM daily_schedules", ("refused",))
        async with days.member("ada").watch() as feed:
            await days.member("ada").slash(QUIZ, "help")
            await feed.message(QUIZ, lambda message: "The daily was turned off" in text_of(message))
        assert "**Send Messages**" in await days.set_up(minutes=5)
        await set_up.playground.delete_overwrite(CHANNEL, "bot")
        assert "The daily is on" in await days.set_up(minutes=5)
        await days.come(6 * 60, 1)
        assert len(await days.posts()) == 1


async def test_a_missed_post_made_good_after_the_bot_left_and_came_back(tmp_path: Path) -> None:
    """A server that the bot leaves has no posts meanwhile; the late one comes with it, and who misses it plays it."""
    async with stage(tmp_path) as set_up:
        days = Days(set_up)
        await days.set_up(questions=1)
        await days.play("ben", await days.come(6 * 60, 1))
        await set_up.ready()
        await set_up.playground.remove_bot(GUILD)
        await _until(set_up.database, "SELECT state FROM daily_schedules", ("away",))
        await set_up.playground.advance(2 * DAY)
        await set_up.playground.add_bot(GUILD)
        await _until(set_up.database, "SELECT state FROM daily_schedules", ("on",))
        await days.come(1, 2)
        await days.come(DAY, 3)
        overview = await days.member("ben").slash(CHANNEL, "daily")
        assert labels(shown(overview)) == ["Play", "Make up the last one"]
        question = await days.member("ben").press(shown(overview), label="Make up the last one")
        assert "Daily #2" in told(question)
        assert "Streak now: 2 dailies" in told(await answer(days.member("ben"), shown(question)))
        again = told(await days.member("ben").slash(CHANNEL, "daily"))
        assert "🔥🔧⏳" in again


async def test_the_organiser_is_told_what_is_wrong_at_once(tmp_path: Path) -> None:
    """A role that cannot be pinged, a time, a zone, days, topics that are none: each is named, and nothing is set."""
    async with stage(tmp_path) as set_up:
        days = Days(set_up)
        needed = ["view_channel", "send_messages", "read_message_history"]
        await set_up.playground.set_permissions(GUILD, "bot", needed)
        wrong: dict[str, Any] = {
            "time": "25:00",
            "zone": "Berln",
            "days": "someday",
            "breaks": "Christmas",
            "topics": "cooking",
            "ping": REGULAR,
        }
        for option, value in wrong.items():
            assert "The daily is on" not in await days.set_up(**{option: value}), option
        assert "Did you mean Europe/Berlin" in await days.set_up(zone="Berln")
        assert rows(set_up.database, "SELECT count(*) FROM daily_schedules") == [(0,)]
        told_of = await days.set_up(zone="Europe/Berlin", days="Mon-Fri", topics="Metrics, AI services", questions=5)
        assert "Monday to Friday" in told_of
        assert told_of.count("<t:") == 6
        offered = await days.member("ada").autocomplete(CHANNEL, "settings daily", "zone", {"zone": "new y"})
        assert offered[0]["value"] == "America/New_York"


async def test_squares_spoil_nothing(tmp_path: Path) -> None:
    """What a player shows to all has squares and numbers, not a word of a question; a post pings its role alone."""
    async with stage(tmp_path) as set_up:
        days = Days(set_up)
        await days.set_up(questions=1, ping=REGULAR)
        post = await days.come(6 * 60, 1)
        [sent] = [each for each in await set_up.playground.requests() if each["path"].endswith(f"{CHANNEL}/messages")]
        assert sent["body"]["allowed_mentions"] == {"parse": [], "roles": [int(REGULAR)]}
        await days.play("ben", post)
        result = await days.member("ben").press(post, label="Play")
        await days.member("ben").press(shown(result), label="Show my result here")
        card = await days.member("ada").wait_for_message(CHANNEL, lambda m: "**Ben**" in text_of(m))
        stays = await days.member("ben").message(CHANNEL, shown(result)["id"])
        assert "Show my result here" in labels(stays)
        assert text_of(card).splitlines()[0].startswith("**Ben** · Daily #1 · ")
        assert set(text_of(card).splitlines()[1]) <= set("✅🟨❌")
        count = await days.member("ada").wait_for_message(
            CHANNEL, lambda m: m["id"] == post["id"] and "1 player has started, 1 is done" in text_of(m)
        )
        assert labels(count) == ["Play"]


async def _until(database: Path, query: str, wanted: tuple[object, ...]) -> None:
    """Wait for another process's doing."""
    async with asyncio.timeout(60):
        while rows(database, query) != [wanted]:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.05)
