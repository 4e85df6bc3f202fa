"""Daily reminders by direct message, over real sockets."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from playground.client import Json, Member, text_of
from tests.wire.players import told
from tests.wire.processes import QUIZ, Stage, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire

DM = r"/channels/600000000000000002/messages"
MINUTES = 60


async def ask(set_up: Stage, member: Member, minutes: int = 5) -> str:
    """Ask for a reminder so many minutes from now; what came back."""
    now = datetime.fromisoformat((await set_up.playground.clock())["now"]).astimezone(UTC)
    hour = f"{now + timedelta(minutes=minutes):%H:%M}"
    me = (await member.slash(QUIZ, "me", wait="answered", within=20)).message
    assert me is not None
    card = (await member.press(me, label="Daily reminder")).message
    assert card is not None
    form = await member.press(card, label="Set a time" if "No reminder is set" in text_of(card) else "Another time")
    return told(await member.submit(form, {"time": hour, "place": "Reykjavik"}))  # on UTC all the year


async def reminders(member: Member) -> list[Json]:
    dm = (await member.me())["dm"]["id"]
    return [message for message in await member.messages(dm) if "little practice" in text_of(message)]


async def until(set_up: Stage, condition: str) -> None:
    """Until the one reminder's row is so; another process's doing, so that there is no event to wait for."""
    async with asyncio.timeout(60):
        while not rows(set_up.database, f"SELECT 1 FROM reminders WHERE {condition}"):  # noqa: ASYNC110, S608
            await asyncio.sleep(0.05)


async def test_asked_for_sent_once_and_practised_from(tmp_path: Path) -> None:
    """Nobody is written to unasked; who asks gets one at their hour, and one press begins the practice."""
    async with stage(tmp_path) as set_up:
        ben = set_up.playground.member("ben")
        assert "Every day at" in await ask(set_up, ben)
        await set_up.playground.advance(6 * MINUTES)
        await until(set_up, "sent_at IS NOT NULL")
        [shown] = await reminders(ben)
        assert await reminders(set_up.playground.member("chloe")) == []
        assert "Practice 1" in told(await ben.press(shown, label="Practice", wait="answered", within=20))
        assert "No more reminders" in told(await ben.press(shown, label="No reminders"))
        assert rows(set_up.database, "SELECT 1 FROM reminders") == []


async def test_killed_before_it_was_known_to_have_arrived(tmp_path: Path) -> None:
    """However late the next process comes up, the day's reminder stands there once."""
    async with stage(tmp_path) as set_up:
        ben = set_up.playground.member("ben")
        await ask(set_up, ben)
        await set_up.playground.fault(DM, "hang", method="POST", when="after", retry_after=30)
        await set_up.playground.advance(6 * MINUTES)
        await until(set_up, "sending_at IS NOT NULL")
        async with asyncio.timeout(60):
            while not await reminders(ben):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await set_up.bot.kill()
        await set_up.playground.advance(20 * MINUTES)
        await set_up.bring_up()
        await until(set_up, "sent_at IS NOT NULL")
        assert len(await reminders(ben)) == 1


async def test_refused_it_stops_and_says_so(tmp_path: Path) -> None:
    """Where Discord does not let the bot write, nothing is tried again, and `/me` says why."""
    async with stage(tmp_path) as set_up:
        ben = set_up.playground.member("ben")
        await ask(set_up, ben)
        await set_up.playground.fault(DM, code=50007, method="POST")
        await set_up.playground.advance(6 * MINUTES)
        await until(set_up, "stopped = 'refused'")
        me = (await ben.slash(QUIZ, "me", wait="answered", within=20)).message
        assert me is not None
        assert "Discord did not let me write" in told(await ben.press(me, label="Daily reminder"))


async def test_what_cannot_be_read_is_said_with_the_mend(tmp_path: Path) -> None:
    """A time or a place that means nothing leaves things as they were, and says how to write it."""
    async with stage(tmp_path) as set_up:
        ben = set_up.playground.member("ben")
        me = (await ben.slash(QUIZ, "me", wait="answered", within=20)).message
        assert me is not None
        card = (await ben.press(me, label="Daily reminder")).message
        assert card is not None
        form = await ben.press(card, label="Set a time")
        wrong = await ben.submit(form, {"time": "soon", "place": "Berlin"})
        assert "09:00" in told(wrong)
        assert wrong.message is not None
        again = await ben.press(wrong.message, label="Set a time")
        assert "not in the list of cities and time zones" in told(
            await ben.submit(again, {"time": "9", "place": "qqqqq"})
        )
        assert rows(set_up.database, "SELECT 1 FROM reminders") == []
