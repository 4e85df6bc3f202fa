"""What an exam's day will bring."""

from dataclasses import replace
from datetime import timedelta
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study.bank import Curve, Item
from bot.study.gains import HALF_LIFE, LIMIT, Level, added_by
from bot.study.rasch import Priors, TopicAbility
from bot.study.readiness import LATELY, Part, outlook, study_window
from bot.study.responses import Response
from bot.study.scores import FIVE, SEVEN, Area, Scores, scores
from tests.study.makers import DAY, NOW, answer

AREAS = {"1": 20, "2": 30}
BLUEPRINT = {
    area: Part(questions, [Item(task, difficulty / 4, 0.25) for task in ("a", "b") for difficulty in range(-4, 5)])
    for area, questions in AREAS.items()
}
PRIORS = Priors(1.0, 0.6, 0.2)
SURE = TopicAbility(0.0, 0.0, 1.0, 0.0)


def answered(shares: dict[str, float], each: int = 40, *, steered: bool = False) -> list[Response]:
    """Answers of three weeks, so many an area, of which that share is right."""
    found = []
    for area, share in shares.items():
        for index in range(each):
            right = (index * share) % 1 + share >= 1
            at = NOW - (index % 21) * DAY - timedelta(hours=1)
            task = "ab"[index % 2]
            found.append(answer(area, concept=task, item=f"{area}{index}", correct=right, at=at, steered=steered))
    return found


def test_more_right_answers_give_a_better_chance() -> None:
    """Who gets more right is told a better chance, and the interval moves with it."""
    told = [outlook(answered({"1": s, "2": s}), NOW, NOW + 14 * DAY, BLUEPRINT, PRIORS) for s in (0.4, 0.6, 0.8, 0.95)]
    assert [one.chance for one in told] == sorted(one.chance for one in told)
    assert all(one.low <= one.expected <= one.high for one in told)
    assert told[0].chance < 0.1 < 0.85 < told[-1].chance


def test_a_domain_counts_by_its_weight() -> None:
    """The same strength is worth more where the exam asks more."""
    heavy = outlook(answered({"1": 0.5, "2": 0.9}), NOW, NOW + 14 * DAY, BLUEPRINT, PRIORS)
    light = outlook(answered({"1": 0.9, "2": 0.5}), NOW, NOW + 14 * DAY, BLUEPRINT, PRIORS)
    assert heavy.chance > light.chance
    assert heavy.expected > light.expected


def test_steered_answers_are_no_evidence_of_weakness_but_teach() -> None:
    """Wrong answers to questions that were aimed at a weak area lower nothing; that they were practised counts."""
    plain = answered({"1": 0.7, "2": 0.7})
    aimed = answered({"1": 0.0}, each=20, steered=True)
    with_aimed = outlook(plain + aimed, NOW, NOW + 14 * DAY, BLUEPRINT, PRIORS)
    as_evidence = outlook(
        plain + [replace(one, steered=False) for one in aimed], NOW, NOW + 14 * DAY, BLUEPRINT, PRIORS
    )
    assert as_evidence.expected < with_aimed.expected - 0.03


def test_whoever_stops_is_told_less_and_forgets_with_time() -> None:
    """To stop studying costs, and costs more the longer it is until the exam; the interval widens with time."""
    given = answered({"1": 0.75, "2": 0.75})
    near_on, near_off = (outlook(given, NOW, NOW + 5 * DAY, BLUEPRINT, PRIORS, pace) for pace in (1.0, 0.0))
    far_on, far_off = (outlook(given, NOW, NOW + 60 * DAY, BLUEPRINT, PRIORS, pace) for pace in (1.0, 0.0))
    assert near_off.expected < near_on.expected
    assert far_off.expected < near_off.expected
    assert far_on.expected - far_off.expected > near_on.expected - near_off.expected
    assert far_off.high - far_off.low >= near_off.high - near_off.low


def test_later_answers_are_not_known_yet() -> None:
    """A forecast made as of a day rests on what was answered until then."""
    given = answered({"1": 0.7, "2": 0.7})
    later = answer("1", concept="a", correct=False, at=NOW + DAY)
    assert outlook([*given, later], NOW, NOW + 9 * DAY, BLUEPRINT, PRIORS) == outlook(
        given, NOW, NOW + 9 * DAY, BLUEPRINT, PRIORS
    )


@given(st.permutations(range(30)))
def test_the_order_in_which_answers_arrive_does_not_matter(order: list[int]) -> None:
    """They are put in the order of their time; those of one instant are of one sitting."""
    given = [
        replace(one, at=NOW - n * timedelta(minutes=7)) for n, one in enumerate(answered({"1": 0.6, "2": 0.7}, 15))
    ]
    shuffled = [given[index] for index in order]
    assert outlook(shuffled, NOW, NOW + DAY, BLUEPRINT, PRIORS) == outlook(given, NOW, NOW + DAY, BLUEPRINT, PRIORS)


