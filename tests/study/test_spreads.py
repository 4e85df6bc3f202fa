"""How far people's abilities spread is learnt from them."""

from collections.abc import Mapping

import pytest

from bot.study.rasch import Priors, fit, log_evidence, messages
from bot.study.responses import Leaf, Tally, tally
from bot.study.spreads import LEAST_PEOPLE, START
from bot.study.spreads import learn_spreads as learn
from tests.study.makers import NOW, sat, seeded


def people(number: int, topic_spread: float, seed: int = 3, each: int = 12) -> list[Mapping[Leaf, list[Tally]]]:
    random = seeded(seed)
    found = []
    for _ in range(number):
        overall = random.gauss(0.0, 1.0)
        abilities = {topic: overall + random.gauss(0.0, topic_spread) for topic in "abcdef"}
        found.append(tally(sat(abilities, each, random), NOW))
    return found


def test_topics_that_lie_close_and_far_apart_are_told_apart() -> None:
    """The spread that is learnt follows the people's own, on either side of the start."""
    close, far = learn(people(80, 0.3)), learn(people(80, 1.5))
    assert close.topic < 0.55 < START.topic < 1.1 < far.topic


@pytest.mark.parametrize("number", [0, 1, LEAST_PEOPLE - 1])
def test_a_handful_of_people_move_nothing(number: int) -> None:
    """With few people the start is kept."""
    assert learn(people(number, 1.5)) == START


def test_people_who_answered_next_to_nothing_hardly_move_it() -> None:
    """What is not known does not pass for a spread."""
    found = learn(people(LEAST_PEOPLE, 1.0, each=1))
    assert found.topic == pytest.approx(START.topic, rel=0.35)


def test_where_one_begins_hardly_matters() -> None:
    """Nightly learning goes on from the night before, and comes to the same."""
    some = people(60, 0.8)
    low, high = learn(some, Priors(0.5, 0.2, 0.2)), learn(some, Priors(2.0, 1.8, 0.5))
    assert low.topic == pytest.approx(high.topic, rel=0.15)
    assert low.overall == pytest.approx(high.overall, rel=0.15)


def test_the_evidence_of_one_topic_is_that_of_a_normal_integral() -> None:
    """For one concept the tree's evidence is the integral over one normal, whatever the links share of its variance."""
    [one] = people(1, 0.0, each=20)[:1]
    alone = {("a", "recall"): one["a", "recall"]}
    evidence = messages(alone, fit(alone, START))
    wide, narrow = Priors(1.0, 0.6, 0.2), Priors(0.6, 1.0, 0.2)
    assert log_evidence(evidence, wide) == pytest.approx(log_evidence(evidence, narrow))


@pytest.mark.parametrize("spread", [0.4, 0.8, 1.2])
def test_what_is_learned_is_neither_too_small_nor_too_large(spread: float) -> None:
    """On average over groups of people, who answered a dozen questions a topic, it is within a sixth of the truth."""
    found = [learn(people(40, spread, seed)).topic for seed in range(3)]
    assert sum(found) / len(found) == pytest.approx(spread, rel=1 / 6)
