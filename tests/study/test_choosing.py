"""Which question comes next in practice."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.study.choosing import Asked, Candidate, choose
from tests.study.makers import DAY, NOW

CHANCES = {"metrics": 0.9, "modes": 0.1}


def new(item: str, topic: str = "metrics", expected: float = 0.75) -> Candidate:
    return Candidate(item, topic, expected)


def test_due_reviews_come_first() -> None:
    """Whatever else there is, the review that is longest overdue comes first."""
    candidates = [
        new("fresh"),
        Candidate("today", "modes", 0.9, due=NOW, seen=NOW - 5 * DAY),
        Candidate("overdue", "modes", 0.2, due=NOW - 3 * DAY, seen=NOW - 5 * DAY),
        Candidate("tomorrow", "modes", 0.9, due=NOW + DAY, seen=NOW - 5 * DAY),
    ]
    for seed in range(20):
        choice = choose(candidates, [], CHANCES, NOW, seed)
        assert choice is not None
        assert (choice.candidate.item, choice.reason) == ("overdue", "due")


def test_a_miss_brings_its_twin_later() -> None:
    """The twin of a missed item comes after three other questions, and not before."""
    twin = Candidate("m1-twin", "metrics", 0.6, twin="m1", due=None)
    others = [new(f"x{n}") for n in range(5)]
    asked = [Asked("m1", correct=False), Asked("a", correct=True), Asked("b", correct=True), Asked("c", correct=True)]
    later = choose([twin, *others], asked, {}, NOW, 1)
    assert later is not None
    assert (later.candidate, later.reason) == (twin, "twin")
    for seed in range(20):
        sooner = choose([twin, *others], asked[:-1], {}, NOW, seed)
        assert sooner is not None
        assert sooner.reason != "twin"


def test_a_right_answer_brings_no_twin() -> None:
    """What was answered correctly is not asked again in other words."""
    twin = Candidate("m1-twin", "metrics", 0.6, twin="m1")
    asked = [Asked("m1", correct=True)] + [Asked(name, correct=True) for name in "abc"]
    reasons = {choice.reason for seed in range(20) if (choice := choose([twin], asked, {}, NOW, seed))}
    assert reasons == {"anywhere"}


def test_half_weak_half_anywhere() -> None:
    """About half the questions come from anywhere, and the rest mostly from the likely weakest topic."""
    candidates = [new(f"{topic}{n}", topic) for topic in ("metrics", "modes", "untried") for n in range(20)]
    choices = [choose(candidates, [], CHANCES, NOW, seed) for seed in range(2000)]
    reasons = Counter(choice.reason for choice in choices if choice)
    assert 0.46 < reasons["weak"] / 2000 < 0.54
    topics = Counter(choice.candidate.topic for choice in choices if choice and choice.reason == "weak")
    assert 0.86 < topics["metrics"] / reasons["weak"] < 0.94
    assert topics["untried"] == 0


def test_weak_topics_aim_at_seventy_to_eighty_percent() -> None:
    """In a weak topic the question is one that the player should get right 70 to 80% of the time, or the nearest."""
    spread = [new(f"q{n}", expected=n / 20) for n in range(20)]
    picked = [choose(spread, [], CHANCES, NOW, seed) for seed in range(200)]
    assert {one.candidate.expected for one in picked if one and one.reason == "weak"} == {0.7, 0.75, 0.8}
    hard = [new("hard", expected=0.3), new("harder", expected=0.2)]
    nearest = {
        one.candidate.item
        for seed in range(50)
        if (one := choose(hard, [], CHANCES, NOW, seed)) and one.reason == "weak"
    }
    assert nearest == {"hard"}


@given(st.integers(0, 1000), st.lists(st.integers(0, 6), min_size=1, max_size=30), st.sets(st.integers(0, 29)))
def test_nothing_repeats_within_days(seed: int, seen_days_ago: list[int], asked: set[int]) -> None:
    """A question seen in the last three days or asked in this sitting does not come up, unless nothing is left."""
    candidates = [Candidate(f"q{n}", "metrics", 0.75, seen=NOW - days * DAY) for n, days in enumerate(seen_days_ago)]
    choice = choose(candidates, [Asked(f"q{n}", correct=True) for n in sorted(asked)], CHANCES, NOW, seed)
    free = {n for n, days in enumerate(seen_days_ago) if days >= 3} - asked
    if choice is None:
        assert not free
    else:
        assert int(choice.candidate.item[1:]) in free


@given(st.integers(), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_question(seed: int, random: Random) -> None:
    """The choice depends on the seed and the candidates, not on the order in which they are listed."""
    candidates = [new(f"q{n}", topic) for n, topic in enumerate(["metrics", "modes", "other"] * 6)]
    shuffled = random.sample(candidates, len(candidates))
    assert choose(candidates, [], CHANCES, NOW, seed) == choose(shuffled, [], CHANCES, NOW, seed)


PAIR = frozenset({"told", "tells"})


def test_what_an_item_gives_away_is_not_asked_in_the_same_sitting() -> None:
    """Neither as a new question nor as a review, while there is anything else."""
    told = Candidate("told", "metrics", 0.75, due=NOW - DAY, seen=NOW - 9 * DAY, apart=PAIR)
    candidates = [replace(new("tells"), apart=PAIR), told, new("other")]
    for seed in range(20):
        choice = choose(candidates, [Asked("tells", correct=True)], CHANCES, NOW, seed)
        assert choice is not None
        assert choice.candidate.item == "other"
    assert choose([replace(told, due=None), candidates[0]], [Asked("tells", correct=True)], {}, NOW, 1) is None


def test_a_review_that_is_due_comes_when_nothing_else_is_left() -> None:
    """A due review is not lost to an item that gave it away."""
    told = Candidate("told", "metrics", 0.75, due=NOW - DAY, seen=NOW - 9 * DAY, apart=PAIR)
    choice = choose([told], [Asked("tells", correct=True)], CHANCES, NOW, 1)
    assert choice is not None
    assert (choice.candidate.item, choice.reason) == ("told", "due")
