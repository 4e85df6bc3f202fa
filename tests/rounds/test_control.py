"""Pausing, skipping, stopping, and coming back after an outage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.kernel.clock import LEAST_TIME_BACK
from bot.kernel.pace import Pace, time_to_read
from bot.rounds.rules import control, hosting, lobby, play
from bot.rounds.rules.model import EndReason, PauseReason, Phase, Refusal, Round, Settings
from tests.rounds.test_play import RIGHT, answered, deadline, opened
from tests.strategies import ADA, BEN, MINUTE, NOON, SECOND, a_lobby, asking, granted, question

RELAXED = Settings(pace=Pace.RELAXED)
POSTING = play.next_question(play.close(asking(ADA), NOON), NOON)
REVEAL = play.close(asking(ADA), NOON)
PAUSED = granted(control.host_pause(asking(ADA), NOON))
ENDED = granted(control.stop(asking(ADA), NOON))


def test_a_quiz_stopped_after_its_last_reveal_is_finished() -> None:
    """Nothing was cut short: everything was asked and told."""
    first = granted(control.skip(asking(ADA), NOON))
    assert granted(control.stop(first, NOON)).end is EndReason.STOPPED
    last = replace(first, asked=first.asked[: first.position + 1])
    assert granted(control.stop(last, NOON)).end is EndReason.FINISHED
    paused = granted(control.host_pause(last, NOON))
    assert granted(control.stop(paused, NOON)).end is EndReason.FINISHED, "a pause there cuts nothing off either"
    assert granted(control.stop(granted(control.host_pause(first, NOON)), NOON)).end is EndReason.STOPPED


def test_who_may_control() -> None:
    """The host and whoever may manage the server; nobody else."""
    game = a_lobby(ADA, BEN)
    assert control.may_control(game, ADA.id, may_manage=False)
    assert control.may_control(game, 99, may_manage=True)
    assert not control.may_control(game, BEN.id, may_manage=False)


def test_what_came_after_a_look_at_the_menu_is_not_cut_short() -> None:
    """A press that comes late or twice does nothing to the reveal, or the question, that has come meanwhile."""
    game = asking(ADA, BEN)
    open_question, reveal = (0, "open"), (0, "reveal")
    closed = granted(control.skip(game, NOON, open_question))
    assert closed.phase is Phase.REVEAL
    assert control.skip(closed, NOON, open_question) is Refusal.GONE_ON
    following = granted(control.skip(closed, NOON, reveal))
    assert (following.phase, following.position) == (Phase.POSTING, 1)
    assert control.skip(following, NOON, reveal) is Refusal.GONE_ON
    shown = play.posted(following, 1, NOON)
    assert control.skip(shown, NOON, reveal) is Refusal.GONE_ON
    assert control.skip(shown, NOON, open_question) is Refusal.GONE_ON
    assert granted(control.skip(shown, NOON, (1, "open"))).phase is Phase.REVEAL
    assert control.skip(PAUSED, NOON, open_question) is Refusal.PAUSED


@pytest.mark.parametrize(
    ("game", "refusal"),
    [(a_lobby(ADA), Refusal.NOT_BEGUN), (PAUSED, Refusal.PAUSED), (ENDED, Refusal.ENDED)],
    ids=["lobby", "paused", "ended"],
)
def test_what_cannot_be_paused_or_skipped(game: Round, refusal: Refusal) -> None:
    """There is nothing to pause or to skip in a lobby, in a pause and after the end."""
    assert control.host_pause(game, NOON) is refusal
    assert control.skip(game, NOON) is refusal


def test_other_refusals_of_control() -> None:
    """A question on its way cannot be skipped, only a pause resumed, and what is over not stopped."""
    assert control.skip(POSTING, NOON) is Refusal.NOT_OPEN
    assert control.resume(asking(ADA), NOON) is Refusal.NOT_PAUSED
    assert control.resume(ENDED, NOON) is Refusal.ENDED
    assert control.stop(ENDED, NOON) is Refusal.ENDED


def test_a_pause_gives_the_remaining_time_back() -> None:
    """An open question goes on with what it had left, and the wait counts for nobody's speed."""
    game = asking(ADA, BEN, questions=[question(stem="x" * 700)])
    paused = granted(control.host_pause(game, NOON + 10 * SECOND))
    assert (paused.phase, paused.due_at) == (Phase.PAUSED, NOON + 10 * SECOND + 10 * MINUTE)
    back = granted(control.resume(paused, NOON + 5 * MINUTE))
    left = deadline(game) - (NOON + 10 * SECOND)
    assert (back.phase, deadline(back) - (NOON + 5 * MINUTE)) == (Phase.OPEN, left)
    assert back.due_at == deadline(back) + play.GRACE
    at = NOON + 5 * MINUTE + 2 * SECOND
    assert answered(back, ADA, at=at).current.answers[ADA.id].elapsed_ms == 12_000


