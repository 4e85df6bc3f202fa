"""One sign and one word for right, partly right, wrong and no answer, in every game."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from discord.ui import LayoutView

from bot.daily.played import Tally
from bot.daily.rules.play import Daily
from bot.daily.rules.streak import Played, streak
from bot.daily.service import Record
from bot.duels.rules.model import Duel, End, Phase
from bot.kernel.asked import Asked, Locked, Player
from bot.kernel.grading import grade
from bot.kernel.questions import Matching, Question
from bot.practice.rules.model import Reason, Sitting, Wish
from bot.rounds.rules import lobby, play
from bot.rounds.rules.model import Round, Settings
from cogs.daily.rendering.overview import overview_card
from cogs.daily.rendering.playing import explained_card, share_text
from cogs.daily.words import MARKS
from cogs.duels.private import review_card
from cogs.duels.rendering.result import result_card
from cogs.own.words import OFF, ON, PARTLY_ON
from cogs.practice.rendering import reveal_card
from cogs.rounds.private import locked_card, misses_card, outcome_card
from cogs.rounds.rendering import draw
from cogs.shared.marks import LEGEND, SIGNS
from tests.cogs.test_rendering import granted, seen
from tests.duels.stories import a_challenge
from tests.strategies import ADA, BEN, NOON

HEADS = {
    "right": "✅ **Right",
    "partly right": "🟨 **Partly right",
    "wrong": "❌ **Wrong",
    "no answer": "⬜ **No answer",
}


def given(word: str) -> tuple[int, ...] | None:
    """An answer to an ordering of three that is judged so."""
    return {"right": (0, 1, 2), "partly right": (2, 1, 0), "wrong": (1, 2, 0), "no answer": None}[word]


def locked(question: Question, word: str) -> Locked | None:
    answer = given(word)
    if answer is None:
        return None
    result = grade(question, answer)
    return Locked(answer, result.correct, result.credit, round(100 * result.credit), 3_000, NOON)


def in_a_quiz(question: Question, word: str) -> Round:
    game = lobby.open_lobby(
        round_id=1, guild_id=1, channel_id=1, host=ADA, settings=Settings(questions=2), seed=1, at=NOON
    )
    game = granted(lobby.begin(game, ADA.id, [question] * 2, NOON))
    game = play.close(play.posted(game, 0, NOON), NOON)
    one = locked(question, word)
    return game.with_current(replace(game.current, answers={ADA.id: one} if one else {}))


def in_a_duel(question: Question, word: str) -> Duel:
    one = locked(question, word)
    asked = Asked(question, 1, NOON, closed_at=NOON, answers={ADA.id: one} if one else {})
    return replace(a_challenge(), phase=Phase.ENDED, end=End.FINISHED, asked=(asked,), opponent=BEN)


def in_a_daily(question: Question, word: str) -> Daily:
    one = locked(question, word)
    asked = Asked(question, 1, NOON, answers={ADA.id: one} if one else {})
    return Daily(1, 1, 1, NOON, date(2026, 9, 30), 7, (asked,), players={ADA.id: ADA})


RECORD = Record(streak([Played.IN_TIME]), 1)


@pytest.mark.parametrize("kind", ["ordering", "matching"])
@pytest.mark.parametrize("word", HEADS)
def test_every_game_uses_the_same_sign_and_word(kinds: dict[str, Question], kind: str, word: str) -> None:
    """Whatever the game, the same answer is told with the same sign and the same word."""
    question = kinds[kind]
    game, duel, daily = in_a_quiz(question, word), in_a_duel(question, word), in_a_daily(question, word)
    shown: list[LayoutView] = [outcome_card(game, 0, ADA.id), review_card(duel, ADA.id, 0)]
    if word != "right":
        shown.append(misses_card(game, ADA.id, 0))
    if one := locked(question, word):
        shown.append(explained_card(daily, ADA.id, 0, RECORD))
        asked = Asked(question, 1, NOON, closed_at=NOON, answers={ADA.id: one})
        sitting = Sitting(1, ADA.id, 1, 1, Wish(), 1, NOON, NOON, (asked,), (Reason.ANYWHERE,))
        shown.append(reveal_card(sitting, 0, None))
    for card in shown:
        assert HEADS[word] in seen(card)
        assert not any(head in seen(card) for other, head in HEADS.items() if other != word)


@pytest.mark.parametrize("word", HEADS)
def test_a_row_of_signs_stands_with_its_legend(kinds: dict[str, Question], word: str) -> None:
    """Squares, results and the day's own state use the same signs, and say what they mean."""
    question = kinds["ordering"]
    sign = SIGNS[{str(verdict): verdict for verdict in SIGNS}[word]]
    duel = seen(result_card(in_a_duel(question, word), ()))
    assert f"\n{sign}\n" in duel
    assert LEGEND in duel
    if word == "no answer":
        return
    daily = in_a_daily(question, word)
    shared = share_text(daily, ADA.id, "Ada", 1)
    for told in (
        shared,
        seen(explained_card(daily, ADA.id, 0, RECORD)),
        seen(overview_card(daily, ADA.id, RECORD, (), None)),
    ):
        assert sign in told
        assert LEGEND in told


