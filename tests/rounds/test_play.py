"""A round being played: answering, closing, revealing, going on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.kernel.asked import Player
from bot.kernel.grading import Answer
from bot.kernel.pace import Pace
from bot.kernel.questions import Kind
from bot.kernel.scoring import Scoring
from bot.rounds.rules import control, hosting, lobby, play
from bot.rounds.rules.model import EndReason, PauseReason, Phase, Refusal, Round, Settings
from bot.rounds.rules.standings import standings
from tests.strategies import ADA, BEN, CAT, MINUTE, NOON, SECOND, asking, granted, question

RIGHT, WRONG = (0,), (1,)
RELAXED = Settings(pace=Pace.RELAXED)
ACCURACY = Settings(scoring=Scoring.ACCURACY)


def answered(game: Round, player: Player, given: Answer = RIGHT, at: datetime | None = None) -> Round:
    return granted(play.answer(game, player, game.position, given, at or opened(game)))


def opened(game: Round) -> datetime:
    assert game.current.opened_at is not None
    return game.current.opened_at


def deadline(game: Round) -> datetime:
    assert game.current.deadline is not None
    return game.current.deadline


def next_up(game: Round, at: datetime | None = None) -> Round:
    """The open question closed and the next one on the screen."""
    at = at or (game.due_at or opened(game))
    shown = play.next_question(play.close(game, at), at)
    return play.posted(shown, shown.position, at)


# The clock


def test_the_clock_starts_on_the_screen() -> None:
    """A question's time runs from when its message is on the screen."""
    game = play.next_question(play.close(asking(ADA), NOON), NOON)
    assert (game.phase, game.current.deadline, game.due_at) == (Phase.POSTING, None, None)
    shown = play.posted(game, 1, NOON + 7 * SECOND)
    assert opened(shown) == NOON + 7 * SECOND
    assert deadline(shown) == NOON + 32 * SECOND


def test_only_the_awaited_message_starts_it() -> None:
    """An older or a later message, or the same one again, changes nothing."""
    game = play.next_question(play.close(asking(ADA), NOON), NOON)
    assert play.posted(game, 0, NOON) is game
    assert play.posted(game, 2, NOON) is game
    shown = play.posted(game, 1, NOON)
    assert play.posted(shown, 1, NOON + MINUTE) is shown


def test_a_press_before_the_deadline_counts_however_late_it_is_handled() -> None:
    """The press's own time decides: made in time it counts while the question is open, made later it does not."""
    game = asking(ADA, BEN)
    assert isinstance(play.answer(game, ADA, 0, RIGHT, deadline(game)), Round)
    assert play.answer(game, ADA, 0, RIGHT, deadline(game) + timedelta(milliseconds=1)) is Refusal.LATE


def test_a_question_stays_open_a_moment_past_its_deadline() -> None:
    """It closes a second and a half after the deadline: presses made in time are still on their way."""
    game = asking(ADA, BEN)
    assert control.tick(game, deadline(game) + SECOND) is game
    late = deadline(game) + 1.5 * SECOND
    assert control.tick(game, late).phase is Phase.REVEAL


def test_an_answer_takes_no_time_from_those_who_still_think() -> None:
    """Once somebody has answered, the others have as long as before, and the moment past the deadline."""
    game = asking(ADA, BEN)
    until = deadline(game) + timedelta(seconds=1.5)
    game = answered(game, ADA)
    assert game.due_at == until
    assert control.tick(game, until - timedelta(milliseconds=1)).phase is Phase.OPEN
    assert isinstance(play.answer(game, BEN, 0, RIGHT, deadline(game)), Round)
    assert control.tick(game, until).phase is Phase.REVEAL


def test_the_silence_of_a_relaxed_quiz_begins_with_the_last_answer() -> None:
    """It pauses ten minutes after the last answer, not after the question came."""
    game = answered(asking(ADA, BEN, settings=RELAXED), ADA, at=NOON + 9 * MINUTE)
    assert control.tick(game, NOON + 19 * MINUTE - SECOND).phase is Phase.OPEN
    assert control.tick(game, NOON + 19 * MINUTE).phase is Phase.PAUSED


def test_relaxed_waits_for_everybody() -> None:
    """Without a clock a question stays open for as long as somebody touches it every ten minutes."""
    game = asking(ADA, BEN, settings=RELAXED)
    game = answered(game, ADA, at=NOON + 9 * MINUTE)
    assert control.tick(game, NOON + 18 * MINUTE) is game
    quiet = control.tick(game, NOON + 19 * MINUTE)
    assert (quiet.phase, quiet.pause and quiet.pause.reason) == (Phase.PAUSED, PauseReason.SILENCE)


