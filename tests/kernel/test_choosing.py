"""Which questions a group is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.apart import closed, group_of
from bot.kernel.choosing import Recent, choose_for_group, eligible
from bot.kernel.questions import Exam, Question
from tests.strategies import NOON, question

TOPICS = ["a", "b", "c"]
seeds = st.integers(0, 2**63)
pools = st.lists(st.sampled_from(TOPICS), min_size=1, max_size=30).map(
    lambda topics: [question(f"q{number}", topic=topic) for number, topic in enumerate(topics)]
)
lately = st.dictionaries(
    st.integers(0, 29).map(lambda number: f"q{number}"),
    st.integers(0, 9).map(lambda hours: NOON - timedelta(hours=hours)),
)


@given(pools, st.integers(1, 30), seeds, lately)
def test_as_many_as_there_are_each_once(pool: list[Question], count: int, seed: int, recent: Recent) -> None:
    """A round has the wished number of questions, or all there are, and none twice."""
    chosen = [one.id for one in choose_for_group(pool, count, seed, recent)]
    assert len(chosen) == len(set(chosen)) == min(count, len(pool))


@given(pools, st.integers(1, 30), seeds, lately)
def test_nothing_comes_back_while_there_is_something_new(
    pool: list[Question], count: int, seed: int, recent: Recent
) -> None:
    """Questions asked lately come only when all the others are in."""
    chosen = {one.id for one in choose_for_group(pool, count, seed, recent)}
    fresh = {one.id for one in pool} - recent.keys()
    assert fresh <= chosen or not chosen & recent.keys()


@given(pools, st.integers(1, 30), seeds, lately)
def test_what_comes_back_was_asked_longest_ago(pool: list[Question], count: int, seed: int, recent: Recent) -> None:
    """Of the questions asked lately, none comes back while one that was asked earlier is left out."""
    chosen = {one.id for one in choose_for_group(pool, count, seed, recent)}
    back = [recent[name] for name in chosen if name in recent]
    left_out = [recent[one.id] for one in pool if one.id in recent and one.id not in chosen]
    assert not back or not left_out or max(back) <= min(left_out)


@given(st.permutations(range(12)), st.integers(1, 11), seeds)
def test_of_questions_all_asked_lately_the_oldest_come_back(order: list[int], count: int, seed: int) -> None:
    """Whatever the topics, and in whatever order they were asked."""
    pool = [question(f"q{number}", topic=TOPICS[number % 3]) for number in range(12)]
    recent = {f"q{number}": NOON + place * timedelta(minutes=1) for place, number in enumerate(order)}
    chosen = {one.id for one in choose_for_group(pool, count, seed, recent)}
    assert chosen == {f"q{number}" for number in order[:count]}


@given(st.integers(10, 40), st.integers(1, 10), seeds, st.integers(2, 6))
def test_a_small_set_is_gone_through_before_it_begins_again(size: int, count: int, seed: int, rounds: int) -> None:
    """However many rounds run from one set, a question rests for as many rounds as the set can fill without it."""
    pool = [question(f"q{number}", topic=TOPICS[number % 3]) for number in range(size)]
    asked: dict[str, datetime] = {}
    played: list[set[str]] = []
    for number in range(rounds):
        chosen = choose_for_group(pool, count, seed + number, asked)
        at = NOON + number * timedelta(hours=1)
        asked |= {one.id: at + place * timedelta(minutes=1) for place, one in enumerate(chosen)}
        played.append({one.id for one in chosen})
    rests = size // count - 1
    for number, one in enumerate(played):
        for earlier in played[max(0, number - rests) : number]:
            assert not one & earlier


@given(pools, st.integers(1, 30), seeds)
def test_topics_take_turns(pool: list[Question], count: int, seed: int) -> None:
    """No topic has two more than another that still had questions left."""
    chosen = Counter(one.topic for one in choose_for_group(pool, count, seed, {}))
    there = Counter(one.topic for one in pool)
    left = [chosen[topic] for topic in there if chosen[topic] < there[topic]]
    assert not left or max(chosen.values()) - min(left) <= 1


@given(pools, st.integers(1, 30), seeds, lately)
def test_a_seed_draws_the_same_questions(pool: list[Question], count: int, seed: int, recent: Recent) -> None:
    """The same seed draws the same questions in the same order, whatever order a set has."""
    drawn = choose_for_group(pool, count, seed, recent)
    assert drawn == choose_for_group(pool, count, seed, dict(sorted(recent.items(), reverse=True)))


def test_seeds_differ() -> None:
    """Another round has other questions, or another order."""
    pool = [question(f"q{number}") for number in range(20)]
    assert len({tuple(one.id for one in choose_for_group(pool, 10, seed, {})) for seed in range(50)}) == 50


@given(seeds, st.booleans())
def test_twins_stay_apart(seed: int, swapped: bool) -> None:
    """Two questions that give each other away are never in one round, whichever of them says so."""
    first, second = question("one", twin="two"), question("two")
    pool = [second, first] if swapped else [first, second]
    chosen = [one.id for one in choose_for_group([*pool, question("three")], 3, seed, {})]
    assert sorted(chosen) in (["one", "three"], ["three", "two"])


chains = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8)


@given(chains, seeds, st.integers(1, 10), lately)
def test_nothing_that_hangs_together_meets(pairs: list[tuple[int, int]], seed: int, count: int, recent: Recent) -> None:
    """However items are declared apart, no game has two of one group, asked lately or not."""
    named = {n: tuple(f"q{b}" for a, b in pairs if a == n and b != n) for n in range(10)}
    pool = closed(replace(question(f"q{n}"), apart=apart) for n, apart in named.items())
    chosen = choose_for_group(pool, count, seed, recent)
    groups = [group_of(one) for one in chosen]
    assert all(first.isdisjoint(second) for first, second in combinations(groups, 2))
    assert len(chosen) == min(count, len({group_of(one) for one in pool}))


@given(seeds)
def test_two_that_keep_apart_from_a_third_do_not_meet(seed: int) -> None:
    """Also where the third is not among the questions."""
    pool = [question("one", twin="gone"), replace(question("two"), apart=("gone",)), question("three")]
    assert {"one", "two"} - {one.id for one in choose_for_group(pool, 3, seed, {})}


def test_who_is_eligible() -> None:
    """A topic and an exam narrow the choice; neither means all, in order of id."""
    pool = [
        question("c", topic="modes", exams={Exam.AIF_C01: 1}),
        question("a", topic="metrics", exams={Exam.AIF_C01: 1, Exam.MLA_C02: 2}),
        question("b", topic="metrics"),
    ]

    def drawn(topic: str | None, exam: Exam | None) -> list[str]:
        return [one.id for one in eligible(pool, topic, exam)]

    assert drawn(None, None) == ["a", "b", "c"]
    assert drawn("metrics", None) == ["a", "b"]
    assert drawn(None, Exam.AIF_C01) == ["a", "c"]
    assert drawn("metrics", Exam.MLA_C02) == ["a"]
    assert drawn("modes", Exam.MLA_C02) == []