def test_a_pause_near_the_end_gives_twenty_seconds() -> None:
    """Whoever comes back to a question has at least 20 seconds for it."""
    game = asking(ADA)
    paused = granted(control.host_pause(game, deadline(game) - SECOND))
    back = granted(control.resume(paused, NOON + 5 * MINUTE))
    assert deadline(back) == NOON + 5 * MINUTE + 20 * SECOND
    assert opened(back) == opened(game) + 5 * MINUTE - (deadline(game) - SECOND - NOON), "only the wait was lost"


def test_a_pause_at_the_reveal_leads_on() -> None:
    """Continue after a pause at the reveal brings the next question."""
    back = granted(control.resume(granted(control.host_pause(REVEAL, NOON)), NOON + MINUTE))
    assert (back.phase, back.position, back.pause) == (Phase.POSTING, 1, None)


def test_a_pause_while_a_question_is_on_its_way() -> None:
    """Continue goes on waiting for the message, whose appearance starts the clock."""
    back = granted(control.resume(granted(control.host_pause(POSTING, NOON)), NOON + MINUTE))
    assert (back.phase, back.position, back.due_at) == (Phase.POSTING, 1, None)
    assert play.posted(back, 1, NOON + MINUTE).phase is Phase.OPEN


def test_a_question_that_appears_during_a_pause() -> None:
    """Its clock stands still until Continue, and then gives the whole time."""
    shown = play.posted(granted(control.host_pause(POSTING, NOON)), 1, NOON + SECOND)
    assert (shown.phase, shown.due_at) == (Phase.PAUSED, NOON + 10 * MINUTE)
    assert play.answer(shown, ADA, 1, RIGHT, NOON + 2 * SECOND) is Refusal.PAUSED
    back = granted(control.resume(shown, NOON + MINUTE))
    assert (back.phase, opened(back), deadline(back)) == (Phase.OPEN, NOON + MINUTE, NOON + MINUTE + 25 * SECOND)


def test_a_pause_without_a_clock() -> None:
    """A relaxed question goes on without a deadline."""
    game = asking(ADA, settings=RELAXED)
    back = granted(control.resume(granted(control.host_pause(game, NOON)), NOON + MINUTE))
    assert (back.phase, back.current.deadline, back.due_at) == (Phase.OPEN, None, NOON + 11 * MINUTE)


def test_a_pause_ends_after_ten_minutes() -> None:
    """A pause that nobody ends ends the round, and what was answered counts."""
    game = granted(control.host_pause(answered(asking(ADA, BEN), ADA), NOON))
    over = control.tick(game, NOON + 10 * MINUTE)
    assert (over.end, over.pause) == (EndReason.ABANDONED, None)
    assert over.asked[0].closed_at == NOON + 10 * MINUTE


def test_skipping_keeps_the_answers_there_are() -> None:
    """A skipped question is revealed, its answers count; skipping a reveal goes on at once."""
    game = granted(control.skip(answered(asking(ADA, BEN), ADA), NOON))
    assert (game.phase, game.current.skipped, game.current.answers[ADA.id].answer) == (Phase.REVEAL, True, RIGHT)
    assert granted(control.skip(game, NOON)).phase is Phase.POSTING


@pytest.mark.parametrize("game", [a_lobby(ADA), POSTING, asking(ADA), REVEAL, PAUSED])
def test_stopping_ends_it_from_anywhere(game: Round) -> None:
    """The round is over at once, with no question left open and nothing more due."""
    over = granted(control.stop(game, NOON + SECOND))
    assert (over.phase, over.end, over.ended_at, over.due_at) == (
        Phase.ENDED, EndReason.STOPPED, NOON + SECOND, None,
    )  # fmt: skip
    assert all(asked.closed_at is not None for asked in over.asked if asked.opened_at is not None)


