"""When the reminders of a quiz night come, and what a move makes of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.nights.rules import planning, play
from bot.nights.rules.model import Phase, Wait
from tests.nights.test_rules import HOUR, MINUTE, SECOND, START, granted, planned
from tests.strategies import ADA, BEN


def test_a_reminder_comes_a_quarter_of_an_hour_before_and_once() -> None:
    """Whoever signs up later than that needs none."""
    night = planned()
    due = START - 15 * MINUTE
    assert planning.remind(night, ADA.id, due - SECOND) is night
    sending = planning.remind(night, ADA.id, due)
    assert sending.sign_up_of(ADA.id) == replace(night.sign_ups[0], sending=True)
    assert planning.remind(sending, ADA.id, due) is sending  # after a kill: the same one again
    done = planning.reminded(sending, ADA.id, sending.plan)
    assert planning.remind(done, ADA.id, due + MINUTE) is done
    late = granted(planning.sign_up(night, BEN, due + SECOND)).sign_up_of(BEN.id)
    assert late is not None
    assert late.remind_at is None


def test_a_reminder_that_did_not_get_through_is_tried_again_but_not_for_ever() -> None:
    """Long after the start it is of no use."""
    sending = planning.remind(planned(), ADA.id, START - 15 * MINUTE)
    later = planning.remind_later(sending, ADA.id, sending.plan, START - 15 * MINUTE, 5 * MINUTE)
    assert planning.remind(later, ADA.id, START - 11 * MINUTE) is later
    assert planning.remind(later, ADA.id, START - 10 * MINUTE) is later  # it is being sent already
    too_late = planning.remind(later, ADA.id, START + 11 * MINUTE).sign_up_of(ADA.id)
    assert too_late is not None
    assert (too_late.remind_at, too_late.sending) == (None, False)


def test_a_night_that_was_moved_reminds_everybody_before_its_new_time() -> None:
    """Also who had been reminded of the old one; a canceled one reminds nobody."""
    reminded = planning.reminded(planning.remind(planned(), ADA.id, START - 15 * MINUTE), ADA.id, planned().plan)
    moved = granted(planning.move(reminded, START + HOUR, START - 10 * MINUTE))
    assert [one.remind_at for one in moved.sign_ups] == [START + 45 * MINUTE]
    assert (moved.plan.starts_at, moved.due_at) == (START + HOUR, START + HOUR)
    canceled = granted(planning.cancel(moved, START))
    assert [one.remind_at for one in canceled.sign_ups] == [None]


@pytest.mark.parametrize("ahead", [MINUTE, 13 * MINUTE])
def test_a_night_that_is_moved_to_a_time_soon_reminds_everybody_at_once(ahead: timedelta) -> None:
    """Also who has been reminded of the old time: nobody else would tell them the new one."""
    at = START - 10 * MINUTE
    reminded = planning.reminded(planning.remind(planned(), ADA.id, START - 15 * MINUTE), ADA.id, planned().plan)
    moved = granted(planning.move(reminded, at + ahead, at))
    sent = planning.remind(moved, ADA.id, at).sign_up_of(ADA.id)
    assert sent is not None
    assert sent.sending


def test_a_night_that_waited_and_is_moved_waits_no_more() -> None:
    """What was in the way of the old time says nothing about the new one, which gets all the patience there is."""
    waiting = play.not_opened(planned(), Wait.BUSY, START)
    moved = granted(planning.move(waiting, START + 24 * HOUR, START + MINUTE))
    assert (moved.waits, moved.waits_since, moved.told) == (None, None, True)
    again = play.not_opened(moved, Wait.BUSY, START + 24 * HOUR)
    assert (again.phase, again.waits_since) == (Phase.PLANNED, START + 24 * HOUR)


@pytest.mark.parametrize("came", [True, False])
def test_a_night_that_is_moved_while_a_reminder_is_on_its_way(came: bool) -> None:
    """What becomes of the reminder of the old time changes nothing about the one of the new time."""
    sending = planning.remind(planned(), ADA.id, START - 15 * MINUTE)
    moved = granted(planning.move(sending, START + HOUR, START - 15 * MINUTE))
    again = planning.remind(moved, ADA.id, START + 45 * MINUTE)
    for now in (moved, again):
        if came:
            assert planning.reminded(now, ADA.id, sending.plan) is now
        else:
            assert planning.remind_later(now, ADA.id, sending.plan, START) is now


# Discord's own event
