"""What a good answer says stays hidden from who could write on the same subject, wherever else it stands."""

from __future__ import annotations

import pytest
from simcord import ResponseMessage

from bot.evenings import rules
from bot.flashcards.api import point_id
from bot.kernel.custom_ids import build
from cogs.essays.ids import Verb as Essays
from cogs.flashcards.ids import Verb as Cards
from tests.cogs.table import Table, labels, private, text
from tests.cogs.test_evenings import evening, look, marks, room, writes
from tests.essays.makers import ESSAY

__all__ = ["room"]  # a fixture


async def test_what_an_answer_has_to_say_waits_for_everybody_who_writes_one(room: Table) -> None:
    """Another evening on the same subject was over before: who was there cannot look up what to write now."""
    await evening(room, "ada", "ben")
    first = room.card()
    for who in ("ada", "ben"):
        await marks(room, who, 1)
    mine = private(await room.press("ada", "My answer", first))
    assert "A sample answer" in labels(mine)
    await room.slash("dan", "course essay", subject="why-loops", minutes=10)
    assert "right now" in text(private(await room.press("ada", "A sample answer", mine)))
    assert "right now" in text(private(await room.press("ada", "My answer", first)))
    await room.env.advance_time(11 * 60)
    await look(room)
    assert "right now" not in text(private(await room.press("ada", "My answer", first)))


async def test_a_card_tells_no_points_while_others_write_on_the_subject(
    room: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How the points fared names them: the card of an earlier evening has them before and after, and not meanwhile."""
    monkeypatch.setattr(rules, "LEAST_TOLD", 2)
    point = ESSAY.points[0].text
    await evening(room, "ada", "ben")
    first = room.card()
    for who in ("ada", "ben"):
        await marks(room, who, 1)
    await room.settle()

    def card() -> str:
        return text(next(one for one in room.channel.history() if one.id == first.id))

    assert point in card()
    await room.slash("dan", "course essay", subject="why-loops", minutes=10)
    await room.settle()
    assert point not in card()
    assert "writing about this again" in card()
    assert "Saved" in text(await writes(room, "cleo"))
    await room.env.advance_time(11 * 60)
    await look(room)
    assert point in card()


POINTS = [words for point in ESSAY.points for words in (point.text, point.why)]


def tells(message: ResponseMessage) -> bool:
    """Whether it says anything of what a good answer says."""
    return any(words in text(message) for words in (*POINTS, ESSAY.sample))


async def compares(room: Table, who: str) -> ResponseMessage:
    """Somebody writes alone; what **Compare with the points** shows them."""
    page = private(await room.slash(who, "course write", subject="why-loops"))
    opened = await room.press(who, "Write", page)
    page = private(await room.people[who].submit_modal(opened, {"text": "A loop."}))
    assert "A loop." in text(page)
    return private(await room.press(who, "Compare with the points", page))


async def test_nobody_compares_alone_while_others_write_on_the_subject(room: Table) -> None:
    """Whoever writes alone keeps what they wrote, and compares it once the evening's time is up."""
    await room.slash("dan", "course essay", subject="why-loops", minutes=10)
    page = await compares(room, "ada")
    assert "in an essay evening right now" in text(page)
    assert not tells(page)
    assert not tells(private(await room.forge("ada", build(Essays.MARK, 0, "v", ESSAY.id, "0", "m"))))
    await room.env.advance_time(11 * 60)
    await look(room)
    assert "Point 1 of 3" in text(private(await room.press("ada", "Compare with the points", page)))


async def test_what_was_compared_before_is_not_shown_again_while_others_write(room: Table) -> None:
    """Neither the page nor the sample nor the cards of missing points tell anything to who writes in the evening."""
    await room.start()
    page = await compares(room, "ada")
    for _ in ESSAY.points:
        page = private(await room.press("ada", "Missing", page))
    await room.env.advance_time(25 * 3600)
    await room.slash("dan", "course essay", subject="why-loops", minutes=10)
    turned = build(Cards.TURN, 0, "t", point_id(ESSAY.id, 0))
    for shown in (
        await room.press("ada", "A sample answer", page),
        await room.slash("ada", "course write", subject="why-loops"),
        await room.slash("ada", "course cards"),
        await room.forge("ada", turned),
    ):
        assert not tells(private(shown))
    await room.env.advance_time(11 * 60)
    await look(room)
    page = private(await room.slash("ada", "course write", subject="why-loops"))
    assert tells(page)
    assert ESSAY.sample in text(private(await room.press("ada", "A sample answer", page)))
    assert ESSAY.points[0].text in text(private(await room.forge("ada", turned)))
    assert tells(private(await room.slash("ada", "course cards")))
