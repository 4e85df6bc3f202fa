"""Who comes into a group that sits a mock together, and why it does not begin."""

from dataclasses import replace

from bot.exams.rules import room as rules
from bot.exams.rules.model import Refusal
from bot.exams.rules.room import MOST_PEOPLE, WAITS, WALK_WAITS, Phase, Room
from bot.kernel.questions import Exam
from cogs.exams.words import REFUSALS
from tests.strategies import ADA, BEN, MINUTE, NOON, SECOND


def gathered() -> Room:
    room = rules.gather(room_id=1, guild_id=1, channel_id=1, host=ADA, exam=Exam.AIF_C01, seed=1, at=NOON)
    joined = rules.join(room, BEN, NOON, extra_time=False)
    assert isinstance(joined, Room)
    return joined


def test_whoever_comes_to_a_full_group_is_told_that_it_is_full() -> None:
    """Not that it has begun, which it has not; and those who are in can still take the other time."""
    people = {number: replace(BEN, id=number) for number in range(100, 100 + MOST_PEOPLE)}
    full = replace(gathered(), members=people)
    assert rules.join(full, ADA, NOON, extra_time=False) is Refusal.ROOM_FULL
    assert "full" in REFUSALS[Refusal.ROOM_FULL]
    assert isinstance(rules.join(full, people[100], NOON, extra_time=True), Room)
    begun = rules.begin(gathered(), ADA.id, NOON, may_manage=False, left_out=frozenset())
    assert isinstance(begun, Room)
    assert rules.join(begun, replace(BEN, id=7), NOON + MINUTE, extra_time=False) is Refusal.ROOM_BEGUN


def test_an_organizer_who_sits_no_mock_is_not_told_that_they_do() -> None:
    """Where everybody in the group sits another one, that is what keeps it from beginning."""
    busy, organizer = frozenset({ADA.id, BEN.id}), 99
    assert rules.begin(gathered(), organizer, NOON, may_manage=True, left_out=busy) is Refusal.NOBODY_FREE
    assert rules.begin(gathered(), ADA.id, NOON, may_manage=False, left_out=busy) is Refusal.RUNNING
    begun = rules.begin(gathered(), organizer, NOON, may_manage=True, left_out=frozenset({ADA.id}))
    assert isinstance(begun, Room)
    assert begun.members.keys() == {BEN.id}


def over(*walk: str) -> Room:
    """A group whose papers are all in; these questions are worth talking about."""
    begun = rules.begin(gathered(), ADA.id, NOON, may_manage=False, left_out=frozenset())
    assert isinstance(begun, Room)
    return rules.finish(begun, walk, NOON + MINUTE)


def test_each_question_is_talked_about_before_its_key_is_shown() -> None:
    """What was chosen, then the key, one question after the other; past the last nothing is shown."""
    room, seen = over("q1", "q2"), []
    for step in range(5):
        went = rules.go(room, step, NOON + step * MINUTE)
        assert isinstance(went, Room)
        assert went.active_at == NOON + step * MINUTE
        assert rules.go(went, step, NOON + MINUTE) is went, "the card has moved on"
        room = went
        seen.append((room.item, room.item is not None and room.shows_key))
    assert seen == [("q1", False), ("q1", True), ("q2", False), ("q2", True), (None, False)]
    assert not room.was_left
    assert rules.go(room, 5, NOON) is rules.go(room, -1, NOON) is rules.go(over(), 0, NOON) is Refusal.UNKNOWN


def test_a_group_talks_once_its_papers_are_in() -> None:
    """Neither while it gathers or writes; and what is over is finished once."""
    begun = rules.begin(gathered(), ADA.id, NOON, may_manage=False, left_out=frozenset())
    assert isinstance(begun, Room)
    assert rules.go(begun, 0, NOON) is Refusal.GROUP_WRITES
    assert rules.go(gathered(), 0, NOON) is Refusal.ROOM_OVER
    assert rules.finish(gathered(), ("q1",), NOON) == gathered()
    done = over("q1")
    assert (done.phase, done.walk, done.due_at, done.ended_at) == (Phase.OVER, ("q1",), None, NOON + MINUTE)
    assert rules.finish(done, (), NOON) is done


