"""Duels over an outage: nobody loses by it, and nobody is hurried."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.duels.rules import offer, play
from bot.duels.rules.model import Duel, End, Phase, Refusal
from bot.duels.rules.result import rated_game
from bot.kernel.clock import LEAST_TIME_BACK
from tests.duels.answering import QUESTIONS, RIGHT, asked, begun, both_answer, timed_out
from tests.duels.stories import a_challenge, granted, left_alone
from tests.strategies import ADA, BEN, MINUTE, NOON, SECOND


def test_an_outage_forfeits_nothing() -> None:
    """A question that an outage interrupted counts for no forfeit, though it was answered by one alone."""
    duel = both_answer(asked(begun()), RIGHT, RIGHT, 3)
    duel = asked(duel, 40)
    duel = timed_out(granted(play.answer(duel, ADA.id, 1, RIGHT, NOON + 45 * SECOND)))
    duel = asked(duel, 100)
    duel = play.after_outage(duel, NOON + 110 * SECOND, NOON + 130 * SECOND)
    duel = timed_out(granted(play.answer(duel, ADA.id, 2, RIGHT, NOON + 135 * SECOND)))
    assert duel.phase is Phase.READY


def test_where_an_outage_came_between_nobody_is_to_blame_for_a_duel_without_answers() -> None:
    """With one or two questions it ends before both can fall silent anew: in a tournament neither was absent."""
    for number in (1, 2):
        duel = asked(granted(offer.accept(a_challenge(), BEN, QUESTIONS[:number], (20, 20), NOON)))
        over = left_alone(play.after_outage(duel, NOON + 5 * SECOND, NOON + 30 * SECOND))
        assert (over.end, rated_game(over, NOON)) == (End.CALLED_OFF, None)
    unnoticed = play.after_outage(duel, NOON + 5 * SECOND, NOON + 6 * SECOND)
    assert left_alone(unnoticed).end is End.ABANDONED


def test_an_outage_is_noticed_from_three_seconds_on() -> None:
    """Then both are asked again whether they are ready; of less nobody has noticed anything."""
    duel = granted(play.press_ready(begun(), ADA.id, NOON))
    assert duel.ready == {ADA.id}
    for lost, noticed in ((3 * SECOND, True), (3 * SECOND - timedelta(milliseconds=1), False)):
        after = play.after_outage(duel, NOON + SECOND, NOON + SECOND + lost)
        assert (after.ready == frozenset()) is noticed


def test_an_interrupted_question_gets_its_time_back() -> None:
    """After an outage an open question has what it had left, at least 20 seconds, and speed is not lost by it."""
    duel = asked(begun())
    assert duel.current.deadline is not None
    left = duel.current.deadline - (NOON + 10 * SECOND)
    back = play.after_outage(duel, NOON + 10 * SECOND, NOON + 70 * SECOND)
    assert back.current.deadline == NOON + 70 * SECOND + max(left, 20 * SECOND)
    locked = granted(play.answer(back, ADA.id, 0, RIGHT, NOON + 71 * SECOND)).current.answers[ADA.id]
    assert locked.elapsed_ms == pytest.approx(11_000, abs=max(0, (20 * SECOND - left) // timedelta(milliseconds=1)))


def test_a_long_outage_waits_for_both() -> None:
    """After ten minutes away a live duel goes on when both are back, and is called off when they stay away."""
    duel = asked(begun())
    waiting = play.after_outage(duel, NOON + SECOND, NOON + 11 * MINUTE)
    assert waiting.phase is Phase.PAUSED
    assert play.answer(waiting, ADA.id, 0, RIGHT, NOON + 12 * MINUTE) is Refusal.PAUSED
    again = asked(waiting, 720)
    assert (again.phase, again.position) == (Phase.OPEN, 0)
    assert timed_out(waiting).end is End.CALLED_OFF


def test_a_live_duel_that_nobody_sees_go_on_waits_for_both() -> None:
    """After a restart no private message follows the duel: also after a short one, nobody is to lose unseen."""
    for duel in (begun(), asked(begun()), both_answer(asked(begun()), RIGHT, RIGHT, 3)):
        since = duel.active_at
        back = play.after_outage(duel, since, since + 20 * SECOND, seen=False)
        assert back.phase is Phase.PAUSED
        assert play.after_outage(duel, since, since + 20 * SECOND).phase is duel.phase
        assert play.after_outage(duel, since, since + 2 * SECOND, seen=False).phase is duel.phase
        again = asked(back, 60)
        assert again.phase is Phase.OPEN
        assert timed_out(back).end is End.CALLED_OFF


def test_presses_that_were_held_up_count_from_when_they_could_come() -> None:
    """Both were ready before a second outage, and Discord told of it after that: they have the time to answer."""
    waiting = play.after_outage(asked(begun()), NOON + SECOND, NOON + 11 * MINUTE)
    heard = NOON + 15 * MINUTE
    waiting = play.after_outage(waiting, NOON + 12 * MINUTE, heard)
    for player in (ADA, BEN):
        waiting = granted(play.press_ready(waiting, player.id, NOON + 12 * MINUTE))
    assert waiting.phase is Phase.OPEN
    assert waiting.current.deadline is not None
    assert waiting.current.deadline >= heard + LEAST_TIME_BACK


def test_the_last_answer_that_was_held_up_leaves_the_time_to_read() -> None:
    """It was given during an outage and came after it: the next question comes as long after that as after any."""
    duel = granted(play.answer(asked(begun()), ADA.id, 0, RIGHT, NOON + SECOND))
    reading = closing(duel, NOON + 3 * SECOND)
    heard = NOON + 27 * SECOND
    assert closing(play.after_outage(duel, NOON + 2 * SECOND, heard), NOON + 3 * SECOND) == reading + (
        heard - (NOON + 3 * SECOND)
    )


def closing(duel: Duel, at: datetime) -> datetime:
    """Ben answers the first question, too: when the next one comes."""
    closed = granted(play.answer(duel, BEN.id, 0, RIGHT, at))
    assert closed.phase is Phase.READY
    assert closed.due_at is not None
    return closed.due_at


def test_a_challenge_taken_up_during_an_outage_begins_no_sooner_than_any() -> None:
    """The press came after it: both have the time to get ready."""
    heard = NOON + 2 * MINUTE
    offered = play.after_outage(a_challenge(), NOON + SECOND, heard)
    taken = granted(offer.accept(offered, BEN, QUESTIONS, (20, 20), NOON + 2 * SECOND))
    assert taken.due_at == heard + offer.GET_READY


@pytest.mark.parametrize("lost", [2, 4, 60])
def test_no_outage_has_a_question_come_sooner(lost: int) -> None:
    """Before the first question of a game, and while one reads: what was left is left, and time to look up at least."""
    ahead = replace(begun(), due_at=NOON + 2 * MINUTE)
    reading = both_answer(asked(begun()), RIGHT, RIGHT, 3)
    for duel in (ahead, replace(reading, due_at=NOON + 33 * SECOND), replace(reading, due_at=NOON + 6 * SECOND)):
        assert duel.due_at is not None
        back_at = NOON + (5 + lost) * SECOND
        back = play.after_outage(duel, NOON + 5 * SECOND, back_at)
        least = back_at + offer.GET_READY if lost > 2 else back_at
        assert back.due_at == max(duel.due_at + lost * SECOND, least)
