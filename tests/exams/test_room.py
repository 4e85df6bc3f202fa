"""Who comes into a group that sits a mock together, and why it does not begin."""

from dataclasses import replace

from bot.exams.rules import room as rules
from bot.exams.rules.model import Refusal
from bot.exams.rules.room import MOST_PEOPLE, Room
from bot.kernel.questions import Exam
from cogs.exams.words import REFUSALS
from tests.strategies import ADA, BEN, MINUTE, NOON


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