# Answering


def test_the_first_answer_counts_with_speed() -> None:
    """With speed scoring a second answer is refused and the first one stays."""
    game = answered(asking(ADA, BEN), ADA, WRONG)
    assert play.answer(game, ADA, 0, RIGHT, NOON) is Refusal.ALREADY_ANSWERED
    assert game.current.answers[ADA.id].answer == WRONG


def test_an_answer_may_change_in_accuracy_mode() -> None:
    """In accuracy mode the last answer before the close counts."""
    game = answered(asking(ADA, BEN, settings=ACCURACY), ADA, WRONG)
    game = answered(game, ADA, RIGHT, NOON + 20 * SECOND)
    assert (game.current.answers[ADA.id].answer, game.current.answers[ADA.id].points) == (RIGHT, 100)
    assert play.answer(game, ADA, 0, RIGHT, deadline(game) + SECOND) is Refusal.LATE


def test_answering_from_outside_joins() -> None:
    """Somebody who was not in the lobby joins by answering, and it counts; so does who had left."""
    game = answered(asking(ADA), CAT)
    assert game.active_players == [ADA, CAT]
    assert CAT.id in game.current.answers
    back = answered(granted(lobby.leave(asking(ADA, BEN), BEN.id, NOON)), BEN)
    assert back.active_players == [ADA, BEN]


@pytest.mark.parametrize(
    ("position", "refusal"), [(0, Refusal.CLOSED), (2, Refusal.UNKNOWN), (-1, Refusal.UNKNOWN), (99, Refusal.UNKNOWN)]
)
def test_answers_to_other_questions(position: int, refusal: Refusal) -> None:
    """An old question is closed, and one that was not asked yet is unknown."""
    assert play.answer(next_up(asking(ADA)), ADA, position, RIGHT, NOON) is refusal


def test_answers_where_nothing_is_open() -> None:
    """In the lobby, on its way, at the reveal, in a pause and after the end there is nothing to answer."""
    game = asking(ADA)
    outcomes = {
        Refusal.NOT_OPEN: play.next_question(play.close(game, NOON), NOON),
        Refusal.CLOSED: play.close(game, NOON),
        Refusal.PAUSED: granted(control.host_pause(game, NOON)),
        Refusal.ENDED: granted(control.stop(game, NOON)),
        Refusal.NOT_BEGUN: replace(game, phase=Phase.LOBBY),
    }
    for refusal, state in outcomes.items():
        assert play.answer(state, ADA, state.position, RIGHT, NOON) is refusal


def test_a_closed_question_in_a_pause_is_closed() -> None:
    """A pause at the reveal does not open what was revealed."""
    game = granted(control.host_pause(play.close(asking(ADA), NOON), NOON))
    assert play.answer(game, ADA, 0, RIGHT, NOON) is Refusal.CLOSED


def test_time_is_measured_from_the_screen() -> None:
    """An answer's time runs from the question's appearance, and is never negative."""
    assert answered(asking(ADA), ADA, at=NOON + 7.25 * SECOND).current.answers[ADA.id].elapsed_ms == 7_250
    assert answered(asking(ADA), ADA, at=NOON - SECOND).current.answers[ADA.id].elapsed_ms == 0


def test_points_with_and_without_speed() -> None:
    """The quick answer earns more than the slow one, in accuracy mode the same."""

    def earned(settings: Settings, at: datetime) -> int:
        return answered(asking(ADA, settings=settings), ADA, at=at).current.answers[ADA.id].points

    late = NOON + 25 * SECOND
    assert (earned(Settings(), NOON), earned(Settings(), late)) == (100, 80)
    assert (earned(ACCURACY, NOON), earned(ACCURACY, late)) == (100, 100)


def test_part_of_the_points() -> None:
    """A half-right ordering earns half of the points, and is not right."""
    locked = answered(asking(ADA, questions=[question(kind=Kind.ORDERING)]), ADA, (0, 1, 3, 2)).current.answers[ADA.id]
    assert (locked.points, locked.credit, locked.correct) == (50, 0.5, False)


# Streaks


def test_a_streak_pays_and_breaks() -> None:
    """Right answers in a row add up; a wrong one, or none, starts again."""
    game = asking(ADA, BEN)
    earned = []
    for given in (RIGHT, RIGHT, WRONG, RIGHT, RIGHT):
        game = answered(game, ADA, given)
        earned.append(game.current.answers[ADA.id].points)
        game = next_up(game) if game.position < 4 else game
    assert earned == [100, 105, 0, 100, 105]


def test_not_answering_breaks_a_streak() -> None:
    """A question left out ends a streak."""
    game = next_up(next_up(answered(asking(ADA, BEN), ADA)))
    assert play.streak_of(game, ADA.id) == 0


