"""Mock exams over real sockets: alone across a kill, and as a group of three."""

import asyncio
from pathlib import Path

import pytest

from playground.client import Json, text_of
from tests.wire.examinees import MINUTES, Examinee, desk, is_result, place_of, until
from tests.wire.players import labels, told
from tests.wire.processes import QUIZ, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire


async def test_a_mock_alone_survives_a_kill_and_hands_itself_in(tmp_path: Path) -> None:
    """What was acknowledged stands after SIGKILL, the outage costs no time, and at zero the result is there."""
    async with stage(tmp_path) as set_up:
        ben = await Examinee.start(set_up, "ben")
        for pick in range(3):
            await ben.reply(pick)
            assert "Locked in" in text_of(ben.card)
            await ben.press("Next")
        await ben.press("Flag")
        [(deadline,)] = rows(set_up.database, "SELECT deadline FROM exam_sittings")
        await set_up.bot.kill()
        await set_up.playground.advance(10 * MINUTES)
        await set_up.bring_up()
        await until(set_up, f"SELECT 1 FROM exam_sittings WHERE deadline - 9 * 60000 >= {deadline}")  # noqa: S608
        await ben.show()
        assert place_of(ben.card) == 3
        assert "★ flagged" in text_of(ben.card)
        assert rows(set_up.database, "SELECT count(*) FROM answers") == [(3,)]
        await set_up.playground.advance(101 * MINUTES)
        await until(set_up, "SELECT 1 FROM exam_sittings WHERE end_reason = 'time'")
        result = await ben.member.wait_for_message((await ben.member.me())["dm"]["id"], is_result)
        assert "The time ran out." in text_of(result)


async def differ(one: Examinee, other: Examinee) -> None:
    """Two people answer the same question, each at its place in their own paper: the other wrong, one not alike."""
    places = [await _places(examinee) for examinee in (one, other)]
    shared = min(places[0], key=lambda question: places[0][question] + places[1][question])
    for examinee, place in zip((one, other), places, strict=True):
        for _ in range(place[shared]):
            await examinee.press("Next")
    await other.reply(0)
    if rows(one.stage.database, "SELECT correct FROM answers") == [(1,)]:
        await other.reply(1)
    await one.reply(0)
    if len(rows(one.stage.database, "SELECT DISTINCT answer FROM answers")) == 1:
        await one.reply(1)


async def _places(examinee: Examinee) -> dict[str, int]:
    """Where the single-choice questions stand in somebody's paper."""
    found = rows(
        examinee.stage.database,
        """SELECT question_id, position FROM asked JOIN exam_sittings USING (game_id)
        JOIN contents ON contents.hash = content_hash WHERE body LIKE '%"kind":"single"%' AND player_id = ?""",
        int((await examinee.member.me())["user"]["id"]),
    )
    return {str(question): int(str(position)) for question, position in found}


async def test_a_group_of_three_sits_one_form_and_talks_it_through(tmp_path: Path) -> None:
    """The channel sees only who has handed in; keys come with the last paper; then what split the group."""
    async with stage(tmp_path) as set_up:
        ada, ben, chloe = (set_up.playground.member(name) for name in ("ada", "ben", "chloe"))
        opened = await ada.slash(QUIZ, "exam start", {"exam": "AIF-C01", "group": True}, wait="answered", within=20)
        assert "The group mock is open" in told(opened)
        card = await ada.wait_for_message(QUIZ, lambda message: "Group mock" in text_of(message))
        for member in (ben, chloe):
            assert "You are in" in told(await member.press(card, label="Join"))
        await ada.press(card, label="Start")
        sat = [Examinee(set_up, member, await desk(member)) for member in (ada, ben, chloe)]
        assert rows(set_up.database, "SELECT count(DISTINCT question_id) FROM asked") == [(65,)]
        await differ(sat[0], sat[2])
        for examinee in sat:
            assert "Wrong" not in " ".join(label for one in sat for label in labels(one.card))
            await examinee.press("Review")
            await examinee.press("Hand in")
            await examinee.press("Hand in as it stands")
            assert is_result(examinee.card)
        over = await ada.wait_for_message(QUIZ, lambda message: "is over" in text_of(message))
        await ada.press(over, label="Talk it through")
        walk: Json = await ada.wait_for_message(QUIZ, lambda message: "Talk first" in text_of(message))
        assert "**Why:**" not in text_of(walk)
        await ben.press(walk, label="Show the answer")
        await ada.wait_for_message(QUIZ, lambda message: "Source:" in text_of(message))
        again = await asyncio.gather(*(one.show() for one in sat))
        assert all("Wrong" in " ".join(labels(page)) for page in again)
