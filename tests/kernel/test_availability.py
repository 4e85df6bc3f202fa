"""Who is heard: whatever shards and servers do, a server's lost time is counted once, and only its own."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from bot.kernel.absences import Absences, MadeUp
from bot.kernel.availability import NOTED_FOR, WAITED_FOR, Availability, LastHeard
from bot.kernel.share import DIRECT, Share, shard_of
from tests.strategies import NOON, SECOND

SHARDS = 3
IDS = [(1000 + number) << 22 for number in range(6)]
"""Two servers on each shard."""


shards, guilds = st.integers(0, SHARDS - 1), st.sampled_from(IDS)


def carried(shard: int) -> list[int]:
    return [guild for guild in IDS if shard_of(guild, SHARDS) == shard]


def heard_everywhere() -> Availability:
    known = Availability(NOON)
    for shard in range(SHARDS):
        known.ready(shard, SHARDS, carried(shard), NOON)
    for guild in IDS:
        known.appeared(guild, NOON)
    known.take()
    known.done()
    return known


class Gateway(RuleBasedStateMachine):
    """Keeps beside it, for each server alone, how long it was away, and how long it waited to be made up for."""

    def __init__(self) -> None:
        super().__init__()
        self.known, self.at = heard_everywhere(), NOON
        self.down: set[int] = set()
        self.missing: set[int] = set()
        self.lost, self.stood, self.given = (dict.fromkeys(IDS, timedelta()) for _ in range(3))

    @rule(shard=shards)
    def loses_its_connection(self, shard: int) -> None:
        self.known.disconnected(shard, self.at)
        self.down.add(shard)

    @rule(shard=shards)
    def resumes(self, shard: int) -> None:
        if shard in self.down:
            self.known.resumed(shard, self.at)
            self.down.discard(shard)

    @rule(shard=shards)
    def begins_anew(self, shard: int) -> None:
        self.known.disconnected(shard, self.at)
        self.known.ready(shard, SHARDS, carried(shard), self.at)
        self.down.discard(shard)
        self.missing |= set(carried(shard))

    @rule(guild=guilds, gone=st.booleans())
    def vanishes(self, guild: int, *, gone: bool) -> None:
        if shard_of(guild, SHARDS) not in self.down:
            self.known.vanished(guild, self.at, gone=gone)
            self.missing.add(guild)

    @rule(guild=guilds)
    def appears(self, guild: int) -> None:
        if shard_of(guild, SHARDS) not in self.down:
            self.known.appeared(guild, self.at)
            self.missing.discard(guild)

    @rule(fails=st.booleans())
    def is_made_up_for(self, *, fails: bool) -> None:
        back = self.known.take()
        if fails:
            self.known.failed()
            return
        for guild in back.keys() & set(IDS):
            self.given[guild] += self.at - back[guild]
        self.known.done()

    @rule(seconds=st.integers(1, 9))
    def time_passes(self, seconds: int) -> None:
        for guild in IDS:
            if guild in self.missing or shard_of(guild, SHARDS) in self.down:
                self.lost[guild] += seconds * SECOND
                assert not self.known.hears(guild)
            elif not self.known.hears(guild):
                self.stood[guild] += seconds * SECOND
        self.at += seconds * SECOND

    def teardown(self) -> None:
        """In the end all are back: what was lost was given, once, with at most the wait for it on top."""
        for shard in range(SHARDS):
            self.begins_anew(shard)
        for guild in IDS:
            self.appears(guild)
        self.is_made_up_for(fails=False)
        for guild in IDS:
            assert self.known.hears(guild)
            assert self.lost[guild] <= self.given[guild] <= self.lost[guild] + self.stood[guild]


TestGateway = Gateway.TestCase


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=20))
def test_a_flapping_shard_loses_nothing_and_gains_nothing(flaps: list[tuple[int, int]]) -> None:
    """Made up for after each return, the times given back add up to the times away, to the second."""
    known, at, total = heard_everywhere(), NOON, timedelta()
    [guild, *_] = [one for one in IDS if shard_of(one, SHARDS) == 1]
    for up, away in flaps:
        at += up * SECOND
        known.disconnected(1, at)
        known.disconnected(1, at + SECOND / 2)  # the library may tell it twice
        at += away * SECOND
        known.resumed(1, at)
        back = known.take()
        assert {shard_of(one, SHARDS) for one in back} == {1}
        total += at - back[guild]
        known.done()
    assert total == sum((away for _, away in flaps), 0) * SECOND


def test_a_shard_that_drops_while_it_is_made_up_for() -> None:
    """What is lost from then on is counted anew; what was in hand is given back by whoever has it."""
    known = heard_everywhere()
    guild = IDS[0]
    shard = shard_of(guild, SHARDS)
    known.disconnected(shard, NOON)
    known.resumed(shard, NOON + 10 * SECOND)
    assert known.take()[guild] == NOON
    known.disconnected(shard, NOON + 11 * SECOND)
    known.done()
    assert not known.hears(guild)
    known.resumed(shard, NOON + 15 * SECOND)
    assert known.take()[guild] == NOON + 11 * SECOND
    known.failed()
    assert known.take()[guild] == NOON + 11 * SECOND


def test_what_could_not_be_made_up_for_is_owed_from_the_beginning() -> None:
    """Where a server vanishes again while it is made up for, and that fails, nothing of the first absence is lost."""
    known = heard_everywhere()
    guild = IDS[0]
    shard = shard_of(guild, SHARDS)
    known.disconnected(shard, NOON)
    known.resumed(shard, NOON + 10 * SECOND)
    known.take()
    known.disconnected(shard, NOON + 11 * SECOND)
    known.failed()
    known.resumed(shard, NOON + 15 * SECOND)
    assert known.take()[guild] == NOON


def test_another_number_of_shards_says_nothing_of_one_by_its_number() -> None:
    """What shard 0 of two noted is not shard 0's of three: until each is heard, the earliest of all counts."""
    known = Availability(NOON + 5 * SECOND, LastHeard(2, {0: NOON, 1: NOON - 60 * SECOND}, {}))
    known.ready(2, 3, [], NOON + 9 * SECOND)
    beats = known.beats(NOON + 10 * SECOND)
    assert (beats[0], beats[1]) == (NOON - 60 * SECOND, NOON - 60 * SECOND)
    same = Availability(NOON + 5 * SECOND, LastHeard(3, {0: NOON, 1: NOON - 60 * SECOND, 2: NOON}, {}))
    same.ready(2, 3, [], NOON + 9 * SECOND)
    assert same.beats(NOON + 10 * SECOND)[0] == NOON


