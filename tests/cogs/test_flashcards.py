"""Flashcards: turned over and graded by oneself, without typing."""

from dataclasses import replace

import pytest

from bot.flashcards.manifest import Flashcards
from bot.kernel.library import Library
from bot.kernel.questions import Question
from bot.kernel.sources import Everywhere
from bot.practice.manifest import Practice
from cogs.flashcards.ids import Verb, on_card
from tests.cogs.table import Table, labels, private, text


@pytest.mark.parametrize(
    ("grade", "right", "unsure"), [("Again", False, False), ("Hard", True, True), ("Good", True, False)]
)
async def test_a_card_is_turned_over_and_graded_by_oneself(
    laid: Table, kinds: dict[str, Question], grade: str, right: bool, unsure: bool
) -> None:
    """Nothing need be typed: the answer is shown, the player says how well they knew it, and the next card comes."""
    cards = {name: replace(kinds["typed"], id=name) for name in ("gloss-a-word", "gloss-b-word")}
    study = next(feature for feature in laid.app.features if isinstance(feature, Practice))
    cards_alone = Library(find=cards.get, flashcards=cards)
    study.practice._sources = Everywhere(lambda: cards_alone)
    asked = private(await laid.slash("ben", "practice", focus="flashcards"))
    assert "Show the answer" in labels(asked)
    turned = private(await laid.press("ben", "Show the answer", asked))
    assert labels(turned)[:3] == ["Again", "Hard", "Good"]
    following = private(await laid.press("ben", grade, turned))
    assert "Practice 2" in text(following)
    sitting = await study.practice.find(1)
    assert sitting is not None
    [locked] = sitting.answered
    assert (locked.correct, locked.unsure) == (right, unsure)


async def test_whoever_turns_a_card_that_is_gone_is_promised_another_where_there_is_one(
    laid: Table, kinds: dict[str, Question]
) -> None:
    """Where all rest, or there are none, nothing else is announced."""
    cards = {"gloss-a-word": replace(kinds["typed"], id="gloss-a-word")}
    offered = Library()
    decks = next(feature for feature in laid.app.features if isinstance(feature, Flashcards))
    decks.handlers[Verb.NEXT].__self__.flashcards._sources = Everywhere(lambda: offered)  # type: ignore[attr-defined]
    await laid.start()
    told = text(private(await laid.forge("ben", on_card(Verb.TURN, "gone"))))
    assert "no longer exists" in told
    assert "Nothing is due" in told
    assert "Here is another one" not in told
    offered = Library(find=cards.get, flashcards=cards)
    told = text(private(await laid.forge("ben", on_card(Verb.TURN, "gone"))))
    assert "Here is another one" in told
    assert "Think of the answer" in told
