"""A press in the instant in which its buttons appeared counts for nothing, and costs nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.daily.manifest import DailyChallenge
from bot.daily.ports import CARD_OF_DAILY
from bot.daily.posting import MOST_WAITING
from bot.daily.rules.play import Refusal
from bot.daily.rules.schedule import Plan
from bot.kernel.asked import Player
from bot.kernel.custom_ids import base36
from bot.kernel.ports import MessageKey
from bot.kernel.questions import Kind, Question
from cogs.daily.words import REFUSALS
from cogs.shared.words import TOO_SOON
from tests.cogs.dailies import at_nine, latest, set_up
from tests.cogs.table import Shown, Table, labels, parts, private, table, text
from tests.cogs.test_answering import Only, only
from tests.daily.conftest import always
from tests.sources import offering
from tests.strategies import key_of, question

__all__ = ["only"]


async def test_a_double_click_answers_nothing(only: Only) -> None:
    """The second half of a double click on Start finds the first question: it is told so, and nothing is locked in."""
    laid = only("single")
    await laid.start()
    await laid.press("ben", "Join")
    await laid.press("ada", "Start")
    hasty = await laid.ada.click(laid.card(), label="A")
    assert text(private(hasty)) == TOO_SOON
    assert (await laid.game()).current.answers == {}
    await laid.env.advance_time(0.7)
    assert "Locked in" in text(private(await laid.ada.click(laid.card(), label="A")))


async def test_answers_of_others_make_nobody_wait(only: Only) -> None:
    """The shared card is edited whenever somebody answers; its buttons have stood there all along."""
    laid = only("single")
    await laid.begin("ben")
    await laid.env.advance_time(5)
    await laid.press("ada", "A")
    assert "1 of 2 locked in" in text(laid.card())
    assert "Locked in" in text(private(await laid.ben.click(laid.card(), label="B")))


async def test_a_private_card_that_takes_anothers_place_counts_from_its_edit(only: Only) -> None:
    """On a private message the next question takes the place of the last one's reveal: the time begins anew."""
    laid = only("single")
    reveal = private(await laid.attempt("ben", private(await laid.slash("ben", "practice"))))
    await laid.env.advance_time(60)
    asked = private(await laid.press("ben", "Next", reveal))
    hasty = await laid.ben.click(asked, label=labels(asked)[0])
    assert text(hasty) == TOO_SOON
    await laid.env.advance_time(0.7)
    taken = await laid.ben.click(asked, label=labels(asked)[0])
    assert taken.modal is not None or text(taken) != TOO_SOON


async def test_no_way_on_stands_where_an_answer_comes(only: Only) -> None:
    """Answers stand in the first row of a card; what leads on stands in another, in every game."""
    laid = only("single")
    await laid.begin("ben")
    first = next(part for part in parts(laid.card()) if part["type"] == 1)
    assert [part["label"] for part in first["components"]] == ["A", "B", "C", "D"]
    await laid.press("ada", "A")
    await laid.press("ben", "B")
    quiz = laid.card()
    practice = private(await laid.attempt("cleo", private(await laid.slash("cleo", "practice"))))
    for card in (quiz, practice):
        first = next(part for part in parts(card) if part["type"] == 1)
        assert not any(part["label"].startswith(("Next", "To the podium")) for part in first["components"])
        assert any(label.startswith(("Next", "To the podium")) for label in labels(card))


async def daily_post(laid: Table, monkeypatch: pytest.MonkeyPatch, kind: Kind = Kind.SINGLE) -> DailyChallenge:
    """A daily of one kind alone, due in a minute."""
    daily = next(feature for feature in laid.app.features if isinstance(feature, DailyChallenge))
    monkeypatch.setattr(daily.schedules, "_sources", offering([question(f"q{number}", kind) for number in range(5)]))
    due = laid.env.now() + timedelta(minutes=1)
    plan = Plan(laid.channel.id, time(due.hour, due.minute), "UTC")
    await daily.schedules.arrange(laid.guild.id, always(plan, on=True), laid.gus.id, laid.env.now())
    await laid.env.advance_time(90)
    return daily