def test_a_trial_that_failed_half_way_gives_nothing_twice() -> None:
    """What was made up for before the failure gets, in the next trial, only the time since."""
    until: MadeUp = {}
    Absences(lambda _: NOON, until).note(1, 7, NOON + 5 * SECOND)
    again = Absences(lambda _: NOON, until)
    assert (again.of(1, 7), again.of(1, 8)) == (NOON + 5 * SECOND, NOON)


def test_what_another_run_noted_counts_by_its_own_number_of_shards() -> None:
    """After a crash each server was last heard when its shard of then was, or since when it was away besides."""
    before = LastHeard(2, {0: NOON, 1: NOON - 60 * SECOND}, {IDS[1]: NOON - 90 * SECOND})
    known = Availability(NOON + 5 * SECOND, before)
    for shard in range(SHARDS):
        known.ready(shard, SHARDS, IDS, NOON + 9 * SECOND)
    for guild in IDS:
        known.appeared(guild, NOON + 9 * SECOND)
    back = known.take()
    expected = {guild: NOON - 60 * SECOND if shard_of(guild, 2) else NOON for guild in IDS}
    assert {guild: back[guild] for guild in IDS} == expected | {IDS[1]: NOON - 90 * SECOND}


def test_a_server_that_never_came_is_away_since_it_was_last_heard() -> None:
    """By what an earlier run noted of it or of its shard; since the start where nothing is known."""
    first, other = IDS[0], IDS[1]
    for before, since in (
        (LastHeard(SHARDS, {}, {first: NOON - 90 * SECOND}), NOON - 90 * SECOND),
        (LastHeard(SHARDS, {shard_of(first, SHARDS): NOON - 60 * SECOND}), NOON - 60 * SECOND),
        (LastHeard(), NOON),
    ):
        known = Availability(NOON, before)
        for shard in range(SHARDS):
            known.ready(shard, SHARDS, carried(shard), NOON + SECOND)
        for guild in (one for one in IDS if one != first):
            known.appeared(guild, NOON + SECOND)
        assert known.away(NOON + 20 * SECOND) == {first: since}
        assert other not in known.away(NOON + 20 * SECOND)


