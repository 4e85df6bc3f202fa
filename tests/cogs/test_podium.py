"""What a quiz says of itself at its beginning and at its end, whoever won."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.kernel.asked import Player
from bot.kernel.pace import Pace
from bot.kernel.questions import Exam, Question
from bot.rounds.rules import control, lobby, play
from bot.rounds.rules.cards import LOBBY, PODIUM
from bot.rounds.rules.model import Part, Round, Settings
from bot.rounds.rules.moments import Finish
from cogs.rounds.moments.words import finish
from cogs.rounds.private import outcome_card
from cogs.rounds.rendering import draw
from tests.cogs.test_rendering import granted, seen
from tests.strategies import NOON, question

MANY = [Player(number, f"Player {number:02}", NOON) for number in range(1, 31)]


def a_quiz(*asked: Question, players: int = 3, settings: Settings | None = None) -> Round:
    """One whose first question is open, with so many in it."""
    host, *others = MANY[:players]
    game = lobby.open_lobby(
        round_id=1, guild_id=1, channel_id=1, host=host, settings=settings or Settings(), seed=1, at=NOON
    )
    for player in others:
        game = granted(lobby.join(game, player, NOON))
    return play.posted(granted(lobby.begin(game, host.id, list(asked), NOON)), 0, NOON)


def over(game: Round) -> Round:
    """The question that is open is closed, and it was the last."""
    return play.next_question(play.close(game, NOON), NOON)


def shown(game: Round, card: str) -> str:
    drawing = draw(game, card)
    assert drawing is not None
    return seen(drawing.view)


def test_everybody_finds_themselves_on_the_podium() -> None:
    """Thirty players: whoever is fourth or twentieth stands there with their place, and the places are right."""
    game = a_quiz(question("q0"), players=30)
    for player in MANY:
        game = granted(play.answer(game, player, 0, (0,) if player.id <= 5 else (1,), NOON))
    told = shown(over(game), PODIUM)
    for player in MANY:
        assert player.name in told
    assert told.count("🥇") == 5
    assert re.search(r"6\.(\*\*)? (\*\*)?Player 06", told)


def test_without_points_nobody_wins() -> None:
    """Who has nothing right earns no medal, and the heading names no winner."""
    game = a_quiz(question("q0"))
    for player in MANY[:3]:
        game = granted(play.answer(game, player, 0, (1,), NOON))
    told = shown(over(game), PODIUM)
    assert not re.search("[🥇🥈🥉]", told)
    assert " wins" not in told.splitlines()[0]


def test_a_skipped_question_is_none_of_the_podiums() -> None:
    """Nobody has “1 of 2 right” where only one could be answered."""
    game = granted(control.skip(a_quiz(question("q0"), question("q1")), NOON))
    game = play.posted(play.next_question(game, NOON), 1, NOON)
    game = granted(play.answer(game, MANY[0], 1, (0,), NOON))
    told = shown(over(game), PODIUM)
    assert "1 of 1 right" in told
    assert "of 2" not in told


def test_whoever_had_no_time_to_answer_has_missed_nothing() -> None:
    """A question that the host closes early says so, to everybody and to whoever had not answered it."""
    game = granted(play.answer(a_quiz(question("q0"), question("q1")), MANY[0], 0, (0,), NOON))
    closed = granted(control.skip(game, NOON))
    told = shown(closed, "q0")
    assert "✅ 1 right · closed early" in told
    assert "missed" not in told
    assert "This question was closed early." in seen(outcome_card(closed, 0, MANY[1].id))
    assert "The host" not in seen(outcome_card(closed, 0, MANY[0].id))
    assert "No answer" in seen(outcome_card(play.close(game, NOON), 0, MANY[1].id))
    assert "closed early" not in shown(play.close(game, NOON), "q0")


@pytest.mark.parametrize("pace", Pace)
def test_a_lobby_promises_points_for_speed_only_where_a_clock_runs(pace: Pace) -> None:
    """At a relaxed pace nothing is for speed, and nothing says so."""
    game = lobby.open_lobby(
        round_id=1, guild_id=1, channel_id=1, host=MANY[0], settings=Settings(pace=pace), seed=1, at=NOON
    )
    assert ("a little for speed" in shown(game, LOBBY)) is (pace is not Pace.RELAXED)


@pytest.mark.parametrize(
    ("repeats", "questions", "told"),
    [
        (0, 2, ""),
        (1, 1, "This question was asked here recently"),
        (2, 2, "Both questions were asked here recently"),
        (1, 3, "1 of the 3 questions was asked here recently"),
        (2, 3, "2 of the 3 questions were asked here recently"),
        (3, 3, "All 3 questions were asked here recently"),
    ],
)
def test_a_group_reads_that_questions_come_back(repeats: int, questions: int, told: str) -> None:
    """In the lobby, with what to do about it where something can be chosen; then only that it is so."""
    game = replace(a_quiz(*(question(f"q{n}") for n in range(questions))), repeats=repeats)
    card = shown(game, "q0")
    assert told in card
    assert ("asked here recently" in card) is bool(repeats)
    assert "another topic" not in card
    waits = lobby.open_lobby(
        round_id=1, guild_id=1, channel_id=1, host=MANY[0], settings=Settings(questions=questions), seed=1, at=NOON
    )
    for topic, exam in ((None, None), ("metrics", None), (None, Exam.AIF_C01)):
        wish = replace(waits.settings, topic=topic, exam=exam)
        card = shown(replace(waits, settings=wish, repeats=repeats), LOBBY)
        assert told in card
        assert ("To play another topic, press **Call it off**" in card) is bool(repeats and (topic or exam))
    of_a_night = replace(waits, settings=wish, repeats=repeats, part=Part(7, 1))
    assert "another topic" not in shown(of_a_night, LOBBY)


def test_a_race_of_no_points_is_a_tie() -> None:
    """Who stands first with as many points as the next reads why, and not that no points lay between the two."""
    told = finish(Finish("Ben", "Chloe", margin=0, level=("Ben", "Chloe")))
    assert "tied on points: right answers, then speed, put \u2068Ben\u2069 first" in told[0]
    assert "A close race: 1 point between" in finish(Finish("Ben", "Chloe", margin=1))[0]
