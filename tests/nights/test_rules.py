"""The rules of a quiz night: planned, moved, held, over; and one standing, the sum over its rounds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.asked import Player
from bot.kernel.pace import Pace
from bot.kernel.people import STAND_INS_FROM
from bot.nights.rules import planning, play
from bot.nights.rules.cards import NIGHT, PODIUM, break_card, cards, changed_at, new_cards
from bot.nights.rules.model import End, Event, Leg, Night, Phase, Plan, Refusal, Wait
from bot.nights.rules.play import Outcome
from tests.strategies import ADA, BEN, NOON

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
START = NOON + 6 * HOUR
PLAYED = Outcome(asked=True, answered=True, deserted=False)
SILENT = Outcome(asked=True, answered=False, deserted=True)
UNASKED = Outcome(asked=False, answered=False, deserted=False)


def planned(rounds: int = 3, *, starts_at: object = START) -> Night:
    """A night of so many rounds in six hours, with Ada as its host."""
    assert isinstance(starts_at, type(START))
    plan = Plan("Finals", starts_at, tuple(Leg(f"t{number}") for number in range(rounds)))
    made = planning.plan_night(night_id=1, guild_id=10, channel_id=100, host=ADA, plan=plan, at=NOON)
    assert isinstance(made, Night)
    return made


def granted(outcome: Night | Refusal) -> Night:
    assert isinstance(outcome, Night), outcome
    return outcome


def begun(rounds: int = 3) -> Night:
    return play.opened(play.at_the_hour(planned(rounds), START), START)


# Before it begins


@pytest.mark.parametrize(("starts_at", "refusal"), [(NOON, Refusal.PAST), (NOON + timedelta(weeks=9), Refusal.TOO_FAR)])
def test_a_night_is_planned_for_the_next_weeks(starts_at: object, refusal: Refusal) -> None:
    """Neither for a time that has passed, nor for next year."""
    assert isinstance(starts_at, type(NOON))
    plan = Plan("Finals", starts_at, (Leg(), Leg()))
    assert planning.plan_night(night_id=1, guild_id=1, channel_id=1, host=ADA, plan=plan, at=NOON) is refusal
    assert planning.move(planned(), starts_at, NOON) is refusal


@pytest.mark.parametrize("rounds", [0, 1, 7])
def test_a_night_has_two_to_six_rounds(rounds: int) -> None:
    """One round is a quiz, and seven are too many for an evening."""
    plan = Plan("Finals", START, tuple(Leg() for _ in range(rounds)))
    assert planning.plan_night(night_id=1, guild_id=1, channel_id=1, host=ADA, plan=plan, at=NOON) is Refusal.ROUNDS


def test_the_host_has_signed_up_and_others_sign_up_once() -> None:
    """Who withdraws can come back."""
    night = granted(planning.sign_up(planned(), BEN, NOON))
    assert [one.id for one in night.coming] == [ADA.id, BEN.id]
    assert planning.sign_up(night, BEN, NOON) is Refusal.IN_ALREADY
    night = granted(planning.withdraw(night, BEN.id))
    assert planning.withdraw(night, BEN.id) is Refusal.NOT_IN
    assert planning.sign_up(begun(), BEN, START) is Refusal.BEGUN
    assert granted(planning.sign_up(night, BEN, NOON)).sign_up_of(BEN.id) is not None


def test_a_night_that_is_full_says_so_and_who_was_erased_takes_no_place() -> None:
    """At most 200 sign-ups."""
    night = planned()
    for number in range(planning.MOST_SIGN_UPS - 1):
        night = granted(planning.sign_up(night, Player(1_000 + number, "Somebody", NOON), NOON))
    assert planning.sign_up(night, BEN, NOON) is Refusal.FULL
    gone = replace(night.sign_ups[5], player=replace(night.sign_ups[5].player, id=STAND_INS_FROM + 1))
    left = replace(night, sign_ups=(*night.sign_ups[:5], gone, *night.sign_ups[6:]))
    assert granted(planning.sign_up(left, BEN, NOON)).sign_up_of(BEN.id)


def test_rounds_are_changed_added_and_removed_before_it_begins() -> None:
    """Never fewer than two, never more than six; Discord's event is to say the same."""
    night = replace(planned(2), event=Event.MADE, event_id=5, event_at=None)
    other = Leg("security", 8, Pace.RELAXED)
    changed = granted(planning.set_leg(night, 2, other, night.legs, NOON))
    assert changed.legs[1] == other
    assert changed.event is Event.WANTED
    assert len(granted(planning.set_leg(night, 3, other, night.legs, NOON)).legs) == 3
    assert planning.set_leg(night, 4, other, night.legs, NOON) is Refusal.NO_SUCH_ROUND
    assert planning.set_leg(planned(6), 7, other, planned(6).legs, NOON) is Refusal.NO_SUCH_ROUND
    assert planning.drop_leg(night, 1, night.legs, NOON) is Refusal.ROUNDS
    assert [leg.topic for leg in granted(planning.drop_leg(planned(3), 2, planned(3).legs, NOON)).legs] == ["t0", "t2"]
    assert planning.set_leg(begun(), 1, other, begun().legs, START) is Refusal.BEGUN
    for refused in (planning.drop_leg(night, 1, planned(3).legs, NOON), planning.set_leg(night, 1, other, (), NOON)):
        assert refused is Refusal.CHANGED


