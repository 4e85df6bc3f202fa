"""What becomes of a night that cannot be seen, or whose event Discord lost; and when a night is about over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.nights.rules import planning, play
from bot.nights.rules.model import End, Event, Leg, Phase, Plan, Wait
from tests.nights.test_rules import HOUR, MINUTE, START, begun, granted, planned
from tests.strategies import NOON


def test_a_night_whose_announcement_is_gone_begins_at_its_hour_all_the_same() -> None:
    """Its host is told once; a night that has begun has cards of its own."""
    gone = play.hidden(planned())
    assert (gone.waits, gone.told, gone.phase, gone.due_at) == (Wait.CHANNEL, False, Phase.PLANNED, planned().due_at)
    assert play.hidden(gone) is gone
    running = begun()
    assert play.hidden(running) is running
    assert play.at_the_hour(gone, START).phase is not Phase.PLANNED


def test_a_night_that_can_be_seen_again_waits_no_more() -> None:
    """What came due meanwhile is done at once; what lies ahead keeps its time."""
    gone = play.hidden(planned())
    back = play.cleared(gone, NOON + MINUTE)
    assert (back.waits, back.waits_since, back.told, back.due_at) == (None, None, True, START)
    assert play.cleared(gone, START + MINUTE).due_at == START + MINUTE
    assert play.cleared(back, NOON) is back
    other = replace(planned(), waits=Wait.BUSY)
    assert play.cleared(other, NOON) is other
    over = replace(gone, phase=Phase.ENDED)
    assert play.cleared(over, NOON) is over


def test_an_event_that_was_made_before_a_kill_is_taken_up() -> None:
    """To be brought up to date where the night is still to come, and to go where it is over."""
    found = planning.event_found(planned(), 77, NOON)
    assert (found.event, found.event_id, found.event_at) == (Event.WANTED, 77, NOON)
    canceled = planning.event_found(granted(planning.cancel(planned(), NOON)), 77, NOON + MINUTE)
    assert (canceled.event, canceled.event_id, canceled.event_at) == (Event.LEAVING, 77, NOON + MINUTE)


def test_an_event_is_begun_once_and_tried_again_while_it_is_of_use() -> None:
    """Not once the night has begun; one that is to go is tried for ever."""
    sending = planning.event_begun(planned(), NOON)
    assert (sending.event, sending.event_at) == (Event.SENDING, NOON)
    assert planning.event_begun(sending, NOON + MINUTE) is sending
    known = replace(planned(), event_id=77)
    assert planning.event_begun(known, NOON) is known
    later = planning.event_later(sending, START - MINUTE)
    assert (later.event, later.event_at) == (Event.SENDING, START - MINUTE + planning.RETRY)
    assert planning.event_later(sending, START).event is Event.REFUSED
    leaving = replace(known, event=Event.LEAVING)
    assert planning.event_later(leaving, START + HOUR).event_at == START + HOUR + planning.RETRY


@pytest.mark.parametrize(
    ("legs", "pause", "minutes"), [((12, 12), 5, 2 + 20 + 5), ((6, 12, 18), 10, 2 + 30 + 20), ((30, 6), 0, 2 + 30)]
)
def test_a_night_takes_its_questions_and_its_breaks(legs: tuple[int, ...], pause: int, minutes: int) -> None:
    """Fifty seconds a question, a lobby of two minutes, and a break between every two rounds."""
    plan = Plan("Finals", START, tuple(Leg(questions=number) for number in legs), pause=timedelta(minutes=pause))
    assert planning.expected_end(plan) == START + minutes * MINUTE


def test_two_nights_overlap_where_one_begins_before_the_other_is_over() -> None:
    """One after the other is no overlap, to the second."""
    first = planned().plan
    ends = planning.expected_end(first)
    for start, overlaps in ((START, True), (ends - MINUTE, True), (ends, False)):
        other = replace(first, starts_at=start)
        assert planning.overlap(first, other) is planning.overlap(other, first) is overlaps


def test_every_early_end_has_its_reason_and_leaves_nothing_due() -> None:
    """The host is told of an end that nobody in the channel saw."""
    for over, told in (
        (play.nobody(replace(begun(), waits=Wait.BUSY, waits_since=START), START + MINUTE), True),
        (play.at_the_hour(planned(), START + timedelta(days=1)), False),
    ):
        assert (over.phase, over.due_at, over.begins_at) == (Phase.ENDED, None, None)
        assert (over.waits, over.waits_since, over.told) == (None, None, told)
        assert over.ended_at is not None
        assert {one.remind_at for one in over.sign_ups} == {None}
    assert play.nobody(begun(), START).end is End.NOBODY
    waiting = planned()
    assert play.nobody(waiting, START) is waiting


def test_an_event_that_was_made_for_a_night_that_is_over_goes() -> None:
    """It was canceled while Discord made it; one that shows an older plan is brought up to date."""
    canceled = granted(planning.cancel(planned(), NOON))
    made = planning.event_made(canceled, 77, planned().plan, NOON + MINUTE)
    assert (made.event, made.event_id, made.event_at) == (Event.LEAVING, 77, NOON + MINUTE)
    current = planning.event_made(planned(), 77, planned().plan, NOON)
    assert (current.event, current.event_at) == (Event.MADE, None)
    older = planning.event_made(planned(), 77, replace(planned().plan, title="Semifinals"), NOON)
    assert (older.event, older.event_at) == (Event.WANTED, NOON)