def test_a_skipped_question_breaks_no_streak() -> None:
    """Who had not answered when the host skipped keeps the streak; who had, and wrongly, does not."""
    game = next_up(answered(answered(asking(ADA, BEN), ADA), BEN))
    game = answered(game, BEN, WRONG)
    game = play.next_question(play.close(game, NOON, skipped=True), NOON)
    game = play.posted(game, game.position, NOON)
    assert (play.streak_of(game, ADA.id), play.streak_of(game, BEN.id)) == (1, 0)


# Unsure


def test_being_unsure_moves_no_points() -> None:
    """A player may say so until the close; the points stay."""
    game = answered(asking(ADA, BEN), ADA)
    unsure = granted(play.mark_unsure(game, ADA.id, 0))
    assert unsure.current.answers[ADA.id] == replace(game.current.answers[ADA.id], unsure=True)
    assert play.mark_unsure(game, BEN.id, 0) is Refusal.NOT_ANSWERED
    assert play.mark_unsure(game, ADA.id, 9) is Refusal.UNKNOWN
    assert play.mark_unsure(play.close(game, NOON), ADA.id, 0) is Refusal.CLOSED


# Closing


def test_everybody_answered_closes_at_once() -> None:
    """When all who are in have answered nobody waits for the clock."""
    game = answered(asking(ADA, BEN), ADA)
    assert control.tick(game, NOON + SECOND) is game
    assert control.tick(answered(game, BEN), NOON + SECOND).phase is Phase.REVEAL


def test_who_left_is_not_waited_for() -> None:
    """When the one who was waited for leaves, the question closes."""
    game = granted(lobby.leave(answered(asking(ADA, BEN), ADA), BEN.id, NOON))
    assert control.tick(game, NOON + SECOND).phase is Phase.REVEAL


def test_the_idle_are_not_waited_for() -> None:
    """Who left two questions unanswered is not waited for, until they answer again."""
    game = next_up(answered(asking(ADA, BEN), ADA))
    assert play.awaited(game) == {ADA.id, BEN.id}
    game = next_up(answered(game, ADA))
    assert play.awaited(game) == {ADA.id}
    assert control.tick(answered(game, ADA), opened(game)).phase is Phase.REVEAL
    game = next_up(answered(answered(game, ADA), BEN))
    assert play.awaited(game) == {ADA.id, BEN.id}


def test_a_latecomer_is_waited_for() -> None:
    """Who came after the questions that they did not answer is not idle."""
    game = next_up(next_up(answered(asking(ADA), ADA)))
    game = granted(lobby.join(game, replace(CAT, joined_at=game.active_at), game.active_at))
    assert CAT.id in play.awaited(game)


def test_skipped_questions_make_nobody_idle() -> None:
    """A question that was skipped says nothing about who is there."""
    game = asking(ADA, BEN)
    for _ in range(2):
        game = play.next_question(play.close(answered(game, ADA), NOON, skipped=True), NOON)
        game = play.posted(game, game.position, NOON)
    assert play.awaited(game) == {ADA.id, BEN.id}


def test_nobody_there_is_not_everybody() -> None:
    """A question that nobody has answered waits for its clock, though nobody is in."""
    game = granted(lobby.leave(asking(ADA), ADA.id, NOON))
    assert control.tick(game, NOON + SECOND) is game


# Silence


def test_two_silent_questions_pause_the_round() -> None:
    """After two questions in a row without any answer the round waits; after ten more minutes it ends."""
    game = next_up(asking(ADA))
    assert game.phase is Phase.OPEN
    quiet = control.tick(game, game.due_at or NOON)
    assert (quiet.phase, quiet.pause and quiet.pause.reason) == (Phase.PAUSED, PauseReason.SILENCE)
    since = deadline(game) + 1.5 * SECOND
    assert control.tick(quiet, since + 10 * MINUTE - SECOND) is quiet
    over = control.tick(quiet, since + 10 * MINUTE)
    assert (over.phase, over.end) == (Phase.ENDED, EndReason.ABANDONED)


def test_an_answer_in_between_is_no_silence() -> None:
    """Silent, answered, silent: the round goes on."""
    game = next_up(answered(next_up(asking(ADA)), ADA))
    assert control.tick(game, game.due_at or NOON).phase is Phase.REVEAL


def test_a_skip_is_no_silence() -> None:
    """A question that the host skipped is no silent one."""
    game = next_up(asking(ADA))
    assert granted(control.skip(game, NOON + MINUTE)).phase is Phase.REVEAL