# Reminders


def test_the_event_is_made_changed_and_deleted_with_the_night() -> None:
    """A night that changes while its event is being made has it changed again."""
    night = planned()
    sending = planning.event_begun(night, NOON)
    assert sending.event is Event.SENDING
    made = planning.event_made(sending, 77, sending.plan, NOON)
    assert (made.event, made.event_id, made.event_at) == (Event.MADE, 77, None)
    moved = granted(planning.move(sending, START + HOUR, NOON))
    assert planning.event_made(moved, 77, night.plan, NOON).event is Event.WANTED
    assert granted(planning.cancel(made, NOON)).event is Event.LEAVING
    assert planning.event_made(granted(planning.cancel(sending, NOON)), 77, night.plan, NOON).event is Event.LEAVING
    assert granted(planning.cancel(night, NOON)).event is Event.NONE


def test_the_event_of_a_night_that_never_began_goes() -> None:
    """It waited in vain for its channel: nobody is shown an evening that does not take place."""
    night = planning.event_made(planned(), 77, planned().plan, START)
    for minutes in range(40):
        if night.phase is Phase.PLANNED:
            night = play.not_opened(night, Wait.BUSY, START + minutes * MINUTE)
    assert (night.end, night.event, night.event_id) == (End.BLOCKED, Event.LEAVING, 77)
    missed = play.at_the_hour(planning.event_begun(planned(), NOON), START + 2 * HOUR)
    assert (missed.end, missed.event) == (End.MISSED, Event.LEAVING), "a kill came before its id was known"


def test_a_night_works_without_an_event() -> None:
    """Refused, it is told so; unreachable, it is tried again until the night begins."""
    night = planned()
    refused = planning.event_refused(night)
    assert (refused.event, refused.event_at) == (Event.REFUSED, None)
    assert granted(planning.move(refused, START + HOUR, NOON)).event is Event.WANTED
    assert planning.event_later(night, NOON).event_at == NOON + planning.RETRY
    assert planning.event_later(night, START).event is Event.REFUSED
    assert planning.event_refused(granted(planning.cancel(refused, NOON))).event is Event.NONE


# While it is on


def test_an_event_that_may_not_be_changed_stays_known() -> None:
    """Or a second one would be made once Recall may again, and only one of the two deleted; one that is gone is not."""
    made = planning.event_made(planning.event_begun(planned(), NOON), 77, planned().plan, NOON)
    assert planning.event_refused(made).event_id == 77
    assert planning.event_gone(made).event_id is None


def test_messages_of_a_night_are_as_old_as_what_they_tell() -> None:
    """None is dated ahead: one that may already stand is only searched for where it is old enough."""
    night = planned()
    assert changed_at(night) == night.created_at
    begun = play.opened(play.at_the_hour(night, START), START)
    assert changed_at(begun) == START
    later = START + timedelta(minutes=9)
    assert changed_at(play.round_over(begun, PLAYED, later)) == later


def test_a_round_that_was_left_out_has_no_standings_of_its_own() -> None:
    """The message after it would only repeat what the one before said."""
    begun = play.opened(play.at_the_hour(planned(), START), START)
    third = play.left_out(play.left_out(begun, START), START)
    assert third.number == 3
    assert cards(third) == [NIGHT]


def test_a_night_that_was_canceled_waits_for_nothing() -> None:
    """Even if it was found to be in somebody's way an instant before."""
    over = granted(planning.cancel(planned(), NOON))
    assert play.not_opened(over, Wait.BUSY, START) == over


