"""The measure of the estimates and forecasts itself."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks.learners import grid
from benchmarks.learners.__main__ import beaten, main
from benchmarks.learners.batch import Bank, chances_of_least_right, fit, learn, raised
from benchmarks.learners.scoring import calibration_error
from benchmarks.learners.study import Studied, study
from benchmarks.learners.world import WORLDS, Learners, World, draw_banks
from benchmarks.readiness import made_up, real
from benchmarks.readiness.__main__ import main as readiness
from benchmarks.readiness.batch import changes, evidence, forecast
from benchmarks.readiness.scoring import Came, figures, reliability
from benchmarks.readiness.worlds import ASSUMED, EXAMS, SHARES
from bot.study.bank import Item
from bot.study.estimates import estimate
from bot.study.gains import eased
from bot.study.rasch import Priors
from bot.study.readiness import Part, outlook
from bot.study.responses import Response, tally
from bot.study.spreads import learn as learn_one_by_one
from tests.study.makers import DAY, NOW

PEOPLE = 12
ONE_WORLD = World(0.8, 0.25, "steered", warm=False)


def studied(topics: int, concepts: int, answers: int) -> tuple[Bank, Studied, Learners]:
    random = np.random.default_rng(5)
    bank, truth = draw_banks(ONE_WORLD, random, topics, concepts)
    learners = Learners(PEOPLE, ONE_WORLD, bank, truth, random)
    kept = study(learners, bank, Priors(), (answers,), lambda *_: None, random, steered=True)
    return bank, kept, learners


def as_responses(bank: Bank, kept: Studied, now: float, person: int) -> list[Response]:
    """The same answers, as the bot has them."""
    return [
        Response(
            str(bank.topic[item]),
            str(bank.concept[item]),
            str(item),
            bool(right),
            float(bank.floor[item]),
            float(bank.difficulty[item]),
            NOW - timedelta(days=float(now - day), milliseconds=86),
            steered=bool(steered),
        )
        for item, right, day, steered in zip(
            kept.item[person], kept.right[person], kept.day[person], kept.steered[person], strict=True
        )
    ]


def as_items(bank: Bank) -> Mapping[str, list[Item]]:
    return {
        str(topic): [Item(str(bank.concept[i]), float(bank.difficulty[i]), float(bank.floor[i])) for i in members]
        for topic, members in enumerate(bank.members)
    }


def test_many_at_once_are_judged_as_the_bot_judges_one() -> None:
    """The chances and abilities that are measured are those of the bot's own estimate, and so are the spreads."""
    bank, kept, learners = studied(topics=8, concepts=5, answers=40)
    answers = kept.first(40, learners.day, bank, Priors().gain)
    found = raised(fit(answers, bank, Priors()), answers, bank)
    chances = chances_of_least_right(found, bank)
    people = []
    for person in range(PEOPLE):
        given = as_responses(bank, kept, learners.day[person], person)
        people.append(given)
        picture = estimate(given, NOW, priors=Priors(), bank=as_items(bank))
        for topic, chance in picture.verdict.chances.items():
            assert chances[person, int(topic)] == pytest.approx(chance, abs=2e-5)
            assert found.topics[person, int(topic)] == pytest.approx(picture.posterior.topics[topic].mean, abs=1e-5)
    assert learn(lambda gain: kept.first(40, learners.day, bank, gain), bank) == learn_one_by_one(
        lambda gain: [tally(eased(one, gain)[0], NOW) for one in people]
    )


def test_many_at_once_are_forecast_as_the_bot_forecasts_one() -> None:
    """The forecast that is measured is the bot's own."""
    bank, kept, learners = studied(topics=5, concepts=3, answers=40)
    priors, wait = Priors(1.1, 0.7, 0.25), np.full(PEOPLE, 20.0)
    answers = evidence(kept, 40, learners.day, bank, priors.gain)
    change = changes(kept, 40, learners.day, wait, answers.gained, bank, priors.gain)
    told = forecast(fit(answers, bank, priors), bank, SHARES, change, wait)
    blueprint = {topic: Part(SHARES[int(topic)], items) for topic, items in as_items(bank).items()}
    for person in range(PEOPLE):
        given = as_responses(bank, kept, learners.day[person], person)
        one = outlook(given, NOW, NOW + 20 * DAY, blueprint, priors)
        assert told.chance[person] == pytest.approx(one.chance, abs=1e-5)
        assert told.expected[person] == pytest.approx(one.expected, abs=1e-5)
        assert (told.low[person] / 50, told.high[person] / 50) == (one.low, one.high)


def test_the_same_seed_gives_the_same_figures() -> None:
    """Measuring a world twice gives the same, for each estimator."""
    once, twice = (grid.measure(WORLDS[:1], banks=1, learners=5) for _ in range(2))
    assert once == twice
    [by_name] = once.values()
    assert by_name.keys() == {"ours", "raw", "wilson", "beta_binomial", "elo", "bkt"}
    assert by_name["ours"].keys() == {"hit20", "hit50", "hit200", "regret50", "ece", "log_loss"}


