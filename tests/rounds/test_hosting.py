"""What a host decides besides the clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.kernel.asked import Player
from bot.kernel.pace import Pace
from bot.kernel.scoring import Scoring
from bot.rounds.rules import control, hosting, lobby, play
from bot.rounds.rules.hosting import LOOK_UP
from bot.rounds.rules.model import EndReason, Joining, PauseReason, Phase, Refusal, Round, Settings, Weight
from bot.rounds.rules.standings import begun_counting, hardest, missed_by, most_mixed_up, standings
from tests.rounds.test_play import RIGHT, WRONG
from tests.strategies import ADA, BEN, CAT, MINUTE, NOON, SECOND, a_lobby, asking, granted, question

ACCURACY = Settings(scoring=Scoring.ACCURACY)
DAN = Player(4, "Dan", NOON)


def revealed(*players: Player, settings: Settings = ACCURACY) -> Round:
    """A round at its first reveal: the first player was right, the others wrong."""
    game = asking(*players, settings=settings)
    for player in players:
        game = granted(play.answer(game, player, 0, RIGHT if player is players[0] else WRONG, NOON + SECOND))
    return play.close(game, NOON + 2 * SECOND)


def next_up(game: Round) -> Round:
    return play.posted(play.next_question(game, NOON), game.position + 1, NOON)


# Who is in


def test_who_is_taken_out_stays_out() -> None:
    """They leave, cannot come back by Join or by an answer, and stand in no standings; their answers stay."""
    game = granted(hosting.remove(revealed(ADA, BEN, CAT), BEN.id, NOON))
    assert [line.name for line in standings(game)] == ["Ada", "Cat"]
    assert BEN.id in game.asked[0].answers
    assert lobby.join(game, BEN, NOON) is Refusal.REMOVED
    assert play.answer(next_up(game), BEN, 1, RIGHT, NOON) is Refusal.REMOVED
    assert hosting.remove(game, BEN.id, NOON) is Refusal.NOT_PLAYING


def test_nobody_waits_for_who_was_taken_out() -> None:
    """A question that waited for them alone is answered by everybody."""
    game = granted(play.answer(asking(ADA, BEN), ADA, 0, RIGHT, NOON + SECOND))
    assert not play.everybody_answered(game)
    assert play.everybody_answered(granted(hosting.remove(game, BEN.id, NOON)))


def test_taking_out_the_host_passes_the_hosting_on() -> None:
    """Who may manage the server can take the host out; who is in longest hosts then, and an empty lobby ends."""
    game = granted(hosting.remove(a_lobby(ADA, BEN), ADA.id, NOON))
    assert game.host_id == BEN.id
    assert granted(hosting.remove(game, BEN.id, NOON)).end is EndReason.LOBBY_EXPIRED


def test_the_hosting_is_passed_to_who_is_in() -> None:
    """To a player by name, and to nobody who has left or never came."""
    game = a_lobby(ADA, BEN, CAT)
    passed = granted(hosting.pass_on(game, CAT.id))
    assert passed.host_id == CAT.id
    assert control.may_control(passed, CAT.id, may_manage=False)
    assert not control.may_control(passed, ADA.id, may_manage=False)
    assert hosting.pass_on(granted(lobby.leave(game, CAT.id, NOON)), CAT.id) is Refusal.NOT_PLAYING
    assert hosting.pass_on(game, 99) is Refusal.NOT_PLAYING


@pytest.mark.parametrize(
    ("joining", "in_lobby", "later"),
    [
        (Joining.ANYBODY, None, None),
        (Joining.BEFORE_START, None, Refusal.NO_LATECOMERS),
        (Joining.NOBODY, Refusal.CLOSED_TO_ALL, Refusal.CLOSED_TO_ALL),
    ],
)
def test_the_host_says_who_may_come_in(joining: Joining, in_lobby: Refusal | None, later: Refusal | None) -> None:
    """A locked lobby takes nobody in, one without latecomers only until the start; by Join and by answers alike."""
    game = granted(hosting.let_in(a_lobby(ADA, BEN), joining))
    entered = lobby.join(game, CAT, NOON)
    assert (entered if isinstance(entered, Refusal) else None) == in_lobby
    begun = granted(lobby.begin(game, ADA.id, [question("q1"), question("q2")], NOON))
    opened = play.posted(begun, 0, NOON)
    for outcome in (lobby.join(opened, CAT, NOON), play.answer(opened, CAT, 0, RIGHT, NOON + SECOND)):
        assert (outcome if isinstance(outcome, Refusal) else None) == later


@pytest.mark.parametrize("joining", Joining)
def test_who_was_in_may_come_back(joining: Joining) -> None:
    """A door that is shut keeps nobody out who was in before."""
    game = granted(hosting.let_in(asking(ADA, BEN), joining))
    gone = granted(lobby.leave(game, BEN.id, NOON))
    assert granted(play.answer(gone, BEN, 0, RIGHT, NOON + SECOND)).players[BEN.id].active


# What questions count


def test_a_question_counts_half_or_twice() -> None:
    """The standings count points by how much their question counts; the answers keep their own."""
    for weight, earned in ((Weight.HALF, 50), (Weight.ONCE, 100), (Weight.TWICE, 200)):
        game = next_up(granted(hosting.weigh(revealed(ADA, BEN), weight)))
        game = play.close(granted(play.answer(game, BEN, 1, RIGHT, NOON + SECOND)), NOON + 2 * SECOND)
        points = {line.name: line.points for line in standings(game)}
        assert points == {"Ada": 100, "Ben": earned}
        assert game.asked[1].answers[BEN.id].points == 100


def test_only_the_next_question_is_weighed() -> None:
    """Not one that is open, nor one that was; after the last there is none."""
    game = granted(hosting.weigh(revealed(ADA), Weight.TWICE))
    assert game.weights == {1: Weight.TWICE}
    assert hosting.weigh(next_up(game), Weight.HALF) is Refusal.NOT_BETWEEN
    assert granted(hosting.weigh(game, Weight.ONCE)).weights == {}
    only = play.close(asking(ADA, questions=[question("q1")]), NOON)
    assert hosting.weigh(only, Weight.TWICE) is Refusal.NO_NEXT
    assert hosting.weigh(a_lobby(ADA), Weight.TWICE) is Refusal.NOT_BEGUN


def test_a_warm_up_does_not_count() -> None:
    """It earns no points, begins no row of right answers, and is not among those that count."""
    game = granted(hosting.warm_up(a_lobby(ADA, BEN, settings=Settings()), wanted=True))
    begun = granted(lobby.begin(game, ADA.id, [question(f"q{number}") for number in range(3)], NOON))
    warm = play.posted(begun, 0, NOON)
    assert (warm.number(0), warm.number(1), warm.counting) == (0, 1, 2)
    warm = play.close(granted(play.answer(warm, ADA, 0, RIGHT, NOON + SECOND)), NOON + 2 * SECOND)
    assert {(line.points, line.right, line.of) for line in standings(warm)} == {(0, 0, 0)}
    first = granted(play.answer(next_up(warm), ADA, 1, RIGHT, NOON + SECOND))
    assert first.current.answers[ADA.id].points == 100


def test_a_warm_up_is_no_miss_and_not_the_hardest() -> None:
    """What does not count is in no figure of the quiz: not among anybody's misses, nor named as hard or mixed up."""
    game = granted(hosting.warm_up(a_lobby(ADA, BEN, settings=Settings()), wanted=True))
    game = granted(lobby.begin(game, ADA.id, [question(f"q{number}") for number in range(3)], NOON))
    game = play.posted(game, 0, NOON)
    for player in (ADA, BEN):
        game = granted(play.answer(game, player, 0, WRONG, NOON + SECOND))
    warm = play.close(game, NOON + 2 * SECOND)
    assert (missed_by(warm, ADA.id), hardest(warm), most_mixed_up(warm)) == ([], None, None)
    assert not begun_counting(warm)
    first = play.close(granted(play.answer(next_up(warm), ADA, 1, WRONG, NOON + SECOND)), NOON + 2 * SECOND)
    assert [asked.question.id for asked, _ in missed_by(first, ADA.id)] == [first.current.question.id]
    assert begun_counting(first)