def test_the_number_right_is_binomial_where_the_ability_is_known() -> None:
    """With no doubt about the ability the chances of so many right are those of coin tosses, to half a point."""
    chance = Curve([(0.0, 0.25)]).at(0.0)
    found = scores([Area(50, Curve([(0.0, 0.25)]), SURE)], 0.0, 0.0)
    for needed in (20, 28, 31, 36, 40):
        exact = sum(comb(50, k) * chance**k * (1 - chance) ** (50 - k) for k in range(needed, 51))
        assert found.at_least(needed) == pytest.approx(exact, abs=0.005)
    assert found.expected == pytest.approx(chance, abs=1e-3)


def test_the_unknown_cut_lies_between_its_ends() -> None:
    """The chance to pass is the mean over the cuts, so it lies between that of the lowest and of the highest."""
    found = scores([Area(50, Curve([(-0.6, 0.25)]), TopicAbility(0.2, 0.4, 1.0, 0.4))], 0.3, 0.2)
    lowest, highest = found.chance_to_pass(0.65, 0.65), found.chance_to_pass(0.75, 0.75)
    assert highest < found.chance_to_pass() < lowest
    fine = [found.chance_to_pass(cut, cut) for cut in (0.65 + (n + 0.5) / 2000 for n in range(200))]
    assert found.chance_to_pass() == pytest.approx(sum(fine) / len(fine), abs=1e-6)


def test_the_interval_holds_about_four_results_in_five() -> None:
    """It is neither widened nor narrowed by whole numbers, on the whole."""
    held = []
    for step in range(-8, 9):
        found = scores([Area(50, Curve([(0.0, 0.25)]), TopicAbility(step / 4, 0.3, 1.0, 0.3))], 0.3, 0.2)
        low, high = found.interval()
        held.append(found.at_least(low) - found.at_least(high + 1))
    assert sum(held) / len(held) == pytest.approx(0.8, abs=0.02)


def test_a_result_that_is_certain_is_its_own_interval() -> None:
    """Where one number is far likelier than all others, it is both ends; none at all right, and all right, as well."""
    for mean, right in ((0.0, 0), (0.02, 0), (7.2, 7), (9.98, 10), (10.0, 10)):
        assert Scores(10, ((1.0, mean, 3e-5),)).interval() == (right, right)


def test_nodes_stand_for_a_normal() -> None:
    """Their weights sum to one, and they have its variance and fourth moment."""
    for nodes in (FIVE, SEVEN):
        assert sum(weight for _, weight in nodes) == pytest.approx(1)
        assert sum(weight * node**2 for node, weight in nodes) == pytest.approx(1)
        assert sum(weight * node**4 for node, weight in nodes) == pytest.approx(3)


def test_half_of_what_was_added_is_gone_after_two_weeks() -> None:
    """What practice adds fades, and steady practice comes to rest where it adds as much as time takes."""
    level = Level(0.03).after(NOW).raised()
    assert level.after(NOW + HALF_LIFE).raw == pytest.approx(0.015)
    by_days = Level(0.03)
    for day in range(120):
        by_days = by_days.after(NOW + day * DAY)
        for _ in range(10):
            by_days = by_days.raised()
    assert added_by(0.03, 10, 120 * DAY) == pytest.approx(by_days.raw, rel=0.05)
    assert by_days.value < LIMIT


def test_the_pace_of_a_beginner_is_not_taken_for_twice_what_it_is() -> None:
    """Ten days with two sittings is one in ten days, since the gap before the first counts as well."""
    assert study_window([NOW - 10 * DAY, NOW], NOW) == 20 * DAY
    assert study_window([NOW], NOW) == 7 * DAY


def test_the_pace_is_that_of_the_last_weeks() -> None:
    """Whoever has answered for longer, or never, is judged by all of these weeks."""
    assert study_window([NOW - LATELY - DAY, NOW], NOW) == study_window([NOW - 2 * LATELY], NOW) == LATELY
    assert study_window([], NOW) == study_window([NOW - LATELY, NOW - DAY, NOW], NOW) == LATELY
    assert study_window([NOW - 8 * DAY, NOW - 7 * DAY, NOW - 6 * DAY, NOW - 5 * DAY, NOW], NOW) == 10 * DAY
    assert study_window([NOW - 100 * DAY, NOW], NOW) == LATELY == study_window([], NOW)
