"""How strongly the weakest topic is named."""

from math import erf, hypot, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study.bank import Curve
from bot.study.estimates import estimate
from bot.study.rasch import Ability, Posterior, TopicAbility, fit
from bot.study.responses import tally
from bot.study.weakest import TOPIC_DOUBT, chance_of_least_right, chance_of_weakest, lowest_of
from tests.study.makers import NOW, answer, answers, sat, seeded


def test_weakest_at_even_odds_and_more() -> None:
    """A topic that goes wrong again and again while the others go right is called the weakest."""
    verdict = estimate(answers("metrics", 2, 14) + answers("modes", 14, 2) + answers("services", 14, 2), NOW).verdict
    assert (verdict.kind, verdict.named) == ("weakest", ("metrics",))
    assert verdict.chances["metrics"] >= 0.5


def test_candidates_when_the_answers_do_not_decide() -> None:
    """Topics that go equally well are only candidates: the fewest that together reach even odds."""
    same = [one for topic in "abcde" for one in answers(topic, 4, 2)]
    verdict = estimate(same, NOW).verdict
    assert verdict.kind == "candidates"
    assert len(verdict.named) == 3
    assert all(chance == pytest.approx(0.2, abs=1e-6) for chance in verdict.chances.values())


def test_too_few_answers_names_nothing() -> None:
    """Below twenty answers nothing is named, and it says how many are missing."""
    verdict = estimate(answers("metrics", 0, 8) + answers("modes", 8, 0), NOW).verdict
    assert (verdict.kind, verdict.named, verdict.missing) == ("too_few", (), 4)


def test_one_topic_is_not_the_weakest_of_itself() -> None:
    """A player who has tried a single topic is not told that it is their weakest."""
    verdict = estimate(answers("metrics", 10, 20), NOW, ["metrics", "modes"]).verdict
    assert (verdict.kind, verdict.named, verdict.untried) == ("too_few", (), ("modes",))


def test_untried_topics_stand_apart() -> None:
    """A topic never tried is listed as such and takes no part in the odds."""
    verdict = estimate(answers("a", 10, 5) + answers("b", 5, 10), NOW, ["a", "b", "c"]).verdict
    assert verdict.untried == ("c",)
    assert "c" not in verdict.chances


@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 10))
def test_chances_sum_to_one(seed: int, topics: int, each: int) -> None:
    """Some tried topic is the weakest: the chances sum to one, the likeliest first."""
    random = seeded(seed)
    abilities = {f"topic{n}": random.gauss(0, 1.5) for n in range(topics)}
    chances = chance_of_weakest(fit(tally(sat(abilities, each, random), NOW)))
    assert sum(chances.values()) == pytest.approx(1)
    assert list(chances.values()) == sorted(chances.values(), reverse=True)
    assert min(chances.values()) >= 0


def test_known_chance_between_two() -> None:
    """Of two normals, the chance to be lower is the textbook one of their difference."""
    found = lowest_of({"low": (0.0, 0.6), "high": (1.0, 0.8)})
    assert found["low"] == pytest.approx((1 + erf(1.0 / 2**0.5)) / 2, abs=0.002)
    assert found["low"] + found["high"] == pytest.approx(1)


def test_known_chance_with_a_shared_doubt() -> None:
    """Doubt about the player overall moves a little-tried topic more than a well-tried one, and the odds with it."""
    little, much = TopicAbility(0.5, 1.0, 1.0, 0.1), TopicAbility(0.0, 0.1, 0.0, 0.1)
    found = chance_of_weakest(Posterior(Ability(0.0, 1.0), {"little": little, "much": much}, {}))
    # It is the lowest where the overall ability lies 0.5 below its mean, give or take the topics' own 0.1.
    assert found["little"] == pytest.approx((1 - erf(0.5 / 1.02**0.5 / 2**0.5)) / 2, abs=0.03)


@pytest.mark.parametrize("floor", [0.0, 0.25])
@pytest.mark.parametrize(("harder", "easier"), [(0.5, -0.5), (1.0, 1.0), (-2.0, -1.0)])
def test_most_is_lost_where_the_questions_are_hard_for_the_ability(harder: float, easier: float, floor: float) -> None:
    """Of two topics of one question each, fewer are right where the ability lies less above how hard it is."""
    abilities = {"a": TopicAbility(0.3, 0.5, 0.0, 0.5), "b": TopicAbility(0.0, 0.2, 0.0, 0.2)}
    curves = {"a": Curve([(harder, floor)]), "b": Curve([(easier, floor)])}
    found = chance_of_least_right(Posterior(Ability(0.0, 1.0), abilities, {}), curves)
    ahead = (0.0 - easier) - (0.3 - harder)
    apart = hypot(0.5, 0.2, TOPIC_DOUBT, TOPIC_DOUBT)
    assert found["a"] == pytest.approx((1 + erf(ahead / apart / sqrt(2))) / 2, abs=0.01)
    assert sum(found.values()) == pytest.approx(1)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_a_doubt_about_the_player_moves_where_most_is_lost() -> None:
    """A topic that is known by the player's others alone is the weakest wherever the player is worse than believed."""
    little, much = TopicAbility(0.5, 1.0, 1.0, 0.1), TopicAbility(0.0, 0.1, 0.0, 0.1)
    curves = dict.fromkeys(("little", "much"), Curve([(0.0, 0.25)]))
    found = chance_of_least_right(Posterior(Ability(0.0, 1.0), {"little": little, "much": much}, {}), curves)
    apart = hypot(1.0, 0.1, 0.1, TOPIC_DOUBT, TOPIC_DOUBT)
    assert found["little"] == pytest.approx((1 - erf(0.5 / apart / sqrt(2))) / 2, abs=0.03)


def test_who_has_tried_nothing_has_no_weakest_topic() -> None:
    nobody = Posterior(Ability(0.0, 1.0), {}, {})
    assert chance_of_weakest(nobody) == chance_of_least_right(nobody, {}) == {}


def test_chances_agree_with_sampling() -> None:
    """The chances are what drawing abilities from the posterior finds."""
    random = seeded(5)
    much, little = sat({"a": -0.5, "b": 0.0}, 60, random), sat({"c": -0.4, "d": -0.4, "e": 0.5}, 2, random)
    posterior = fit(tally(much + little, NOW))
    drawn = dict.fromkeys(posterior.topics, 0)
    for _ in range(20_000):
        above = random.gauss(0, posterior.overall.sd)
        abilities = {
            topic: random.gauss(one.mean + one.slope * above, one.given_sd) for topic, one in posterior.topics.items()
        }
        drawn[min(abilities, key=lambda topic: abilities[topic])] += 1
    for topic, chance in chance_of_weakest(posterior).items():
        assert drawn[topic] / 20_000 == pytest.approx(chance, abs=0.015)


def test_the_same_answers_give_the_same_odds() -> None:
    """Nothing is drawn at random: asking twice gives the same figures to the last digit."""
    responses = [*answers("a", 5, 5), *answers("b", 7, 3), answer("c")]
    assert estimate(responses, NOW) == estimate(responses, NOW)
