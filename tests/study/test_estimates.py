"""What a player is told of their knowledge: figures, intervals, and how strong the claim is."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.study.estimates import Picture, estimate
from bot.study.rasch import Priors, fit, probability
from bot.study.responses import HALF_LIFE, Response, counts, tally
from tests.study.makers import DAY, NOW, answer, answers, sat, seeded

some_answers = st.lists(
    st.builds(
        answer,
        st.sampled_from(["metrics", "modes", "services", "monitoring"]),
        correct=st.booleans(),
        concept=st.sampled_from(["a", "b", "c"]),
        floor=st.sampled_from([0.0, 0.1, 0.25, 0.5]),
        difficulty=st.floats(-4, 4),
        at=st.integers(0, 400).map(lambda days: NOW - days * DAY),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answer(), True),
        (answer(seconds=1.0), True),
        (answer(seconds=0.99), False),
        (answer(key_shown=True), False),
        (answer(seconds=20, steered=True), True),
    ],
)
def test_which_answers_count(given: Response, expected: bool) -> None:
    """An answer in under a second, or after the key was shown, says nothing about the player."""
    assert counts(given) is expected


def test_answers_that_do_not_count_change_nothing() -> None:
    """A flurry of blind taps leaves the picture as it was."""
    honest = answers("metrics", 6, 2)
    taps = [answer("metrics", correct=False, seconds=0.4) for _ in range(50)]
    assert estimate(honest + taps, NOW) == estimate(honest, NOW)


def test_the_past_does_not_know_the_future() -> None:
    """A picture as of last month rests on the answers up to then alone."""
    old = [answer(at=NOW - 40 * DAY, correct=False)]
    assert estimate([*old, answer(at=NOW)], NOW - 30 * DAY) == estimate(old, NOW - 30 * DAY)


def test_what_several_people_know_fades_as_what_one_knows_does() -> None:
    """A group's mistakes of half a year ago weigh half as much as those of today; its answers have taught nobody."""
    right, wrong = [answer() for _ in range(20)], [answer(correct=False) for _ in range(20)]
    old = [answer(correct=False, at=NOW - HALF_LIFE) for _ in range(20)]
    faded, fresh = (estimate([*right, *given], NOW, several=True) for given in (old, wrong))
    assert faded.posterior.overall.mean > fresh.posterior.overall.mean
    half = estimate([*right, *wrong[:10]], NOW, several=True)
    assert faded.posterior.topics["metrics"].mean == pytest.approx(half.posterior.topics["metrics"].mean)


def test_an_answer_weighs_half_after_half_a_year() -> None:
    """Two answers of half a year ago weigh as much as one of today."""
    old = [answer(at=NOW - HALF_LIFE, correct=False)] * 2
    assert tally(old, NOW) == tally([answer(correct=False)], NOW)
    assert HALF_LIFE == 180 * DAY


def test_known_answer_without_guessing() -> None:
    """With one answer a topic and no guess floor, the ability solves the model's own equation."""
    posterior = fit(tally([answer(floor=0.0, correct=True)], NOW), Priors(1.0, 0.8, 0.6))
    leaf = posterior.concepts["metrics", "recall"]
    # At the mode the pull of the prior (variance 1 + .64 + .36) equals the score 1 - P.
    assert leaf.mean / 2.0 == pytest.approx(1 - probability(leaf.mean, 0.0, 0.0), abs=1e-7)
    information = probability(leaf.mean, 0.0, 0.0) * (1 - probability(leaf.mean, 0.0, 0.0))
    assert leaf.sd**-2 == pytest.approx(1 / 2.0 + information, abs=1e-6)
    assert posterior.overall.mean == pytest.approx(leaf.mean / 2)
    assert posterior.topics["metrics"].mean == pytest.approx(leaf.mean * 1.64 / 2)


@given(some_answers)
def test_the_estimate_is_the_most_likely_one(responses: list[Response]) -> None:
    """At the estimate the score of each concept's answers balances the pull towards its topic."""
    tallies = tally(responses, NOW)
    priors = Priors()
    posterior = fit(tallies, priors)
    for (topic, concept), cells in tallies.items():
        ability = posterior.concepts[topic, concept].mean
        score = 0.0
        for cell in cells:
            chance = probability(ability, cell.difficulty, cell.floor)
            known = probability(ability, cell.difficulty, 0.0)
            score += known / chance * (cell.right - (cell.right + cell.wrong) * chance)
        pull = (ability - posterior.topics[topic].mean) / priors.concept**2
        assert score == pytest.approx(pull, abs=1e-5)