def test_beats_say_when_each_shard_was_last_heard() -> None:
    """A shard that is down, or whose servers are yet to be made up for, keeps its last beat."""
    known = heard_everywhere()
    assert known.beats(NOON + SECOND) == dict.fromkeys(range(SHARDS), NOON + SECOND)
    known.disconnected(1, NOON + 2 * SECOND)
    assert known.beats(NOON + 9 * SECOND) == {0: NOON + 9 * SECOND, 1: NOON + SECOND, 2: NOON + 9 * SECOND}
    known.resumed(1, NOON + 10 * SECOND)
    assert known.beats(NOON + 11 * SECOND)[1] == NOON + SECOND
    known.take()
    known.done()
    assert known.beats(NOON + 12 * SECOND)[1] == NOON + 12 * SECOND


def test_a_server_that_is_gone_is_waited_for_an_hour() -> None:
    """One that has an outage is waited for without end; one that the bot was removed from is not."""
    known = heard_everywhere()
    gone, away = IDS[0], IDS[1]
    known.vanished(gone, NOON, gone=True)
    known.vanished(away, NOON, gone=False)
    just_less = NOON + WAITED_FOR - SECOND
    assert [known.goes_on(guild, just_less) for guild in (gone, away, IDS[2])] == [False, False, True]
    assert [known.goes_on(guild, NOON + WAITED_FOR) for guild in (gone, away)] == [True, False]
    assert known.members() == set(IDS) - {gone}
    assert not known.hears(gone)


def test_a_server_that_removed_the_bot_is_not_noted_for_ever() -> None:
    """By this run and by the next; one that has an outage is, and neither makes the other forgotten."""
    known = heard_everywhere()
    gone, away = IDS[0], IDS[1]
    known.vanished(gone, NOON, gone=True)
    known.vanished(away, NOON, gone=False)
    month = NOON + NOTED_FOR
    assert known.away(month - SECOND) == {gone: NOON, away: NOON}
    assert known.away(month) == {away: NOON}
    later = Availability(month - SECOND, LastHeard(SHARDS, known.beats(month - SECOND), known.away(month - SECOND)))
    for shard in range(SHARDS):
        later.ready(shard, SHARDS, [one for one in carried(shard) if one != gone], month)
    for guild in IDS[2:]:
        later.appeared(guild, month)
    assert later.away(month + WAITED_FOR) == {away: NOON}


def test_a_server_that_removed_the_bot_while_the_clock_was_ahead_is_waited_for_an_hour() -> None:
    """By the time that passes, not until the clock that was set right has caught up; whether this run saw it or not."""
    ahead, gone, shard = timedelta(days=1), IDS[0], shard_of(IDS[0], SHARDS)
    known = heard_everywhere()
    known.vanished(gone, NOON + ahead, gone=True)
    known.set_back(ahead)
    assert [known.goes_on(gone, NOON + WAITED_FOR - part) for part in (SECOND, timedelta())] == [False, True]
    known.appeared(gone, NOON + 2 * WAITED_FOR)
    known.take()
    known.done()
    known.disconnected(shard, NOON + 3 * WAITED_FOR)
    known.ready(shard, SHARDS, [one for one in carried(shard) if one != gone], NOON + 3 * WAITED_FOR)
    assert not known.goes_on(gone, NOON + 3 * WAITED_FOR + SECOND)
    later = Availability(NOON, LastHeard(SHARDS, dict.fromkeys(range(SHARDS), NOON), {gone: NOON + ahead}))
    later.ready(shard, SHARDS, [], NOON)
    assert [later.goes_on(gone, NOON + WAITED_FOR - part) for part in (SECOND, timedelta())] == [False, True]


