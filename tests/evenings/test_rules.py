"""Who marks whom, and until when."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.essays.api import Mark
from bot.evenings import rules
from bot.evenings.rules import Evening, Marking, Phase, Refusal, Text
from tests.essays.makers import ESSAY
from tests.studying import NOW

MINUTE = timedelta(minutes=1)
EVENING = rules.begin(evening_id=1, guild_id=100, channel_id=200, host_id=7, essay=ESSAY, seed=3, minutes=20, at=NOW)


def texts(*authors: int) -> list[Text]:
    return [Text(author, f"By {author}.", NOW) for author in authors]


@given(st.sets(st.integers(1, 10**18), min_size=3, max_size=40), st.integers(0, 10**18))
def test_each_answer_is_marked_by_two_others_and_everybody_marks_two(people: set[int], seed: int) -> None:
    """Nobody marks themselves, nobody one answer twice, and the numbers say nothing of who came first."""
    after, numbered, markings = rules.collect(replace(EVENING, seed=seed), texts(*people), NOW)
    assert after.phase is Phase.MARKING
    assert sorted(text.place or 0 for text in numbered) == list(range(len(people)))
    assert len({(one.author_id, one.marker_id) for one in markings}) == 2 * len(people)
    assert all(one.author_id != one.marker_id for one in markings)
    assert set(Counter(one.author_id for one in markings).values()) == {2}
    assert set(Counter(one.marker_id for one in markings).values()) == {2}


def test_the_numbers_do_not_tell_who_marks_whose() -> None:
    """Who knows one author's number learns from it nothing of the others: markers are dealt independently of it."""
    steps = set()
    for seed in range(20):
        _, numbered, markings = rules.collect(replace(EVENING, seed=seed), texts(*range(1, 11)), NOW)
        place = {text.author_id: text.place or 0 for text in numbered}
        steps |= {(place[one.marker_id] - place[one.author_id]) % 10 for one in markings}
    assert len(steps) == 9


@pytest.mark.parametrize(
    ("writers", "pairs"), [([], set()), ([5], {(5, 5)}), ([5, 6], {(5, 6), (6, 5)})], ids=["none", "one", "two"]
)
def test_few_writers_have_rules_of_their_own(writers: list[int], pairs: set[tuple[int, int]]) -> None:
    """Two mark each other, one marks oneself, and where nobody wrote there is nothing to mark."""
    after, _, markings = rules.collect(EVENING, texts(*writers), NOW)
    assert {(one.author_id, one.marker_id) for one in markings} == pairs
    assert after.phase is (Phase.MARKING if writers else Phase.UNWRITTEN)


def test_a_form_that_was_open_at_the_end_can_still_be_sent() -> None:
    """A little later, and no later; a forty-first writer is too many, though the forty can go on."""
    end = EVENING.ends_at
    assert end == NOW + 20 * MINUTE
    assert rules.may_write(EVENING, 1, [], end + rules.GRACE) is None
    assert rules.may_write(EVENING, 1, [], end + rules.GRACE + MINUTE) is Refusal.TIME_IS_UP
    assert rules.may_write(EVENING, 41, range(1, 41), NOW) is Refusal.FULL
    assert rules.may_write(EVENING, 40, range(1, 41), NOW) is None


def test_a_point_is_marked_once_and_in_its_turn() -> None:
    """With the last point the marking is done."""
    first = rules.marked(Marking(1, 2), 0, Mark.HALF, 2, NOW)
    assert rules.marked(first, 0, Mark.MISSING, 2, NOW) is first
    done = rules.marked(first, 1, Mark.THERE, 2, NOW)
    assert (done.marks, done.done_at) == ((Mark.HALF, Mark.THERE), NOW)
    assert rules.marked(done, 2, Mark.THERE, 2, NOW) is done


def test_time_that_was_lost_is_given_back_to_who_writes_or_marks() -> None:
    """What was told as the end moves with it; what is over stays over."""
    later = rules.given_back(EVENING, 5 * MINUTE)
    assert (later.ends_at, later.due_at) == (EVENING.ends_at + 5 * MINUTE, EVENING.ends_at + 5 * MINUTE)
    marking, _, _ = rules.collect(EVENING, texts(1, 2, 3), NOW)
    assert rules.given_back(marking, MINUTE).ends_at == marking.ends_at
    over = rules.finish(marking, NOW)
    assert rules.given_back(over, MINUTE) is over


def test_a_time_that_is_up_is_not_given_back() -> None:
    """Its host ended it while nothing could be heard: as of the return, for all the time that was lost."""
    stopped = rules.stop(EVENING, NOW + 10 * MINUTE)
    assert isinstance(stopped, Evening)
    back = rules.made_up(stopped, NOW + 5 * MINUTE, NOW + 30 * MINUTE)
    assert (back.ends_at, back.due_at) == (NOW + 30 * MINUTE, NOW + 30 * MINUTE + rules.GRACE)
    assert rules.stop(back, NOW + 30 * MINUTE) is Refusal.OVER


def test_an_evening_goes_one_way() -> None:
    """From writing to marking to its end to nothing, and never back."""
    assert isinstance(rules.call_off(EVENING), Evening)
    marking, _, _ = rules.collect(EVENING, texts(1), NOW)
    assert rules.call_off(marking) is Refusal.OVER
    assert rules.collect(marking, texts(1), NOW)[0] is marking
    over = rules.finish(marking, NOW)
    assert over.due_at == NOW + rules.KEPT
    assert rules.clear(over).phase is Phase.CLEARED
    assert rules.clear(EVENING) is EVENING


def test_the_same_evening_is_dealt_alike() -> None:
    """A decision that is made again after a kill gives nobody other texts to mark; another evening does."""
    dealt = [rules.collect(replace(EVENING, seed=seed), texts(*range(1, 11)), NOW) for seed in (1, 1, 2)]
    assert dealt[0][1:] == dealt[1][1:] != dealt[2][1:]
    assert rules.collect(EVENING, reversed(texts(*range(1, 11))), NOW) == rules.collect(
        EVENING, texts(*range(1, 11)), NOW
    )