def test_a_warm_up_is_never_the_only_question() -> None:
    """Where only one question can be asked, it counts; once the quiz has begun there is no warm-up to add."""
    game = granted(hosting.warm_up(a_lobby(ADA), wanted=True))
    begun = granted(lobby.begin(game, ADA.id, [question("q1")], NOON))
    assert begun.counting == 1
    assert hosting.warm_up(begun, wanted=False) is Refusal.BEGUN


# Time


def test_the_pace_changes_between_questions() -> None:
    """In the lobby and at a reveal, for the next question on; never while a question is open or on its way."""
    assert granted(hosting.set_pace(a_lobby(ADA), Pace.RELAXED)).settings.pace is Pace.RELAXED
    game = granted(hosting.set_pace(revealed(ADA), Pace.RELAXED))
    posting = play.next_question(game, NOON)
    assert hosting.set_pace(posting, Pace.EXAM) is Refusal.NOT_BETWEEN
    opened = play.posted(posting, 1, NOON)
    assert opened.current.deadline is None
    assert hosting.set_pace(opened, Pace.EXAM) is Refusal.NOT_BETWEEN
    assert hosting.set_pace(granted(control.host_pause(opened, NOON)), Pace.EXAM) is Refusal.NOT_BETWEEN


def test_time_breaks_no_tie_where_a_question_had_none() -> None:
    """Once one question had no clock, equal points share a place, however quick anybody was on the others."""
    game = asking(ADA, BEN, settings=Settings())
    for player, at in ((ADA, NOON + SECOND), (BEN, NOON + 3 * SECOND)):
        game = granted(play.answer(game, player, 0, RIGHT, at))
    game = play.close(game, NOON + 4 * SECOND)
    assert [line.place for line in standings(game)] == [1, 2]
    game = next_up(granted(hosting.set_pace(game, Pace.RELAXED)))
    assert [line.place for line in standings(play.close(game, NOON))] == [1, 1]