def test_going_on_after_a_silence_starts_afresh() -> None:
    """Once somebody said Continue it takes two silent questions again."""
    game = next_up(asking(ADA))
    quiet = control.tick(game, game.due_at or NOON)
    game = granted(control.resume(quiet, NOON + 5 * MINUTE))
    assert (game.phase, game.position) == (Phase.POSTING, 2)
    game = play.posted(game, 2, NOON + 5 * MINUTE)
    assert control.tick(game, game.due_at or NOON).phase is Phase.REVEAL


# The reveal


def test_a_reveal_stays_for_its_reading_time() -> None:
    """After the reading time the next question comes by itself."""
    game = play.close(answered(asking(ADA), ADA), NOON)
    assert control.tick(game, NOON + 9 * SECOND) is game
    assert control.tick(game, NOON + 10 * SECOND).phase is Phase.POSTING


def test_the_round_goes_on_when_all_have_pressed_next() -> None:
    """Those who answered are waited for, the others are not; pressing twice counts once."""
    game = play.close(answered(answered(asking(ADA, BEN, CAT), ADA), BEN), NOON)
    game = granted(play.press_next(game, ADA.id, 0, NOON))
    game = granted(play.press_next(game, ADA.id, 0, NOON))
    game = granted(play.press_next(game, CAT.id, 0, NOON))
    assert game.phase is Phase.REVEAL
    assert granted(play.press_next(game, BEN.id, 0, NOON)).phase is Phase.POSTING


def test_a_reveal_waits_for_nobody_who_has_left() -> None:
    """All others have pressed **Next**: the round goes on at once. Where nobody is left who answered, it stays."""
    game = play.close(answered(answered(asking(ADA, BEN, CAT), ADA), BEN), NOON + MINUTE)
    pressed = granted(play.press_next(game, ADA.id, 0, NOON + MINUTE))
    assert control.tick(pressed, NOON + MINUTE) is pressed
    left = granted(lobby.leave(pressed, BEN.id, NOON + MINUTE))
    assert control.tick(left, NOON + MINUTE).phase is Phase.POSTING
    alone = granted(lobby.leave(left, ADA.id, NOON + MINUTE))
    assert control.tick(alone, NOON + MINUTE) is alone


def test_next_asks_everybody_anew() -> None:
    """Having pressed Next at one reveal means nothing at the next one."""
    game = play.close(answered(answered(asking(ADA, BEN), ADA), BEN), NOON)
    game = granted(play.press_next(game, ADA.id, 0, NOON))
    game = granted(play.press_next(game, BEN.id, 0, NOON))
    game = play.posted(game, 1, NOON)
    game = play.close(answered(answered(game, ADA), BEN), NOON)
    assert granted(play.press_next(game, BEN.id, 1, NOON)).phase is Phase.REVEAL


def test_next_is_for_the_reveal_that_shows_it() -> None:
    """Next on an old card, before the reveal, after the end or by an outsider is refused."""
    game = asking(ADA)
    shown = play.close(game, NOON)
    assert play.press_next(game, ADA.id, 0, NOON) is Refusal.CLOSED
    assert play.press_next(shown, ADA.id, 1, NOON) is Refusal.CLOSED
    assert play.press_next(shown, CAT.id, 0, NOON) is Refusal.NOT_IN
    assert play.press_next(granted(control.stop(shown, NOON)), ADA.id, 0, NOON) is Refusal.ENDED


def test_after_the_last_question_comes_the_podium() -> None:
    """The last reveal leads to the end, and everything answered is in the standings."""
    game = play.close(answered(asking(ADA, questions=[question()]), ADA), NOON)
    over = control.tick(game, game.due_at or NOON)
    assert (over.phase, over.end, over.due_at) == (Phase.ENDED, EndReason.FINISHED, None)
    assert standings(over)[0].points == 100


def test_who_is_out_moves_nothing_on() -> None:
    """Next of somebody who was taken out, or has left, is refused, even where nobody is waited for."""
    game = play.close(answered(asking(ADA, BEN), BEN), NOON)
    assert play.press_next(granted(hosting.remove(game, BEN.id, NOON)), BEN.id, 0, NOON) is Refusal.NOT_IN
    assert play.press_next(granted(lobby.leave(game, BEN.id, NOON)), BEN.id, 0, NOON) is Refusal.NOT_IN


def test_a_question_without_a_clock_is_looked_at_again_after_ten_minutes() -> None:
    """In case everybody has gone; with a clock, as soon as its time is up."""
    untimed, timed = asking(ADA, settings=RELAXED), asking(ADA)
    assert (untimed.current.deadline, untimed.due_at) == (None, NOON + play.QUIET)
    assert timed.due_at == deadline(timed) + play.GRACE