def test_a_channel_that_is_closed_to_us() -> None:
    """A running round waits until it may be shown again, a lobby is over, a pause stays what it was."""
    waiting = control.block(asking(ADA), NOON)
    assert (waiting.phase, waiting.pause and waiting.pause.reason) == (Phase.PAUSED, PauseReason.BLOCKED)
    assert control.block(a_lobby(ADA), NOON).end is EndReason.BLOCKED
    assert control.block(PAUSED, NOON) is PAUSED
    assert control.block(ENDED, NOON) is ENDED


def test_nothing_is_due_before_its_time() -> None:
    """Looking early changes nothing, in any phase."""
    for game in (a_lobby(ADA), POSTING, asking(ADA), REVEAL, PAUSED, ENDED):
        assert control.tick(game, NOON + SECOND) is game


# Time away


def test_a_short_outage_gives_the_time_back() -> None:
    """An open question gets back exactly what it lost, and locked answers stay."""
    game = answered(asking(ADA, BEN, questions=[question(stem="x" * 700)]), ADA)
    away, back_at = NOON + 5 * SECOND, NOON + 3 * MINUTE
    back = control.after_outage(game, away, back_at)
    assert deadline(back) - back_at == deadline(game) - away
    assert back.current.answers == game.current.answers
    assert back.due_at == deadline(back) + play.GRACE


def test_a_press_on_continue_that_was_held_up_counts_from_when_it_could_come() -> None:
    """The time up to then has been given back already; the question is not to be over at once."""
    paused = granted(control.host_pause(asking(ADA), NOON + SECOND))
    heard = NOON + 5 * MINUTE
    waiting = control.after_outage(paused, NOON + MINUTE, heard)
    back = granted(control.resume(waiting, NOON + MINUTE - SECOND))
    assert deadline(back) >= heard + LEAST_TIME_BACK
    assert back == granted(control.resume(waiting, heard))
    later = heard + MINUTE
    assert deadline(granted(control.resume(waiting, later))) >= later + LEAST_TIME_BACK


@pytest.mark.parametrize(
    "press",
    [control.skip, control.host_pause, control.stop],
    ids=["skip", "pause", "stop"],
)
def test_so_does_whatever_else_the_host_presses(press: Callable[[Round, datetime], Round | Refusal]) -> None:
    """No question closes before it was opened, and none loses time that came back."""
    heard = NOON + 5 * MINUTE
    game = control.after_outage(asking(ADA), NOON + 2 * SECOND, heard)
    assert press(game, NOON + SECOND) == press(game, heard)


def test_a_break_that_was_held_up_is_as_long_as_any() -> None:
    """It begins when the press could come."""
    heard = NOON + 9 * MINUTE
    game = control.after_outage(REVEAL, NOON + 2 * SECOND, heard)
    assert granted(hosting.look_up(game, NOON + SECOND)).due_at == heard + hosting.LOOK_UP


def test_the_last_answer_that_was_held_up_leaves_the_time_to_read() -> None:
    """It was given during an outage and came after it: the reveal stands as long from then on as any."""
    heard, pressed = NOON + 22 * SECOND, NOON + 3 * SECOND
    game = answered(asking(ADA, BEN), ADA)
    back = control.after_outage(game, NOON + 2 * SECOND, heard)
    for waiting, from_then in ((game, pressed), (back, heard)):
        given = granted(play.answer(waiting, BEN, waiting.position, (0,), pressed))
        closed = control.tick(given, given.active_at)
        assert closed.phase is Phase.REVEAL
        assert closed.current.closed_at == from_then
        reading = time_to_read(closed.current.question, closed.settings.pace)
        assert closed.due_at == from_then + reading


def test_nobody_is_told_to_be_silent_whose_answer_was_held_up() -> None:
    """A question without a clock waits for the others as long from when the answer could come as from any."""
    game = asking(ADA, BEN, settings=RELAXED)
    heard = NOON + 9 * MINUTE
    back = control.after_outage(game, NOON + 2 * SECOND, heard)
    given = granted(play.answer(back, BEN, back.position, (0,), NOON + 3 * SECOND))
    assert given.due_at == heard + play.QUIET


