"""A whole round through the real client, over real sockets."""

import re
from pathlib import Path

import pytest

from bot.kernel.questions import Kind
from playground.client import Json, buttons, text_of
from tests.campaigns import rounds as campaign
from tests.campaigns.kinds import topic_of, write_pack
from tests.wire.players import Table, answer, is_locked, told
from tests.wire.processes import QUIZ, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire

PLAYERS = ("ada", "ben", "chloe")


async def test_ten_questions_with_a_kill_in_the_middle_lose_no_acknowledged_answer(tmp_path: Path) -> None:
    """Every answer that a player was told is locked in stands in the final standings, SIGKILL or not."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        lobby = await table.open_lobby(questions=10)
        for name in ("ben", "chloe"):
            assert "You are in" in told(await table.member(name).press(lobby, label="Join"))
        await table.member("ada").press(lobby, label="Start")
        locked = 0
        for number in range(1, 11):
            question = await table.question(number)
            for pick, name in enumerate(PLAYERS):
                if number == 5 and pick == 2:
                    await set_up.restart()
                    question = await table.question(number)
                locked += is_locked(await answer(table.member(name), question, pick))
            await table.next(await table.reveal(number), PLAYERS)
        podium = text_of(await table.podium())
        assert locked == 30
        assert rows(set_up.database, "SELECT count(*) FROM answers") == [(30,)]
        [(right, points)] = rows(set_up.database, "SELECT sum(correct), sum(points) FROM answers")
        assert sum(int(number) for number in re.findall(r"(\d+) of 10 right \(", podium)) == right
        assert sum(int(number.replace(",", "")) for number in re.findall(r"([\d,]+) points ·", podium)) == points


async def test_wrong_presses_are_answered_in_plain_words(tmp_path: Path) -> None:
    """Too late, twice, foreign, forged, damaged or from another time: each gets a sentence, and changes nothing."""
    packs = write_pack(tmp_path / "packs")
    async with stage(tmp_path, packs=packs) as set_up, set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        ada, ben = table.member("ada"), table.member("ben")
        lobby = await table.open_lobby(questions=2, topic=topic_of(Kind.SINGLE))
        assert "not in this quiz" in told(await ben.press(lobby, label="Start"))
        await ada.press(lobby, label="Start")
        question = await table.question(1)
        assert is_locked(await answer(ben, question))
        assert "already answered" in told(await answer(ben, question, 1))
        for custom_id in ("v1:a:1:0:99", "v1:a:zz:0:0", "v1:zz:1:0", "v1:a:1", "nonsense", "v1:k:1:0:0123", "v1:n:1:9"):
            message = {"channel_id": QUIZ, "message_id": question["id"], "type": 3}
            forged = await ben.forge({**message, "data": {"custom_id": custom_id, "component_type": 2}})
            assert forged.state == "acknowledged", custom_id
            assert len(told(forged)) > 10, custom_id
        assert rows(set_up.database, "SELECT count(*) FROM answers") == [(1,)]
        assert "Only the host" in told(await ben.press(question, label="Host"))
        await set_up.playground.advance(200)
        reveal = await table.reveal(1)
        assert "closed" in told(await ada.forge(_press(question, _first_id(question))))
        assert "You did not answer" in told(await ada.press(reveal, label="My answer"))


def _press(message: Json, custom_id: str) -> Json:
    data = {"custom_id": custom_id, "component_type": 2}
    return {"type": 3, "channel_id": message["channel_id"], "message_id": message["id"], "data": data}


def _first_id(message: Json) -> str:
    return str(buttons(message)[0]["custom_id"])


def test_a_kill_between_the_post_and_its_record_posts_nothing_twice() -> None:
    """A question that reached the screen just before the process died is found again, not asked twice."""
    posting = 1 + campaign.PHASES.index("posting")
    assert campaign.main(seed=posting, runs=1) == 0