def test_a_night_goes_through_rounds_and_breaks_to_its_end() -> None:
    """Each step once, a card for each break, and a podium."""
    night = play.at_the_hour(planned(2), START)
    assert (night.phase, night.number) == (Phase.ROUND, 1)
    assert play.at_the_hour(night, START) is night
    opened = play.opened(night, START)
    assert opened.begins_at == START + play.DOORS
    assert play.opened(opened, START + MINUTE) is opened
    resting = play.round_over(opened, PLAYED, START + 10 * MINUTE)
    assert (resting.phase, resting.due_at) == (Phase.BREAK, START + 15 * MINUTE)
    assert play.round_over(resting, PLAYED, START + 11 * MINUTE) is resting
    assert new_cards(opened, resting) == [break_card(1)]
    assert play.break_over(resting, START + 14 * MINUTE) is resting
    second = play.break_over(resting, START + 15 * MINUTE)
    assert (second.phase, second.number, second.begins_at) == (Phase.ROUND, 2, None)
    assert play.opened(second, START + 15 * MINUTE).begins_at == START + 15 * MINUTE + play.SHORT_LOBBY
    over = play.round_over(second, PLAYED, START + 20 * MINUTE)
    assert (over.phase, over.end, over.due_at) == (Phase.ENDED, End.FINISHED, None)
    assert cards(over) == [NIGHT, break_card(1), PODIUM]


def test_a_break_is_skipped_and_a_night_ended_early() -> None:
    """In a break at once; in a round as soon as that is over."""
    resting = play.round_over(begun(), PLAYED, START)
    assert granted(play.skip_break(resting, START + SECOND)).number == 2
    assert play.skip_break(begun(), START) is Refusal.NO_BREAK
    assert granted(play.stop(resting, START)).end is End.STOPPED
    stopping = granted(play.stop(begun(), START))
    assert (stopping.phase, stopping.end) == (Phase.ROUND, End.STOPPED)
    over = play.round_over(stopping, PLAYED, START)
    assert (over.phase, over.end) == (Phase.ENDED, End.STOPPED)
    assert play.stop(over, START) is Refusal.ENDED
    assert play.no_round(stopping, START).phase is Phase.ENDED


def test_a_round_without_questions_is_left_out() -> None:
    """The night goes on with the next one; with none left it is over."""
    night = play.left_out(begun(2), START)
    assert (night.number, night.legs[0].left_out, night.phase) == (2, True, Phase.ROUND)
    ended = play.no_round(granted(play.stop(begun(2), START)), START)
    assert play.left_out(ended, START) is ended, "stopped while its round was being opened, it stays over"
    assert play.opened(night, START).begins_at == START + play.DOORS, "nobody could come in before"
    assert play.round_over(play.opened(night, START), UNASKED, START).end is End.UNASKED
    assert play.round_over(play.opened(night, START), PLAYED, START).end is End.FINISHED


def test_where_nobody_plays_the_night_is_over() -> None:
    """It does not go through empty rounds all night; a round that was deserted late counts."""
    assert play.round_over(begun(), SILENT, START).end is End.NOBODY
    deserted = Outcome(asked=True, answered=True, deserted=True)
    assert play.round_over(begun(), deserted, START).phase is Phase.BREAK


def test_a_night_waits_for_its_channel_for_half_an_hour() -> None:
    """The host is told once; when it is open again the night goes on."""
    night = play.at_the_hour(planned(), START)
    waiting = play.not_opened(night, Wait.BUSY, START)
    assert (waiting.waits, waiting.told, waiting.due_at) == (Wait.BUSY, False, START + play.RETRY)
    told = play.told(waiting)
    again = play.not_opened(told, Wait.BUSY, START + MINUTE)
    assert (again.told, again.waits_since) == (True, START)
    assert play.opened(again, START + MINUTE).waits is None
    gone = play.not_opened(again, Wait.BUSY, START + play.PATIENCE)
    assert (gone.phase, gone.end, gone.told) == (Phase.ENDED, End.BLOCKED, False)


def test_a_lobby_that_is_taken_back_again_and_again_does_not_keep_a_night_for_ever() -> None:
    """Each attempt is in the same closed channel: the half hour runs on until a lobby is seen."""
    night, at = begun(), START
    for _ in range(200):
        night = play.opened(play.not_opened(night, Wait.CHANNEL, at), at + SECOND)
        at += play.RETRY
    assert night.end is End.BLOCKED
    waiting = play.opened(play.not_opened(begun(), Wait.CHANNEL, START), START)
    assert (waiting.waits, waiting.waits_since) == (Wait.CHANNEL, START)
    seen = play.seen(waiting)
    assert (seen.waits, seen.waits_since, seen.told) == (None, None, True)
    assert play.opened(play.not_opened(begun(), Wait.BUSY, START), START).waits is None