def test_a_sign_means_one_thing() -> None:
    """No sign of an answer stands for something else in the calendar or in the list of topics."""
    assert not set(SIGNS.values()) & set(MARKS.values())
    assert not any(told.startswith(sign) for sign in SIGNS.values() for told in (ON, OFF, PARTLY_ON))
    assert len(set(MARKS.values())) == len(MARKS)


def test_a_half_right_question_is_told_so_at_the_reveal(kinds: dict[str, Question]) -> None:
    """The reveal counts right, partly right, wrong and no answer apart, of everybody who was in."""
    game = in_a_quiz(kinds["ordering"], "partly right")
    joined = granted(lobby.join(game, Player(BEN.id, "Ben", NOON.replace(year=2020)), NOON))
    drawing = draw(joined, "q0")
    assert drawing is not None
    assert "🟨 1 partly right, ⬜ 1 no answer" in seen(drawing.view)


def test_a_receipt_is_whole(kinds: dict[str, Question]) -> None:
    """However long the sides are, a lock-in repeats them to the last letter, with the letters that the card shows."""
    question = kinds["matching"]
    body = question.body
    assert isinstance(body, Matching)
    pairs = tuple(
        replace(pair, prompt=f"{number} {'p' * 77}e", match=f"{number} {'m' * 77}e")
        for number, pair in enumerate(body.pairs)
    )
    long = replace(question, body=replace(body, pairs=pairs))
    game = lobby.open_lobby(
        round_id=1, guild_id=1, channel_id=1, host=ADA, settings=Settings(questions=1), seed=1, at=NOON
    )
    game = play.posted(granted(lobby.begin(game, ADA.id, [long], NOON)), 0, NOON)
    drawing = draw(game, "q0")
    assert drawing is not None
    card, receipt = (
        seen(drawing.view),
        seen(locked_card(granted(play.answer(game, ADA, 0, (2, 0, 1), NOON)), 0, ADA.id)),
    )
    for pair in pairs:
        assert pair.prompt in card
        assert f"**  {pair.match}" in card
        assert pair.prompt in receipt
        assert pair.match in receipt


def test_points_alone_earn_a_medal() -> None:
    """Who has nothing right stands on the daily's board, with a place and without a medal."""
    daily = Daily(1, 1, 1, NOON, date(2026, 9, 30), 7, ())
    tallies = [Tally(1, "Ada", 3, 3), Tally(2, "Ben", 0, 3)]
    told = seen(overview_card(daily, 1, RECORD, tallies, None))
    assert "🥇 Ada" in told
    assert "**2.** Ben" in told