def test_a_question_that_waits_for_nobody_any_more_closes() -> None:
    """Also if that is only found out when the quiz is due to pause, since nobody seems to be there."""
    game = answered(asking(ADA, BEN, settings=RELAXED), ADA)
    alone = replace(game, players={ADA.id: game.players[ADA.id]})
    assert alone.due_at is not None
    assert control.tick(alone, alone.due_at).phase is Phase.REVEAL


def test_a_clock_that_was_ahead_puts_off_no_press() -> None:
    """What was given back up to a time that has not come yet holds up nobody."""
    paused = granted(control.host_pause(asking(ADA), NOON + SECOND))
    waiting = control.after_outage(paused, NOON + MINUTE, NOON + 60 * 24 * MINUTE)
    assert granted(control.resume(waiting, NOON + 2 * MINUTE)).active_at == NOON + 2 * MINUTE


def test_an_outage_at_the_end_leaves_twenty_seconds() -> None:
    """A question that ran out while the bot was away is open for 20 seconds more."""
    game = asking(ADA)
    back = control.after_outage(game, deadline(game), NOON + 2 * MINUTE)
    assert deadline(back) == NOON + 2 * MINUTE + 20 * SECOND


def test_a_question_that_appeared_during_the_outage() -> None:
    """It lost only the time since it appeared: nobody gets more than the question allows."""
    game = play.posted(POSTING, 1, NOON + MINUTE)
    back = control.after_outage(game, NOON, NOON + 2 * MINUTE)
    assert deadline(back) - (NOON + 2 * MINUTE) == deadline(game) - opened(game)


def test_and_after_a_long_outage_too() -> None:
    """The same holds where the outage was so long that the round waits for Continue."""
    game = play.posted(POSTING, 1, NOON + 5 * MINUTE)
    waiting = control.after_outage(game, NOON, NOON + 11 * MINUTE)
    back = granted(control.resume(waiting, NOON + 12 * MINUTE))
    assert deadline(back) - (NOON + 12 * MINUTE) == deadline(game) - opened(game)
    assert opened(back) == NOON + 12 * MINUTE


@pytest.mark.parametrize("game", [POSTING, asking(ADA), REVEAL], ids=["posting", "open", "reveal"])
def test_after_ten_minutes_away_the_round_waits(game: Round) -> None:
    """A round that was running does not go on by itself; ten minutes after the return it ends."""
    waiting = control.after_outage(game, NOON, NOON + 10 * MINUTE)
    assert (waiting.phase, waiting.pause and waiting.pause.reason) == (Phase.PAUSED, PauseReason.AWAY)
    assert control.tick(waiting, NOON + 20 * MINUTE - SECOND) is waiting
    assert control.tick(waiting, NOON + 20 * MINUTE).end is EndReason.ABANDONED
    just_less = control.after_outage(game, NOON, NOON + 10 * MINUTE - SECOND)
    assert just_less.phase is game.phase


def test_everything_else_that_was_due_moves() -> None:
    """A lobby, a reveal and a pause have as long left as before the outage; what is over stays as it is."""
    for game in (a_lobby(ADA), REVEAL, PAUSED):
        assert game.due_at is not None
        back = control.after_outage(game, NOON, NOON + 5 * MINUTE)
        assert back.due_at == game.due_at + 5 * MINUTE
    for game in (ENDED, POSTING):
        assert control.after_outage(game, NOON, NOON + 5 * MINUTE) is game


def test_a_lobby_outlives_a_long_outage() -> None:
    """Time away does not count against a lobby, however long it was."""
    back = control.after_outage(a_lobby(ADA), NOON, NOON + 60 * MINUTE)
    assert isinstance(lobby.join(back, BEN, NOON + 61 * MINUTE), Round)
    assert control.tick(back, NOON + 61 * MINUTE) is back


def test_a_relaxed_question_after_an_outage() -> None:
    """It still has no clock, and ten quiet minutes from now."""
    back = control.after_outage(asking(ADA, settings=RELAXED), NOON, NOON + 5 * MINUTE)
    assert (back.current.deadline, back.due_at) == (None, NOON + 15 * MINUTE)


def test_the_published_times() -> None:
    """20 seconds back at least, and a long outage is ten minutes."""
    assert (20 * SECOND, timedelta(minutes=10)) == (LEAST_TIME_BACK, control.LONG_AWAY)