def test_a_break_in_a_closed_channel_waits_too() -> None:
    """It goes on by itself once its card can be shown, with the break as long as it was."""
    resting = play.round_over(begun(), PLAYED, START)
    waiting = play.not_opened(resting, Wait.CHANNEL, START)
    assert play.break_over(waiting, START + 6 * MINUTE) is waiting
    cleared = play.cleared(waiting, START + 10 * MINUTE)
    assert (cleared.waits, cleared.due_at) == (None, START + 10 * MINUTE)
    assert play.break_over(cleared, START + 10 * MINUTE).number == 2
    assert play.break_over(waiting, START + play.PATIENCE).end is End.BLOCKED


def test_who_was_away_gives_the_time_back() -> None:
    """To a break, a lobby, and one that waits for another; a night that was missed by an hour does not take place."""
    resting = play.round_over(begun(), PLAYED, START)
    assert play.after_outage(resting, START + MINUTE, START + 4 * MINUTE).due_at == START + 8 * MINUTE
    assert play.after_outage(begun(), START, START + MINUTE).begins_at == START + MINUTE + play.DOORS
    night = planned()
    assert play.after_outage(night, START, START + MINUTE) is night
    busy = play.not_opened(night, Wait.BUSY, START)
    back = play.after_outage(busy, START + 5 * MINUTE, START + 40 * MINUTE)
    assert play.not_opened(back, Wait.BUSY, START + 40 * MINUTE).phase is Phase.PLANNED
    assert play.at_the_hour(night, START + 59 * MINUTE).phase is Phase.ROUND
    missed = play.at_the_hour(replace(night, event=Event.MADE, event_id=5), START + HOUR)
    assert (missed.end, missed.told, missed.event) == (End.MISSED, False, Event.LEAVING)


OUTCOMES = st.sampled_from([PLAYED, SILENT, UNASKED, Outcome(asked=True, answered=True, deserted=True)])
WAYS = st.sampled_from(["opens", "busy", "closed", "none", "outage", "skip", "stop"])


@given(st.integers(2, 6), st.lists(st.tuples(WAYS, OUTCOMES), max_size=60), st.integers(0, 90))
def test_every_night_ends(rounds: int, ways: list[tuple[str, Outcome]], late: int) -> None:
    """Whatever is in the way of it, within its rounds, its breaks and what it waits for; and no card is lost."""
    night, at = planned(rounds), START + late * MINUTE
    shown = cards(night)
    for way, outcome in [*ways, *[("opens", PLAYED)] * 40, *[("closed", PLAYED)] * 200]:
        at += MINUTE
        before = night
        if night.phase is Phase.PLANNED:
            night = play.at_the_hour(night, at)
        elif night.phase is Phase.BREAK:
            night = _in_a_break(night, way, at)
        elif night.phase is Phase.ROUND:
            night = _in_a_round(night, way, outcome, at)
        assert 0 <= night.number <= rounds
        assert cards(night)[: len(cards(before))] == cards(before) or night.phase is Phase.ENDED
        shown += new_cards(before, night)
    assert night.phase is Phase.ENDED
    assert night.end is not None
    assert len(shown) == len(set(shown))


def _in_a_break(night: Night, way: str, at: object) -> Night:
    assert isinstance(at, type(START))
    if way == "closed":
        night = play.not_opened(night, Wait.CHANNEL, at)
    elif way == "opens":
        night = play.cleared(night, at)
    elif way == "skip":
        return granted(play.skip_break(night, at))
    elif way == "stop":
        return granted(play.stop(night, at))
    elif way == "outage":
        night = play.after_outage(night, at - 3 * SECOND, at)
    return play.break_over(night, at)


def _in_a_round(night: Night, way: str, outcome: Outcome, at: object) -> Night:
    assert isinstance(at, type(START))
    if night.begins_at is not None:
        return play.round_over(night, outcome, at)
    if way == "none":
        return play.left_out(night, at)
    if way in ("busy", "closed"):
        return play.not_opened(night, Wait.BUSY if way == "busy" else Wait.CHANNEL, at)
    if way == "stop":
        return play.no_round(granted(play.stop(night, at)), at)
    return play.opened(night, at)


def test_a_night_that_waited_for_another_one_does_not_begin_hours_late_either() -> None:
    """However long it waits for the other is not an absence; what Recall was offline for is."""
    waiting = play.at_the_hour(planned(), START + MINUTE, taken=True)
    assert waiting.waits is Wait.BUSY
    assert play.at_the_hour(waiting, START + 29 * MINUTE).phase is Phase.ROUND
    for away, phase in ((HOUR - 2 * MINUTE, Phase.ROUND), (HOUR, Phase.ENDED), (9 * HOUR, Phase.ENDED)):
        back = START + 2 * MINUTE + away
        after = play.at_the_hour(play.after_outage(waiting, START + 2 * MINUTE, back), back + MINUTE)
        assert (after.phase, after.end) == (phase, End.MISSED if phase is Phase.ENDED else None)