def test_a_ready_without_a_server() -> None:
    """A server that a new session does not list is away, and no member's; its return brings both back."""
    known = heard_everywhere()
    guild, other = (one for one in IDS if shard_of(one, SHARDS) == 2)
    known.disconnected(2, NOON)
    known.ready(2, SHARDS, [other], NOON + SECOND)
    known.appeared(other, NOON + SECOND)
    assert set(known.take()) == {other}
    known.done()
    assert not known.hears(guild)
    assert guild not in (known.members() or ())
    known.appeared(guild, NOON + 30 * SECOND)
    assert known.take() == {guild: NOON}
    assert guild in (known.members() or ())


def test_nothing_is_known_before_the_first_session() -> None:
    """Until a shard has told of its servers none of them is heard, and who is a member is not known."""
    known = Availability(NOON)
    assert not known.hears(IDS[0])
    assert not known.hears(DIRECT)
    assert known.members() is None
    known.ready(0, 2, [], NOON)
    assert known.members() is None
    assert known.away_s(1, NOON + 5 * SECOND) == 5


def test_a_press_waits_for_the_games_own_server() -> None:
    """A daily is played from direct messages, too: what counts is whether its own server has its lost time."""
    known = heard_everywhere()
    away, gone, other = IDS[0], IDS[3], IDS[1]
    assert not any(map(known.comes_back, IDS))
    known.disconnected(1, NOON)
    assert [known.comes_back(guild) for guild in (away, DIRECT, other)] == [True, False, False]
    known.ready(1, SHARDS, [away], NOON + SECOND)
    assert known.comes_back(away), "its shard is heard again, and it is about to come"
    assert not known.comes_back(gone), "the bot is no member there any more"
    known.appeared(away, NOON + 2 * SECOND)
    known.take()
    assert known.comes_back(away), "its time is being given back"
    known.done()
    assert not known.comes_back(away)


def test_a_press_does_not_wait_for_a_server_that_another_process_plays() -> None:
    """Practice that was begun in direct messages goes by no server's time, wherever it is pressed."""
    known = Availability(NOON, share=Share(SHARDS, frozenset({0})))
    known.ready(0, SHARDS, carried(0), NOON)
    here, elsewhere = carried(0)[0], carried(1)[0]
    assert known.comes_back(here)
    assert not known.comes_back(elsewhere)


def test_until_it_is_known_how_many_shards_there_are_the_first_carries_all_servers() -> None:
    """From then on each server's own does."""
    known = Availability(NOON)
    assert {known.shard_of(guild) for guild in IDS} == {0}
    known.ready(0, SHARDS, carried(0), NOON)
    assert [known.shard_of(guild) for guild in IDS] == [shard_of(guild, SHARDS) for guild in IDS]


def test_without_their_shard_direct_messages_are_away_since_ours_was_last_heard() -> None:
    """A process that has another shard counts its own absence, over a restart too: nobody could answer there."""
    mine = Share(SHARDS, frozenset({2}))
    known = Availability(NOON + 60 * SECOND, LastHeard(SHARDS, {2: NOON}), mine)
    known.ready(2, SHARDS, carried(2), NOON + 61 * SECOND)
    assert known.take() == {DIRECT: NOON}


def test_a_server_that_is_gone_for_an_hour_is_there_to_refuse_something() -> None:
    """Nobody waits for it any more; one that is back is there at once, and one that is only away is not."""
    known = heard_everywhere()
    gone, away = carried(0)
    known.vanished(gone, NOON, gone=True)
    known.vanished(away, NOON, gone=False)
    early, late = NOON + WAITED_FOR - SECOND, NOON + WAITED_FOR
    assert [known.is_there(guild, early) for guild in (gone, away, IDS[1])] == [False, False, True]
    assert [known.is_there(guild, late) for guild in (gone, away, IDS[1])] == [True, False, True]
