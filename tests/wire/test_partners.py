"""Members run by the computer take part in what the bot offers, and step aside for a person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from playground.client import text_of
from playground.partners import play
from tests.wire.dailies import DAY, Days
from tests.wire.duellists import challenge_taken_up
from tests.wire.players import Table, labels
from tests.wire.processes import QUIZ, Stage, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire
QUICK = 0.4
_PLAYED = "SELECT count(*) FROM answers a JOIN games g ON g.id = a.game_id WHERE g.kind = ? AND a.player_id = ?"
BEN = 300000000000000002


@asynccontextmanager
async def computers(set_up: Stage, *names: str, pace: float = QUICK) -> AsyncIterator[None]:
    """These members are the computer's meanwhile."""
    playing = asyncio.create_task(play(set_up.playground.url, {}, list(names), strength=0, seed=1, pace=pace))
    try:
        yield
    finally:
        playing.cancel()
        with suppress(asyncio.CancelledError):
            await playing


@pytest.mark.parametrize("pace", ["live", "day"])
async def test_a_partner_plays_a_duel_to_the_end_and_a_rematch(tmp_path: Path, pace: str) -> None:
    """A challenged partner accepts and answers every question, and does so again when asked for a rematch."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed, computers(set_up, "ben"):
        ada = await challenge_taken_up(set_up, feed, pace=pace)
        result = await ada.play_alone(feed)
        assert rows(set_up.database, _PLAYED, "duel", BEN) == [(3,)]
        await ada.member.press(result, label="Rematch")
        again = await feed.message(QUIZ, lambda m: "challenges" in text_of(m) and "Accept" in labels(m))
        await feed.message(QUIZ, lambda m: m["id"] == again["id"] and "My duel" in labels(m), within=60)


async def test_a_partner_plays_each_daily(tmp_path: Path) -> None:
    """Whenever a daily comes, a partner plays all of it."""
    async with stage(tmp_path) as set_up, computers(set_up, "ben"):
        days = Days(set_up)
        await days.set_up(questions=2)
        for number, seconds in ((1, 300), (2, DAY)):
            await days.come(seconds, number)
            async with asyncio.timeout(60):
                # Another process's doing: there is no event of it that Ada could see.
                while rows(set_up.database, _PLAYED, "daily", BEN) != [(2 * number,)]:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)


async def test_a_partner_steps_aside_while_a_person_plays_them(tmp_path: Path) -> None:
    """Whoever opens a tab as Ben is Ben: the computer does nothing for him until the tab is closed."""
    async with (
        stage(tmp_path) as set_up,
        set_up.playground.member("ada").watch() as feed,
        computers(set_up, "ben", "chloe"),
    ):
        await feed.wait_for("PRESENCE", lambda d: d["user_id"] == str(BEN) and d["computer"])
        async with set_up.playground.member("ben").watch(by="person"):
            seen = await feed.wait_for("PRESENCE", lambda d: d["user_id"] == str(BEN) and d["person"])
            assert seen["computer"]
            lobby = await Table(set_up, feed).open_lobby()
            with_chloe = await feed.message(QUIZ, lambda m: m["id"] == lobby["id"] and "Chloe" in text_of(m))
            assert "Ben" not in text_of(with_chloe)
        await feed.message(QUIZ, lambda m: m["id"] == lobby["id"] and "Ben" in text_of(m))


async def test_partners_play_a_tournament(tmp_path: Path) -> None:
    """They sign up, and each plays their game of the first round, so that the second begins."""
    async with (
        stage(tmp_path) as set_up,
        set_up.playground.member("ada").watch() as feed,
        computers(set_up, "ben", "chloe", "dev", pace=0.0),
    ):
        ada = set_up.playground.member("ada")
        options = {"kind": "swiss", "pace": "day", "rounds": 2, "questions": 3}
        await ada.slash(QUIZ, "tournament create", options)
        ready = await feed.message(QUIZ, lambda m: "3 signed up" in text_of(m) and "Start" in labels(m), within=60)
        await ada.press(ready, label="Start")
        await feed.message(QUIZ, lambda m: "Round 2 of 2" in text_of(m), within=60)
        assert rows(set_up.database, "SELECT count(*) FROM answers") == [(6,)]
