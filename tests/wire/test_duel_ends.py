"""The other ends of a duel, over real sockets: refused, forgotten, forfeited, and once more."""

import asyncio
from pathlib import Path

import pytest

from bot.boards.recount import recount
from playground.client import Feed, Json, text_of
from tests.wire.duellists import IDS, Pair, challenge, never, rematches
from tests.wire.players import labels, told
from tests.wire.processes import QUIZ, Stage, stage
from tests.wire.rows import noted

pytestmark = pytest.mark.wire


async def offer(set_up: Stage, feed: Feed, known: set[str], **options: object) -> tuple[Json, Json]:
    """Ada's challenge: her private message, and the card in the channel."""
    offered = (await set_up.playground.member("ada").slash(QUIZ, "duel", dict(options))).message
    assert offered is not None
    card = await feed.message(QUIZ, lambda m: "Accept" in labels(m) and m["id"] not in known)
    known.add(card["id"])
    return offered, card


async def test_a_challenge_that_comes_to_nothing(tmp_path: Path) -> None:
    """Declined, taken back or forgotten, it says so in the channel and to the challenger, a kill in between or not."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        ada, ben = set_up.playground.member("ada"), set_up.playground.member("ben")
        known: set[str] = set()
        offered, card = await offer(set_up, feed, known, opponent=IDS["ben"])
        await ben.press(card, label="Decline")
        await ada.wait_for_message(QUIZ, lambda m: m["id"] == card["id"] and "Declined." in text_of(m))
        await ada.wait_for_message(QUIZ, lambda m: m["id"] == offered["id"] and "over:** declined" in text_of(m))
        offered, card = await offer(set_up, feed, known)
        assert "Done." in told(await ada.press(offered, label="Take it back"))
        await ada.wait_for_message(QUIZ, lambda m: m["id"] == card["id"] and "Taken back." in text_of(m))
        _, card = await offer(set_up, feed, known)
        await noted(set_up.database, card["id"])
        await set_up.restart()
        await set_up.playground.advance(400)
        await ada.wait_for_message(QUIZ, lambda m: m["id"] == card["id"] and "Nobody accepted it." in text_of(m))
        await offer(set_up, feed, known)


async def test_who_falls_silent_in_a_live_duel_forfeits(tmp_path: Path) -> None:
    """Two questions left unanswered lose the duel; the rematch has the same settings and needs to be accepted."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        pair = await challenge(set_up, feed, never, topic="metrics")
        for one in (pair.ada, pair.ben):
            await one.look()
            if one.way_on() is not None:
                await one.press("Ready")
        for _ in range(2):
            await _until_asked(pair)
            await pair.ada.answer(0)
            await set_up.playground.advance(200)
        ada = pair.ada.member
        result = await ada.wait_for_message(QUIZ, lambda m: pair.game in rematches(m))
        assert "Ada beats Ben" in text_of(result)
        assert "Ben left two questions in a row unanswered and loses" in text_of(result)
        assert "Your challenge is out" in told(await pair.ben.member.press(result, label="Rematch"))
        card = await ada.wait_for_message(QUIZ, lambda m: "Ben challenges Ada" in text_of(m))
        assert "Metrics · 3 questions · live" in text_of(card)


async def test_a_day_is_over(tmp_path: Path) -> None:
    """Within a day each plays alone; when it is over, a result comes also for whom the other never played."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        pair = await challenge(set_up, feed, never, pace="day")
        for number in range(1, 4):
            await pair.ada.press("First question" if number == 1 else "Next question")
            await pair.ada.answer(0)
        assert "All locked in" in await pair.ada.look()
        await set_up.playground.advance(24 * 3600 + 60)
        shown = await pair.result()
        assert "Ben did not play and loses" in shown
        assert recount(set_up.database) == []


async def _until_asked(pair: Pair) -> None:
    """The next question comes by itself: nobody has to press for it."""
    async with asyncio.timeout(60):
        while True:
            await pair.ada.look()
            if pair.ada.is_asked():
                return
            if pair.ada.way_on() is not None:
                await pair.stage.playground.advance(10)
            await asyncio.sleep(0.05)  # another process's doing: there is no event to wait for
