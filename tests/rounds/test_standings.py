"""Who stands where, and what a podium tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from bot.kernel.asked import Player
from bot.kernel.grading import Answer
from bot.kernel.pace import Pace
from bot.kernel.places import NOWHERE
from bot.kernel.questions import Choice, Kind, Option
from bot.kernel.scoring import Scoring
from bot.rounds.rules import lobby, play
from bot.rounds.rules.model import Round, Settings, Weight
from bot.rounds.rules.standings import hardest, missed_by, most_mixed_up, quickest, standings
from tests.rounds.test_play import RIGHT, WRONG
from tests.strategies import ADA, BEN, CAT, NOON, SECOND, answered_by, asking, granted, question

ACCURACY = Settings(scoring=Scoring.ACCURACY)
Given = Mapping[Player, tuple[Answer, float]]


def played(answers: Sequence[Given], *players: Player, settings: Settings = ACCURACY) -> Round:
    """A round in which each question got these answers, each after so many seconds, and is closed."""
    game = asking(*(players or (ADA, BEN, CAT)), settings=settings)
    for given in answers:
        for player, (answer, after) in given.items():
            game = granted(play.answer(game, player, game.position, answer, NOON + after * SECOND))
        game = play.next_question(play.close(game, NOON, skipped=not given), NOON)
        game = play.posted(game, game.position, NOON)
    return game


def lines(game: Round) -> list[tuple[int, str, int]]:
    return [(line.place, line.name, line.points) for line in standings(game)]


def test_more_points_come_first() -> None:
    """Points decide; who has answered nothing is there too, without a place."""
    game = played([{BEN: (RIGHT, 1), ADA: (WRONG, 1)}, {BEN: (RIGHT, 1), ADA: (RIGHT, 1)}])
    assert lines(game) == [(1, "Ben", 200), (2, "Ada", 100), (NOWHERE, "Cat", 0)]


def test_time_on_right_answers_tells_apart_where_speed_counts() -> None:
    """Level on points under speed scoring, whoever was quicker with the right ones is ahead."""
    game = played([{ADA: (RIGHT, 4), BEN: (RIGHT, 2)}], settings=Settings())
    assert lines(game)[:2] == [(1, "Ben", 100), (2, "Ada", 100)]


@pytest.mark.parametrize("settings", [ACCURACY, Settings(pace=Pace.RELAXED)])
def test_without_speed_time_plays_no_part(settings: Settings) -> None:
    """Under accuracy scoring, and without a clock, equal points share the place, however quick anybody was."""
    game = played([{ADA: (RIGHT, 9), BEN: (RIGHT, 4), CAT: (WRONG, 1)}], settings=settings)
    assert lines(game) == [(1, "Ada", 100), (1, "Ben", 100), (3, "Cat", 0)]


def test_a_tie_shares_the_place() -> None:
    """Equals share a place, and the next place is left out."""
    game = played([{ADA: (RIGHT, 3), BEN: (RIGHT, 3)}])
    assert lines(game) == [(1, "Ada", 100), (1, "Ben", 100), (NOWHERE, "Cat", 0)]


def test_who_has_answered_nothing_shares_no_place() -> None:
    """Somebody who tried and got nothing is second, and second alone; before the first answer nobody is anywhere."""
    game = played([{BEN: (WRONG, 3), ADA: (RIGHT, 3)}])
    assert lines(game) == [(1, "Ada", 100), (2, "Ben", 0), (NOWHERE, "Cat", 0)]
    assert [place for place, _, _ in lines(played([]))] == [NOWHERE] * 3


def test_an_open_question_does_not_count_yet() -> None:
    """Nobody can tell from the standings who has the open question right."""
    game = asking(ADA, BEN)
    before = lines(game)
    assert lines(granted(play.answer(game, ADA, 0, RIGHT, NOON))) == before


def test_who_left_stays_if_they_answered() -> None:
    """What was answered counts after leaving; who left without an answer is gone."""
    game = played([{BEN: (RIGHT, 1)}])
    for player in (BEN, CAT):
        game = granted(lobby.leave(game, player.id, NOON))
    assert [name for _, name, _ in lines(game)] == ["Ben", "Ada"]


def test_the_quickest_had_at_least_half_right() -> None:
    """Quick guessing is no feat: only who had half of the questions right can be the quickest."""
    game = played([{ADA: (RIGHT, 10), BEN: (RIGHT, 1)}, {ADA: (RIGHT, 20), BEN: (WRONG, 1)}, {ADA: (WRONG, 1)}])
    assert quickest(standings(game)) == ("Ada", 15_000)
    assert quickest(standings(played([{ADA: (WRONG, 1)}]))) is None
    assert quickest(standings(asking(ADA))) is None


def test_the_hardest_question() -> None:
    """The smallest share of right answers is the hardest; of equals the one that more people tried."""
    game = played(
        [{ADA: (WRONG, 1)}, {ADA: (WRONG, 1), BEN: (WRONG, 1)}, {ADA: (WRONG, 1), BEN: (RIGHT, 1), CAT: (RIGHT, 1)}, {}]
    )
    worst = hardest(game)
    assert worst is not None
    assert (worst.question.id, worst.right, worst.answered) == ("q2", 0, 2)


def test_where_nobody_missed_nothing_was_hard() -> None:
    """A round that everybody had right names no hardest question."""
    assert hardest(played([{ADA: (RIGHT, 1)}, {}])) is None


def test_where_all_were_as_hard_none_is_the_hardest() -> None:
    """As many right in each of the hardest questions: to name one of them would be untrue."""
    both = {ADA: (WRONG, 1), BEN: (RIGHT, 1)}
    assert hardest(played([both, {ADA: (RIGHT, 1), BEN: (WRONG, 1)}])) is None
    easy = {ADA: (RIGHT, 1), BEN: (RIGHT, 1)}
    assert hardest(played([both, easy])) is not None
    assert hardest(played([both, {ADA: (RIGHT, 1), BEN: (WRONG, 1)}, easy])) is None


def test_what_was_mixed_up() -> None:
    """An option that two took for the key is named, with how many of those who answered."""
    mixed = most_mixed_up(played([{ADA: (WRONG, 1), BEN: (WRONG, 1), CAT: (RIGHT, 1)}]))
    assert mixed is not None
    assert (mixed.chosen, mixed.key, mixed.times, mixed.of) == ("Real-time", "Serverless", 2, 3)
    assert most_mixed_up(played([{ADA: (WRONG, 1), BEN: ((2,), 1), CAT: (RIGHT, 1)}])) is None


def test_what_was_mixed_up_of_a_question_that_is_asked_elsewhere_is_not_named() -> None:
    """It would tell the key; what else was mixed up is told."""
    mixed = {ADA: (WRONG, 1), BEN: (WRONG, 1), CAT: (RIGHT, 1)}
    assert most_mixed_up(played([mixed]), {"q1"}) is None
    left = most_mixed_up(played([mixed, mixed]), {"q1"})
    assert left is not None
    assert (left.times, left.of) == (2, 3)


def test_what_both_of_two_people_chose_is_not_named() -> None:
    """As at the reveal: how many chose what is told from three answers to a question on, however many questions."""
    both = {ADA: (WRONG, 1), BEN: (WRONG, 1)}
    assert most_mixed_up(played([both, both, {ADA: (WRONG, 1), BEN: (RIGHT, 1), CAT: (RIGHT, 1)}])) is None
    assert most_mixed_up(played([{**both, CAT: (WRONG, 1)}])) is not None


def test_a_mix_up_over_several_questions() -> None:
    """The same confusion in two questions is one, of all who answered either."""
    right = dict.fromkeys((ADA, BEN, CAT), (RIGHT, 1))
    game = played([{**right, ADA: (WRONG, 1)}, {**right, BEN: (WRONG, 1)}])
    mixed = most_mixed_up(game)
    assert mixed is not None
    assert (mixed.times, mixed.of) == (2, 6)


def test_true_for_false_is_no_mix_up() -> None:
    """That two took a false statement for true says nothing about what they confuse."""
    asked = [question(kind=Kind.TRUE_FALSE)]
    game = asking(ADA, BEN, CAT, questions=asked)
    for player in (ADA, BEN, CAT):
        game = granted(play.answer(game, player, 0, (0,), NOON))
    assert most_mixed_up(play.close(game, NOON)) is None


def test_misses_are_what_was_not_right() -> None:
    """Wrong and unanswered questions are to be looked at again; right, open, and skipped ones are not."""
    game = played([{ADA: (WRONG, 1)}, {ADA: (RIGHT, 1)}, {BEN: (RIGHT, 1)}, {}])
    misses = missed_by(game, ADA.id)
    assert [asked.question.id for asked, _ in misses] == ["q1", "q3"]
    assert [locked and locked.answer for _, locked in misses] == [WRONG, None]


def test_choose_n_is_no_mix_up() -> None:
    """With several keys it cannot be told which was taken for which."""
    body = Choice(tuple(Option(str(i), "why", right=i < 2) for i in range(5)))
    game = asking(ADA, BEN, CAT, questions=[question(kind=Kind.MULTIPLE, body=body)])
    for player in (ADA, BEN, CAT):
        game = granted(play.answer(game, player, 0, (0, 4), NOON))
    assert most_mixed_up(play.close(game, NOON)) is None


def test_each_answer_is_looked_at_once_for_the_standings(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many people there are: what the standings cost grows with the answers alone."""
    game, looked = answered_by(50), 0
    weighed = Weight.of

    def counted(weight: Weight, points: int) -> int:
        nonlocal looked
        looked += 1
        return weighed(weight, points)

    monkeypatch.setattr(Weight, "of", counted)
    assert [line.place for line in standings(game)] == [1] * 50
    assert looked == 50