@pytest.mark.parametrize("exposure", ["even", "uneven", "steered"])
def test_ours_is_ahead_in_a_small_world(exposure: str) -> None:
    """In a warm world of middling spreads no rival names the weakest topic more often, and chances are honest."""
    found = grid.measure_one(World(0.8, 0.25, exposure, warm=True), banks=2, learners=120)
    hits = {name: sum(one[f"hit{count}"] for count in grid.MARKS) for name, one in found.items()}
    assert max(hits, key=lambda name: hits[name]) == "ours"
    assert found["ours"]["ece"] < 0.1  # 240 people: noise alone makes some .04


def test_the_worst_gap_to_a_rival_is_found() -> None:
    """It is told where a rival names the weakest topic more often than ours, and by how much."""
    ours, raw = {"hit20": 0.4, "hit50": 0.5, "hit200": 0.6}, {"hit20": 0.3, "hit50": 0.53, "hit200": 0.5}
    found = {"a": {"ours": ours, "raw": raw, "wilson": ours, "beta_binomial": ours, "elo": ours}}
    gap, where = beaten(found)
    assert (round(gap, 3), where) == (0.03, "raw, hit50, a")


def test_worlds_are_a_grid() -> None:
    """Every spread meets every difficulty, exposure and bank, and no two worlds have one name."""
    assert len({world.name for world in WORLDS}) == len(WORLDS) == 4 * 3 * 3 * 2


def test_calibration_error_of_honest_and_of_bold_claims() -> None:
    """Who claims certainty and is right half the time is off by a half; who claims a half is not."""
    came = np.array([True, False])
    assert (calibration_error(np.ones(2), came), calibration_error(np.full(2, 0.5), came)) == (0.5, 0.0)


def test_errors_at_two_strengths_do_not_cancel() -> None:
    """Too bold with strong claims and too timid with weak ones is not well calibrated."""
    assert calibration_error(np.array([0.9, 0.1]), np.array([False, True])) == pytest.approx(0.9)


def test_no_learners_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for none, it says what is wrong instead of dividing by zero."""
    assert main(banks=0) == 2
    assert readiness(json=True, banks=0, people=1, data=None, picture=None) == 2
    assert capsys.readouterr().err.count("must be 1 or more") == 2


def test_a_small_world_is_forecast_honestly() -> None:
    """Where what the model takes for granted holds, chances come true about as often as they say."""
    [exam] = [one for one in EXAMS if one.name == "spread 0.8, difficulty 0.25, even, warm"]
    found = made_up.measure_one(exam, banks=1, people=400)
    assert found.keys() == {"20", "50", "100", "200", "mock"}
    for name, came in found.items():
        told = figures(came)
        assert told["ece"] < 0.1, name
        assert 0.7 < told["coverage80"] < 0.9, name
    assert figures(found["200"])["brier"] < figures(found["20"])["brier"]


def test_a_forecast_that_takes_too_much_for_granted_is_told() -> None:
    """An exam that is much harder than our questions is among the worlds, and not among those that are assumed."""
    [exam] = [one for one in EXAMS if one.name == "exam harder by .4"]
    came = made_up.measure_one(exam, banks=1, people=300)["200"][0]
    assert came.chance.mean() > came.passed.mean() + 0.02
    assert exam.name not in ASSUMED


def test_the_file_of_real_students_is_read_or_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file and another file are said in words, and forecasts for few students do not fail."""
    assert readiness(json=True, banks=1, people=1, data=tmp_path / "none.csv", picture=None) == 2
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    assert readiness(json=True, banks=1, people=1, data=other, picture=None) == 2
    said = capsys.readouterr().err
    assert "is not there" in said
    assert "cannot be read" in said


def test_real_students_are_forecast_by_others() -> None:
    """Who solved more of one half is given the better chance in the other."""
    students = [
        real.Student(10 + n % 16, 1 + n % 2, tuple((n * k) % 7 < 3 + n % 4 for k in range(13))) for n in range(60)
    ]
    found = real.forecasts(students)
    assert len(found.chance) == 120
    assert ((found.chance >= 0) & (found.chance <= 1)).all()
    assert real.measure(found).keys() == {"brier", "ece", "coverage80", "base_rate_brier"}


def test_reliability_tells_what_was_told_and_what_came() -> None:
    """A bin has its mean chance, its share that passed and its size; empty ones are left out."""
    came = Came(np.array([0.62, 0.68, 0.05]), np.array([1.0, 0.0, 0.0]), np.ones(3))
    assert reliability(came) == [(0.05, 0.0, 1), (pytest.approx(0.65), 0.5, 2)]


def test_figures_can_be_printed_as_json() -> None:
    """They are plain numbers."""
    came = Came(np.array([0.6, 0.4]), np.array([1.0, 0.0]), np.ones(2))
    assert json.loads(json.dumps(figures([came]))) == {
        "brier": pytest.approx(0.16),
        "ece": pytest.approx(0.4),
        "coverage80": 1.0,
    }