def test_a_break_to_look_it_up_ends_by_itself() -> None:
    """At the reveal, for five minutes; then the next question comes, or earlier when the host says so."""
    game = granted(hosting.look_up(revealed(ADA, BEN), NOON))
    assert game.pause is not None
    assert (game.phase, game.pause.reason, game.due_at) == (Phase.PAUSED, PauseReason.LOOK_UP, NOON + LOOK_UP)
    assert control.tick(game, NOON + LOOK_UP - SECOND) is game
    for after in (control.tick(game, NOON + LOOK_UP), granted(control.resume(game, NOON + SECOND))):
        assert (after.phase, after.position) == (Phase.POSTING, 1)


def test_a_break_after_the_last_question_leads_to_the_podium() -> None:
    """It is no way to keep a round open."""
    last = play.close(asking(ADA, questions=[question("q1")]), NOON)
    over = control.tick(granted(hosting.look_up(last, NOON)), NOON + LOOK_UP)
    assert over.end is EndReason.FINISHED


def test_nobody_looks_anything_up_while_a_question_is_open() -> None:
    """A break is for what is on the screen with its answer."""
    game = asking(ADA)
    assert hosting.look_up(game, NOON) is Refusal.NOT_BETWEEN
    paused = granted(control.host_pause(revealed(ADA), NOON))
    assert hosting.look_up(paused, NOON) is Refusal.PAUSED


def test_time_away_is_no_part_of_a_break() -> None:
    """The break has as long left after an outage as before it."""
    game = granted(hosting.look_up(revealed(ADA), NOON))
    back = control.after_outage(game, NOON + MINUTE, NOON + 3 * MINUTE)
    assert back.due_at == NOON + LOOK_UP + 2 * MINUTE


def test_over_is_over() -> None:
    """Nothing of it changes a round that has ended."""
    over = replace(revealed(ADA, BEN), phase=Phase.ENDED, end=EndReason.FINISHED, due_at=None)
    assert hosting.remove(over, BEN.id, NOON) is Refusal.ENDED
    assert hosting.pass_on(over, BEN.id) is Refusal.ENDED
    assert hosting.let_in(over, Joining.NOBODY) is Refusal.ENDED
    assert hosting.set_pace(over, Pace.EXAM) is Refusal.ENDED
    assert hosting.weigh(over, Weight.HALF) is Refusal.ENDED
    assert hosting.warm_up(over, wanted=True) is Refusal.ENDED
    assert hosting.look_up(over, NOON) is Refusal.ENDED
