"""What decides in a stem: nobody sees it who is still to answer, everybody who has the key before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from discord.ui import LayoutView

from bot.daily.rules import play as daily_play
from bot.daily.rules.play import Daily
from bot.daily.rules.streak import Streak
from bot.daily.service import Record
from bot.duels.rules import offer
from bot.duels.rules import play as duel_play
from bot.duels.rules.model import DuelPace
from bot.kernel.asked import Asked
from bot.kernel.custom_ids import parse
from bot.kernel.questions import Kind, Question
from bot.learning.service import Given
from bot.practice.rules import play as practice_play
from bot.practice.rules.model import Focus, Reason, Sitting, Wish
from bot.rounds.rules import control, play
from bot.rounds.rules.model import Round
from cogs.checking.drawing import violations
from cogs.daily.rendering import playing as daily_cards
from cogs.daily.rendering.post import closed_card, open_card
from cogs.duels.private import private_card, review_card
from cogs.practice import rendering as practice_cards
from cogs.practice.ids import Manner, Verb, manner_of
from cogs.rounds.ids import answer_ids
from cogs.rounds.private import locked_card, misses_card, outcome_card
from cogs.rounds.rendering import draw
from cogs.shared.sheet import sheet_card, sheet_length
from cogs.weakspots.rendering import misses_card as all_misses_card
from tests.cogs.test_rendering import miss_of, seen
from tests.duels.stories import a_challenge, left_alone
from tests.duels.stories import granted as granted_duel
from tests.strategies import ADA, BEN, MINUTE, NOON, asking, granted, key_of, question

STEM = "A bot sleeps **every night** and answers **short bursts** by day. What fits? (Choose two.)"
CLUE = "What decides: **every night** · **short bursts**"


def marked(kind: Kind) -> Question:
    asked = question(kind=kind, stem=STEM)
    return replace(asked, explanation="It sleeps.")


def quiz(asked: Question) -> Iterator[tuple[bool, LayoutView | None]]:
    """(whether the key is shown, the screen) of a round."""

    def card(game: Round) -> LayoutView | None:
        drawing = draw(game, "q0")
        return drawing.view if drawing else None

    opened = asking(ADA, BEN, questions=[asked])
    answered = granted(play.answer(opened, BEN, 0, miss_of(asked), NOON + MINUTE / 9))
    closed = play.close(answered, NOON + MINUTE)
    yield False, card(opened)
    yield False, card(answered)
    yield False, card(granted(control.host_pause(opened, NOON)))
    yield False, locked_card(answered, 0, BEN.id)
    if sheet_length(asked):
        yield False, sheet_card(opened.current, "", answer_ids(opened, 0))
    yield True, card(closed)
    yield True, card(granted(control.host_pause(closed, NOON)))
    yield from ((True, outcome_card(closed, 0, player.id)) for player in (ADA, BEN))
    yield from ((True, misses_card(closed, player.id, 0)) for player in (ADA, BEN))


def daily(asked: Question) -> Iterator[tuple[bool, LayoutView]]:
    opened = Daily(1, 1, 1, NOON, NOON.date(), 1, (Asked(asked, 1, opened_at=NOON),))
    yield False, daily_cards.question_card(opened, BEN.id, 0)
    yield False, open_card(opened, None, None)
    played = opened
    for number in range(1, 6):
        result = daily_play.answer(played, replace(BEN, id=number), 0, miss_of(asked), NOON)
        assert isinstance(result, Daily)
        played = result
    yield True, daily_cards.explained_card(played, BEN.id, 0, Record(Streak(), 1))
    yield True, open_card(replace(opened, number=2), replace(played, closed_at=NOON + MINUTE), None)
    yield False, closed_card(opened)


def duel(asked: Question) -> Iterator[tuple[bool, LayoutView]]:
    day = granted_duel(offer.accept(a_challenge(DuelPace.DAY), BEN, [asked], (20, 20), NOON))
    shown = granted_duel(duel_play.show(day, BEN.id, NOON))
    yield False, private_card(shown, BEN.id)
    live = duel_play.ask(granted_duel(offer.accept(a_challenge(), BEN, [asked], (20, 20), NOON)), NOON)
    yield False, private_card(live, BEN.id)
    answered = granted_duel(duel_play.answer(live, BEN.id, 0, miss_of(asked), NOON + MINUTE / 9))
    yield False, private_card(answered, BEN.id)
    over = left_alone(answered)
    for player in (ADA, BEN):
        yield True, private_card(over, player.id)
        yield True, review_card(over, player.id, 0)


def practice(asked: Question) -> Iterator[tuple[bool, LayoutView]]:
    sitting = sat_down(asked)
    yield False, practice_cards.question_card(sitting, 0)
    yield False, practice_cards.question_card(sitting, 0, Manner(unsure=True), notice="That is no number.")
    answered = practice_play.answer(sitting, 0, miss_of(asked), NOON, unsure=False)
    assert isinstance(answered, Sitting)
    yield True, practice_cards.reveal_card(answered, 0, None)
    yield False, practice_cards.end_card(answered)


def sat_down(asked: Question) -> Sitting:
    empty = Sitting(7, BEN.id, 70, 700, Wish(), 5, NOON, NOON)
    return practice_play.ask(empty, asked, Reason.ANYWHERE, NOON)


GAMES = {"quiz": quiz, "daily": daily, "duel": duel, "practice": practice}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("game", GAMES)
def test_what_decides_comes_with_the_key_and_never_before(game: str, kind: Kind) -> None:
    """In every game and for every kind: the open question is shown plain, and the key with what decides."""
    for with_key, view in GAMES[game](marked(kind)):
        text = seen(view)
        assert "**every night**" not in text or with_key
        assert (CLUE in text) == with_key, text


@pytest.mark.parametrize("kind", Kind)
def test_a_stem_without_marks_claims_nothing(kind: Kind) -> None:
    """Where no words are marked, no screen says what decides."""
    for play_it in GAMES.values():
        assert all("What decides" not in seen(view) for _, view in play_it(question(kind=kind)))


@pytest.mark.parametrize("kind", Kind)
def test_the_checker_holds_the_open_screens_plain(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    """An open screen that shows the marks is found by the checker, with its name."""
    assert violations(marked(kind)) == []
    monkeypatch.setattr(Question, "asking", property(lambda one: one.stem))
    assert {found.split(":")[0] for found in violations(marked(kind))} >= {"Question", "Pause"}


def test_a_checkpoint_is_called_one_and_has_to_be_passed_without_what_decides() -> None:
    """Practice has the marks for who wants them; a checkpoint tells what somebody knows without them."""
    practiced = sat_down(marked(Kind.SINGLE))
    sitting = replace(practiced, wish=Wish(Focus.CHECKPOINT, most=10))
    assert "Checkpoint 1/10" in seen(practice_cards.question_card(sitting, 0))
    assert "what decides" not in seen(practice_cards.question_card(sitting, 0))
    assert "Practice 1" in seen(practice_cards.question_card(practiced, 0))


def test_practice_shows_what_decides_to_who_wants_it() -> None:
    """A player can switch the marks on; they stay through answers and on to the next question, until switched off."""
    sitting = sat_down(marked(Kind.SINGLE))
    assert "Show what decides" in seen(practice_cards.question_card(sitting, 0))
    beginner = Manner(marked=True)
    shown = seen(practice_cards.question_card(sitting, 0, beginner))
    assert "sleeps **every night**" in shown
    assert "Hide what decides" in shown
    answered = practice_play.answer(sitting, 0, key_of(marked(Kind.SINGLE)), NOON, unsure=False)
    assert isinstance(answered, Sitting)
    following = re.search(
        rf"\[Next (v1:{Verb.NEXT}\S+)\]", seen(practice_cards.reveal_card(answered, 0, None, beginner))
    )
    assert following is not None
    press = parse(following[1])
    assert press is not None
    assert manner_of(press) == beginner


@pytest.mark.parametrize("unsure", [False, True])
@pytest.mark.parametrize("marked_", [False, True])
def test_doubt_and_marks_do_not_disturb_each_other(unsure: bool, marked_: bool) -> None:
    """Every id on an open card carries the manner of the card, or the one that its own button is for."""
    manner = Manner(unsure, marked_)
    text = seen(practice_cards.question_card(sat_down(marked(Kind.SINGLE)), 0, manner))
    manners = {manner_of(press) for found in re.findall(r"v1:p\S+[^\s\]]", text) if (press := parse(found))}
    expected = {manner, Manner(not unsure, marked_), Manner(unsure, not marked_)}
    assert manners >= expected


def test_misses_from_long_ago_say_what_decided() -> None:
    """`/weakspots` tells with each miss what would have decided."""
    asked = marked(Kind.SINGLE)
    given = Given(1, 0, "round", asked, miss_of(asked), False, False, 3.0, NOON, False)
    assert CLUE in seen(all_misses_card([given], 0))