def test_a_talk_that_nobody_goes_on_with_is_over_after_a_week() -> None:
    """Where it stood is not shown again; one that had come to its end stays so."""
    went = rules.go(over("q1"), 0, NOON)
    assert isinstance(went, Room)
    assert rules.leave(went, NOON + WALK_WAITS - MINUTE) is went
    left = rules.leave(went, NOON + WALK_WAITS)
    assert (left.was_left, left.item, left.active_at) == (True, None, NOON + WALK_WAITS)
    waiting = rules.leave(over("q1"), NOON + MINUTE + WALK_WAITS)
    assert (waiting.was_left, waiting.step) == (False, -1)


def test_a_group_that_nobody_starts_is_called_off_after_half_an_hour() -> None:
    """Longer by what an outage took of it since it was opened; a clock that was ahead gives nothing."""
    room = gathered()
    assert rules.tick(room, NOON + WAITS - SECOND) is room
    off = rules.tick(room, NOON + WAITS)
    assert (off.phase, off.ended_at, off.due_at, off.extra_time) == (Phase.CALLED_OFF, NOON + WAITS, None, frozenset())
    assert rules.tick(off, NOON + 2 * WAITS) is off
    later = rules.after_outage(room, NOON - 5 * MINUTE, NOON + 5 * MINUTE)
    assert later.due_at == NOON + WAITS + 5 * MINUTE
    assert rules.after_outage(room, NOON - 5 * MINUTE, NOON) is room
    assert rules.after_outage(off, NOON, NOON + MINUTE) is off
    ahead = replace(room, created_at=NOON + WAITS, due_at=NOON + 2 * WAITS)
    assert rules.after_outage(ahead, NOON + WAITS, NOON).due_at == NOON + WAITS
    assert rules.after_outage(room, NOON + WAITS, NOON).due_at == NOON + WAITS


def test_who_was_in_longest_hosts_where_the_host_has_gone() -> None:
    room = gathered()
    assert rules.hosted(room) is room
    assert rules.hosted(replace(room, members={BEN.id: BEN, 9: replace(BEN, id=9)})).host_id == BEN.id
    empty = replace(room, members={})
    assert rules.hosted(empty) is empty


def test_only_its_host_or_an_organizer_takes_it_back() -> None:
    """And only before it has begun."""
    assert rules.call_off(gathered(), BEN.id, NOON, may_manage=False) is Refusal.NOT_HOST
    for by, may_manage in ((ADA.id, False), (99, True)):
        off = rules.call_off(gathered(), by, NOON + MINUTE, may_manage=may_manage)
        assert isinstance(off, Room)
        assert (off.phase, off.ended_at) == (Phase.CALLED_OFF, NOON + MINUTE)
        assert rules.call_off(off, by, NOON, may_manage=may_manage) is Refusal.ROOM_OVER
    begun = rules.begin(gathered(), ADA.id, NOON, may_manage=False, left_out=frozenset())
    assert isinstance(begun, Room)
    assert (begun.phase, begun.due_at) == (Phase.SITTING, None)
    assert rules.call_off(begun, ADA.id, NOON, may_manage=False) is Refusal.ROOM_BEGUN


def test_whoever_comes_again_can_change_how_much_time_they_have() -> None:
    """With the same time nothing changes."""
    room = gathered()
    longer = rules.join(room, BEN, NOON + MINUTE, extra_time=True)
    assert isinstance(longer, Room)
    assert (longer.extra_time, longer.active_at) == (frozenset({BEN.id}), NOON + MINUTE)
    assert rules.join(longer, BEN, NOON + MINUTE, extra_time=True) is longer
    shorter = rules.join(longer, BEN, NOON + MINUTE, extra_time=False)
    assert isinstance(shorter, Room)
    assert shorter.extra_time == frozenset()