async def test_a_double_click_answers_nothing_of_a_daily(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second click on Play, and on Next, finds a question that has only just appeared, and leaves it open."""
    daily = await daily_post(laid, monkeypatch)
    await daily.posting.tick(laid.env.now())
    await laid.settle()
    way_in: Shown = laid.card()
    for place, label in enumerate(["Play", "Next question (2 of"]):
        asked = private(await laid.press("ben", label, way_in))
        hasty = await laid.ben.click(asked, label=labels(asked)[0])
        assert text(private(hasty)) == TOO_SOON
        latest = await daily.dailies.latest(laid.guild.id)
        assert latest is not None
        assert len(latest.given_by(laid.ben.id)) == place
        await laid.env.advance_time(0.7)
        way_in = private(await laid.ben.click(asked, label=labels(asked)[0]))
        first = next(part for part in parts(way_in) if part["type"] == 1)
        assert not any(part["label"].startswith("Next") for part in first["components"] if not part.get("disabled"))


async def test_a_daily_is_read_question_by_question(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sheet of a later question is shown to nobody who is not there yet: they are shown where they are."""
    daily = await daily_post(laid, monkeypatch, Kind.ORDERING)
    await daily.posting.tick(laid.env.now())
    await laid.settle()
    latest = await daily.dailies.latest(laid.guild.id)
    assert latest is not None
    await laid.press("ben", "Play", laid.card())
    for place, told in enumerate(["Still to place", REFUSALS[Refusal.NOT_NEXT], REFUSALS[Refusal.NOT_NEXT]]):
        shown = private(await laid.forge("ben", f"v1:dw:{base36(latest.id)}:{place}"))
        assert told in text(shown)


async def test_pressing_play_twice_leaves_one_live_copy(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The daily's question is open in one private message: an older one goes away."""
    daily = await daily_post(laid, monkeypatch)
    await daily.posting.tick(laid.env.now())
    await laid.settle()
    first, second = [private(await laid.press("ben", "Play", laid.card())) for _ in range(2)]
    await laid.settle()
    left = [message.id for message in laid.channel.history(viewer=laid.ben) if message.flags.ephemeral]
    assert second.id in left
    assert first.id not in left


async def test_a_daily_that_is_due_waits_for_no_quiz(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many messages of quizzes are on their way, only dailies' own are what a daily waits for."""
    daily = await daily_post(laid, monkeypatch)
    for number in range(2 * MOST_WAITING):
        laid.app.delivery._slots.take(MessageKey(9_000 + number, "q1"))
    await daily.posting.tick(laid.env.now())
    assert await daily.dailies.latest(laid.guild.id) is not None


async def test_a_daily_that_is_due_waits_for_none_that_fails(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many servers' posts Discord does not take, the others get theirs."""
    daily = await daily_post(laid, monkeypatch)
    for number in range(2 * MOST_WAITING):
        laid.app.delivery._slots.take(MessageKey(9_000 + number, CARD_OF_DAILY)).fail(60)
    await daily.posting.tick(laid.env.now())
    assert await daily.dailies.latest(laid.guild.id) is not None


async def test_an_old_button_of_a_daily_that_has_closed_shows_no_question_that_cannot_be_answered(
    tmp_path: Path, kinds: dict[str, Question]
) -> None:
    """Whoever pressed it reads that the daily is closed, and not a question that takes no answer anymore."""
    two = {name: replace(kinds["ordering"], id=name) for name in ("one", "two")}
    async with table(tmp_path, two) as laid:
        daily = await set_up(laid)
        await at_nine(laid, daily)
        await laid.settle()
        page = private(await laid.press("ben", "Play"))
        old = next(part["custom_id"] for part in parts(page) if part["type"] == 2 and not part.get("disabled"))
        post = await latest(laid, daily)
        ben = Player(laid.ben.id, "ben", laid.env.now())
        await daily.dailies.answer(post.id, ben, 0, key_of(kinds["ordering"]), laid.env.now())
        assert "Your first answer counts." in text(private(await laid.forge("ben", old)))
        for _ in range(2):
            await at_nine(laid, daily)
            await laid.settle()
        assert text(private(await laid.forge("ben", old))) == REFUSALS[Refusal.CLOSED]
