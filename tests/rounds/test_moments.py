"""What is worth saying aloud of a question, and of the end of a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.asked import Player
from bot.kernel.grading import Answer
from bot.kernel.scoring import Scoring
from bot.rounds.rules import play
from bot.rounds.rules.hosting import remove
from bot.rounds.rules.model import Round, Settings, Weight
from bot.rounds.rules.moments import (
    AT_A_TIME,
    AloneRight,
    Climb,
    Finish,
    InARow,
    Lead,
    Moment,
    Stakes,
    finish_of,
    shift_of,
    stakes,
)
from bot.rounds.rules.moments import moments as moments_of
from bot.rounds.rules.standings import standings
from cogs.rounds.moments.words import at_stake, finish
from tests.rounds.test_play import RIGHT, WRONG
from tests.strategies import ADA, BEN, CAT, NOON, SECOND, asking, granted, question

DAN = Player(4, "Dan", NOON)
EVE = Player(5, "Eve", NOON)
ALL = (ADA, BEN, CAT, DAN, EVE)
ACCURACY = Settings(scoring=Scoring.ACCURACY)

Given = Mapping[Player, Answer]


def finished(game: Round) -> Finish | None:
    return finish_of(game, standings(game))


def moments(game: Round) -> list[Moment]:
    return moments_of(game, shift_of(game))


def moves(game: Round) -> Mapping[int, int]:
    return shift_of(game).moves


def revealed(*given: Given, players: Sequence[Player] = ALL, of: int = 10, settings: Settings = ACCURACY) -> Round:
    """A round that stands at the reveal of the last of these questions."""
    game = asking(*players, questions=[question(f"q{number}") for number in range(of)], settings=settings)
    for number, answers in enumerate(given):
        for player, answer in answers.items():
            game = granted(play.answer(game, player, number, answer, NOON + SECOND))
        game = play.close(game, NOON + 2 * SECOND, skipped=not answers)
        if number + 1 < len(given):
            game = play.posted(play.next_question(game, NOON + 2 * SECOND), number + 1, NOON)
    return game


def all_but(*others: Player, answer: Answer = RIGHT) -> Given:
    """Everybody answers so, but for these, who answer the other way."""
    other = WRONG if answer == RIGHT else RIGHT
    return {player: other if player in others else answer for player in ALL}


def test_only_one_who_knew_is_named() -> None:
    """Where three or more answered and one had it right, that one is named; of two it is no feat."""
    assert moments(revealed({ADA: RIGHT, BEN: WRONG, CAT: WRONG}))[0] == AloneRight("Ada")
    assert AloneRight("Ada") not in moments(revealed({ADA: RIGHT, BEN: WRONG}))
    assert moments(revealed({ADA: WRONG, BEN: WRONG, CAT: WRONG})) == []


def test_a_row_is_called_out_when_it_is_reached() -> None:
    """Three right in a row are told once, with everybody who has reached them; four are not told again."""
    everybody = all_but()
    assert InARow(("Ada", "Ben", "Cat", "Dan", "Eve"), 3) in moments(revealed(*[everybody] * 3))
    assert moments(revealed(*[everybody] * 4)) == []
    broken = [all_but(ADA), everybody, everybody]
    assert InARow(("Ben", "Cat", "Dan", "Eve"), 3) in moments(revealed(*broken))


def test_who_takes_the_lead_is_named() -> None:
    """Whoever is alone in front and was not before takes the lead; who stays there does not."""
    overtaken = [all_but(BEN), all_but(ADA, CAT, DAN, EVE), all_but(ADA, CAT, DAN, EVE)]
    assert Lead("Ben") in moments(revealed(*overtaken))
    assert Lead("Ben") not in moments(revealed(*overtaken, overtaken[-1]))


def test_who_stays_ahead_takes_no_lead_however_often() -> None:
    """Told once, and not again with each question that changes nothing."""
    ahead = all_but(BEN, answer=WRONG)
    assert Lead("Ben") not in moments(revealed(ahead, ahead))


def test_the_only_one_left_can_take_the_lead() -> None:
    """Ben led and was removed; nobody is left who could climb."""
    game = revealed({BEN: RIGHT, ADA: WRONG}, {BEN: RIGHT, ADA: RIGHT}, players=(ADA, BEN))
    alone = granted(remove(game, BEN.id, NOON))
    assert moments(alone) in ([], [Lead("Ada")])


def test_a_leap_is_named_with_its_place() -> None:
    """Somebody who gains two places or more without being first is told with where they are now."""
    game = revealed(all_but(EVE), all_but(ADA, BEN, CAT))
    assert moves(game) == {EVE.id: 3, ADA.id: -1, BEN.id: -1, CAT.id: -1}
    assert Climb("Eve", 3, 2) in moments(game)


def test_the_first_question_moves_nobody() -> None:
    """Before anybody has a point there is no place to climb from."""
    game = revealed(all_but(EVE))
    assert moves(game) == {}
    assert moments(game) == []


def test_an_open_question_is_told_nothing_of() -> None:
    """While a question is open nothing is said of it, whatever was answered."""
    game = revealed(all_but(EVE))
    game = play.posted(play.next_question(game, NOON), 1, NOON)
    game = granted(play.answer(game, ADA, 1, RIGHT, NOON + SECOND))
    assert moments(game) == []
    assert moves(game) == {}


answers = st.lists(st.dictionaries(st.sampled_from(ALL), st.sampled_from([RIGHT, WRONG])), min_size=1, max_size=8)


@given(answers)
def test_it_never_gets_noisy(given: list[Given]) -> None:
    """One reveal says two things at most; places gained and lost are those of the standings before and after."""
    game = revealed(*given)
    assert len(moments(game)) <= AT_A_TIME
    before = {line.player_id: line.place for line in standings(revealed(*given[:-1]))} if given[1:] else {}
    for line in standings(game):
        if moves(game):
            assert before[line.player_id] - line.place == moves(game).get(line.player_id, 0)


def last(*given: Given, settings: Settings = ACCURACY) -> Round:
    """A round whose last question is open."""
    game = revealed(*given, of=len(given) + 1, settings=settings)
    return play.posted(play.next_question(game, NOON), len(given), NOON)


def test_the_last_question_says_what_it_can_still_change() -> None:
    """A lead that one question can make up is told before the last question; a larger one is not."""
    ahead = {ADA: RIGHT, BEN: WRONG}
    assert stakes(last({ADA: RIGHT, BEN: RIGHT}, ahead)) == Stakes(("Ada",), "Ben", 100)
    assert stakes(last({ADA: RIGHT, BEN: RIGHT})) == Stakes(("Ada", "Ben"))
    assert stakes(last(ahead, ahead)) is None
    assert stakes(last({ADA: WRONG, BEN: WRONG})) is None


def test_what_is_at_stake_gives_nothing_away() -> None:
    """What is said of the last question stays the same whatever is answered; of any other, nothing is said."""
    game = last({ADA: RIGHT, BEN: RIGHT}, {ADA: RIGHT, BEN: WRONG})
    answered = granted(play.answer(game, BEN, 2, RIGHT, NOON + SECOND))
    assert stakes(answered) == stakes(game)
    assert stakes(revealed({ADA: RIGHT, BEN: WRONG})) is None


def test_with_speed_a_bonus_is_within_reach() -> None:
    """Where rows of right answers earn a bonus, the most that the last question can bring counts it in."""
    rows = [{ADA: RIGHT, BEN: RIGHT}] * 4
    behind = [{ADA: WRONG, BEN: RIGHT}] * 2
    assert stakes(last(*rows, *behind, settings=Settings())) is None
    one = stakes(last(*rows, behind[0], settings=Settings()))
    assert one is None or one.behind <= 105


def test_a_close_race_and_a_comeback() -> None:
    """A win by less than an answer, and one from further behind than a single question can make up, are told."""
    comeback = [{ADA: RIGHT, BEN: WRONG}] * 2 + [{ADA: WRONG, BEN: RIGHT}] * 3
    assert finished(revealed(*comeback)) == Finish("Ben", behind=200, after=2)
    twice = replace(revealed(*comeback), weights={4: Weight.TWICE})
    assert finished(twice) is None, "a question that counts twice makes up for two"
    taken_out = granted(remove(revealed(*[{CAT: RIGHT, BEN: WRONG}] * 2, *comeback[2:]), CAT.id, NOON))
    assert finished(taken_out) is None, "nobody was ahead who still stands anywhere"
    steady = [{ADA: RIGHT, BEN: WRONG}] + [{ADA: RIGHT, BEN: RIGHT}] * 3
    assert finished(revealed(*steady)) is None
    close = asking(ADA, BEN, settings=Settings())
    close = granted(play.answer(close, ADA, 0, RIGHT, NOON + SECOND))
    close = play.close(granted(play.answer(close, BEN, 0, RIGHT, NOON + 9 * SECOND)), NOON + 10 * SECOND)
    told = finished(close)
    assert told is not None
    assert (told.winner, told.runner_up) == ("Ada", "Ben")
    assert told.margin is not None
    assert 0 < told.margin <= 20


def test_everybody_who_is_level_is_named() -> None:
    """Where time sets people with equal points in an order, the third of them is as level as the first two."""
    game = asking(ADA, BEN, CAT, questions=[question("q0"), question("q1")], settings=Settings())
    for place, one in enumerate((ADA, BEN, CAT)):
        game = granted(play.answer(game, one, 0, RIGHT, NOON + SECOND + place * SECOND / 1000))
    game = play.close(game, NOON + 10 * SECOND)
    assert [line.place for line in standings(game)] == [1, 2, 3]
    assert len({line.points for line in standings(game)}) == 1
    told = finished(game)
    assert told is not None
    assert "Ada, Ben, and Cat are tied on points" in finish(told)[0].translate({0x2068: None, 0x2069: None})
    following = play.posted(play.next_question(game, NOON + 11 * SECOND), 1, NOON + 12 * SECOND)
    assert stakes(following) == Stakes(("Ada", "Ben", "Cat"))


def test_alone_or_level_there_is_no_race() -> None:
    """One player alone, a shared first place, and a round without points are no race and no comeback."""
    assert finished(revealed({ADA: RIGHT}, players=(ADA,))) is None
    assert finished(revealed({ADA: RIGHT, BEN: RIGHT})) is None
    assert finished(revealed({ADA: WRONG, BEN: WRONG})) is None


def test_several_who_lead_together_lead_in_the_plural() -> None:
    """`Ada and Ben lead`, and one alone leads."""
    for leaders, told in (
        (("Ada",), "Ada leads Cleo by 1 point"),
        (("Ada", "Ben"), "Ada and Ben lead Cleo by 1 point"),
    ):
        assert told in at_stake(Stakes(leaders, "Cleo", 1)).translate({0x2068: None, 0x2069: None})