@given(some_answers, st.sampled_from([0.0, 0.25, 0.5]), st.floats(-4, 4))
def test_a_right_answer_never_lowers_its_topic(responses: list[Response], floor: float, difficulty: float) -> None:
    """One more correct answer never lowers the estimate of its topic, and a wrong one never raises it."""
    before = accuracy(estimate([*responses, answer("metrics", correct=True, at=NOW - 10_000 * DAY)], NOW))
    right = answer("metrics", correct=True, concept="a", floor=floor, difficulty=difficulty)
    wrong = answer("metrics", correct=False, concept="a", floor=floor, difficulty=difficulty)
    assert accuracy(estimate([*responses, right], NOW)) >= before - 1e-6
    assert accuracy(estimate([*responses, wrong], NOW)) <= before + 1e-6


def accuracy(picture: Picture) -> float:
    return picture.topics["metrics"].accuracy


@given(some_answers.filter(bool))
def test_more_of_the_same_narrows_the_interval(responses: list[Response]) -> None:
    """The same results on twice as many answers leave less doubt about the player overall, in logits."""
    random = seeded(1)
    few = sat({"metrics": random.gauss(0, 1), "modes": random.gauss(0, 1)}, 10, random)
    once, twice = estimate(few + responses, NOW).posterior, estimate((few + responses) * 4, NOW).posterior
    assert twice.topics["metrics"].sd < once.topics["metrics"].sd


def test_the_interval_holds_the_truth_four_times_in_five() -> None:
    """Over many made-up players the 80% interval covers the true accuracy about 80% of the time."""
    random, covered, total = seeded(7), 0, 0
    for _ in range(250):
        overall = random.gauss(0, 1)
        truth = {topic: overall + random.gauss(0, 1) for topic in ("a", "b", "c", "d")}
        # The model allows each concept to differ from its topic; these players have one concept a topic.
        picture = estimate(sat(truth, 12, random), NOW, priors=Priors(topic=1.0, concept=0.01))
        for topic, ability in truth.items():
            figure = picture.topics[topic]
            covered += figure.low <= probability(ability, 0.0, 0.25) <= figure.high
            total += 1
    assert 0.76 <= covered / total <= 0.84


def test_hard_questions_are_allowed_for() -> None:
    """Half right on hard questions is worth more than half right on easy ones."""
    hard = [answer(correct=bool(index % 2), difficulty=1.5) for index in range(20)]
    easy = [answer(correct=bool(index % 2), difficulty=-1.5) for index in range(20)]
    assert accuracy(estimate(hard, NOW)) > accuracy(estimate(easy, NOW))


def test_guessing_is_allowed_for() -> None:
    """Half right on typed questions is worth more than half right on true or false."""
    typed = [answer(correct=bool(index % 2), floor=0.0) for index in range(20)]
    tossed = [answer(correct=bool(index % 2), floor=0.5) for index in range(20)]
    assert accuracy(estimate(typed, NOW)) > accuracy(estimate(tossed, NOW))


def test_concepts_are_told_apart() -> None:
    """Within one topic the concept that goes wrong stands below the one that goes right."""
    picture = estimate(answers("services", 8, 0, concept="clarify") + answers("services", 2, 6, concept="monitor"), NOW)
    clarify, monitor = picture.concepts["services", "clarify"], picture.concepts["services", "monitor"]
    assert monitor.accuracy < picture.topics["services"].accuracy < clarify.accuracy
    assert (clarify.answers, picture.topics["services"].answers) == (8, 16)


def test_nothing_known_is_said_plainly() -> None:
    """Without an answer the picture has no topics, names all as untried, and an overall figure full of doubt."""
    picture = estimate([], NOW, ["metrics", "modes"])
    assert (picture.topics, picture.verdict.untried) == ({}, ("metrics", "modes"))
    assert picture.overall.high - picture.overall.low > 0.4


def test_expected_success_falls_back_to_what_is_known() -> None:
    """A new concept is judged by its topic, a new topic by the player overall."""
    picture = estimate(answers("metrics", 0, 12) + answers("modes", 12, 0), NOW)
    by_topic = picture.expected("metrics", "never met", 0.0, 0.0)
    assert by_topic == probability(picture.posterior.topics["metrics"].mean, 0.0, 0.0)
    assert by_topic < picture.expected("never met", "x", 0.0, 0.0) < picture.expected("modes", "recall", 0.0, 0.0)


def test_order_does_not_matter() -> None:
    """The same answers in another order give the same figures, but for rounding."""
    random = seeded(3)
    responses = sat({"a": 0.5, "b": -1.0}, 30, random)
    shuffled = random.sample(responses, len(responses))
    one, other = estimate(responses, NOW), estimate(shuffled, NOW)
    for topic, figure in one.topics.items():
        assert other.topics[topic].accuracy == pytest.approx(figure.accuracy, abs=1e-9)


def test_a_long_history_is_summed_up() -> None:
    """Five thousand answers to two hundred questions on one day are no more work than two hundred sums."""
    at: datetime = NOW
    responses = [answer(item=f"q{n % 200}", difficulty=n % 200 / 100, correct=n % 3 > 0, at=at) for n in range(5000)]
    assert sum(len(cells) for cells in tally(responses, at).values()) == 200
