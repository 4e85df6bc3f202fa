"""Practising alone over real sockets: every answer explained, nothing lost, nobody else's business."""

from pathlib import Path

import pytest

from playground.client import Json, Member, buttons, text_of
from tests.wire.players import answer, labels, once_seen, selects, told
from tests.wire.processes import QUIZ, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire

DIRECT = "600000000000000002"


BESIDE = ("Not sure", "Sure after all", "Show what decides", "Hide what decides", "Stop")
"""What stands beside the answers of a question."""


def is_reveal(message: Json) -> bool:
    return "**Why:**" in text_of(message)


async def reply(member: Member, question: Json, pick: int = 0) -> Json:
    """Answer whatever it is, leaving Not sure and Stop alone."""
    if not selects(question) and "Answer" not in labels(question):
        offered = [label for label in labels(question) if label not in BESIDE]
        outcome = await once_seen(lambda: member.press(question, label=offered[pick % len(offered)]))
    else:
        outcome = await answer(member, question, pick)
    outcome = await member.outcome(outcome.id, wait="answered", within=20)  # after a restart it takes time
    assert outcome.message is not None, outcome
    return outcome.message


async def test_practice_survives_a_kill_and_explains_every_answer(tmp_path: Path) -> None:
    """Killed between any two presses, a sitting goes on where it was, and each answer is on disk with its key shown."""
    async with stage(tmp_path) as set_up:
        ben = set_up.playground.member("ben")
        opened = await ben.slash(QUIZ, "practice", wait="answered", within=20)
        card = opened.message
        assert card is not None
        assert "Practice 1" in text_of(card)
        for number in range(1, 7):
            if number == 3:
                await set_up.restart()
            card = await reply(ben, card, number)
            assert is_reveal(card), text_of(card)
            assert "Source:" in text_of(card)
            assert rows(set_up.database, "SELECT count(*) FROM answers") == [(number,)]
            if number == 4:
                await set_up.restart()
            outcome = await ben.press(card, label="Next", wait="answered", within=20)
            assert outcome.message is not None
            card = outcome.message
            assert f"Practice {number + 1}" in text_of(card)
        ended = await ben.press(card, label="Stop", wait="answered", within=20)
        assert "of 6 right" in told(ended)
        [(asked, different)] = rows(set_up.database, "SELECT count(*), count(DISTINCT question_id) FROM asked")
        assert (asked, different) == (7, 7)


async def test_practice_works_in_direct_messages_and_is_nobody_elses(tmp_path: Path) -> None:
    """It runs in direct messages, and a forged press on another's sitting gets a sentence and changes nothing."""
    async with stage(tmp_path) as set_up:
        ben, ada = set_up.playground.member("ben"), set_up.playground.member("ada")
        dm = (await ben.me())["dm"]["id"]
        opened = await ben.slash(dm, "practice", {"focus": "flashcards"}, wait="answered", within=20)
        assert opened.message is not None
        custom_id = buttons(opened.message)[0]["custom_id"]
        for wrong in (custom_id, "v1:pn:1:0", "v1:pe:1:0", "v1:pa:1:9:s:0", "v1:pn:zzz:0"):
            forged = await ada.forge(
                {"type": 3, "channel_id": QUIZ, "message_id": opened.message["id"], "data": _pressed(wrong)}
            )
            assert forged.state == "acknowledged", (wrong, forged)
        assert rows(set_up.database, "SELECT count(*) FROM answers") == [(0,)]
        answered = text_of(await reply(ben, opened.message))
        assert "Source: " in answered  # a flashcard's reason would only say its two sides again
        assert "✅" in answered or "❌" in answered


def _pressed(custom_id: str) -> Json:
    return {"custom_id": custom_id, "component_type": 2}


async def test_weak_spots_follow_from_practice_with_a_picture_and_a_way_on(tmp_path: Path) -> None:
    """What was practised shows in /weakspots, as a picture with words for it, and Mend it asks five questions."""
    async with stage(tmp_path) as set_up:
        ben = set_up.playground.member("ben")
        nothing = await ben.slash(QUIZ, "weakspots", wait="answered", within=20)
        assert "Not enough answers yet" in told(nothing)
        assert nothing.message is not None
        card = (await ben.press(nothing.message, label="Find out (5 questions)", wait="answered", within=20)).message
        for number in range(5):
            assert card is not None
            assert f"Practice {number + 1}/5" in text_of(card)
            await set_up.playground.advance(5)
            card = await reply(ben, card, number)
            if number < 4:
                card = (await ben.press(card, label="Next", wait="answered", within=20)).message
        looked = await ben.slash(QUIZ, "weakspots", wait="answered", within=20)
        assert looked.message is not None
        assert "15 more answers" in told(looked)
        assert looked.message["flags"] & 64
        [attachment] = looked.message["attachments"]
        assert attachment["content_type"] == "image/png"
        assert "80% intervals" in str(looked.message["components"])
        details = await ben.press(looked.message, label="Details", wait="answered", within=20)
        assert "Days studied: 1" in told(details)
        assert details.message is not None
        again = await ben.press(details.message, label="Back", wait="answered", within=20)
        assert again.message is not None
        assert len(again.message["attachments"]) == 1
        misses = await ben.press(again.message, label="My misses", wait="answered", within=20)
        assert "miss" in told(misses).lower()


async def test_the_group_is_shown_to_its_organiser_from_five_people_on(tmp_path: Path) -> None:
    """With too few people the organiser reads how many are missing; anybody else is told that it is not for them."""
    async with stage(tmp_path) as set_up:
        ada, ben = set_up.playground.member("ada"), set_up.playground.member("ben")
        assert "5 more people" in told(
            await ada.slash(QUIZ, "weakspots", {"scope": "server"}, wait="answered", within=20)
        )
        assert "Only organizers" in told(
            await ben.slash(QUIZ, "weakspots", {"scope": "server"}, wait="answered", within=20)
        )
