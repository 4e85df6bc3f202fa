"""Whether somebody is ready for the exam."""

from bot.study.readiness import NotKnown, Readiness, readiness
from bot.study.responses import Response
from tests.study.makers import DAY, NOW, answer, sat, seeded

WEIGHTS = {"data": 0.28, "models": 0.26, "deployment": 0.22, "monitoring": 0.24}


def player(ability: float, each: int = 25) -> list[Response]:
    return sat(dict.fromkeys(WEIGHTS, ability), each, seeded(1))


def judged(responses: list[Response], seed: int = 1) -> Readiness:
    found = readiness(responses, WEIGHTS, NOW, seed)
    assert isinstance(found, Readiness)
    return found


def test_the_strong_pass_and_the_weak_do_not() -> None:
    """The chance to pass rises with what is known, and the interval lies about the player's accuracy."""
    weak, middling, strong = (judged(player(ability)) for ability in (-1.5, 0.8, 3.0))
    assert weak.chance < 0.05 < middling.chance < 0.95 < strong.chance
    assert weak.low < weak.high < strong.low < strong.high <= 1


def test_the_same_seed_gives_the_same_figure() -> None:
    """Asking twice gives the same figure; another seed gives nearly the same."""
    responses = player(0.8)
    assert judged(responses) == judged(responses)
    assert abs(judged(responses, 1).chance - judged(responses, 2).chance) < 0.05


def test_fifty_answers_at_least() -> None:
    """Below fifty answers it says how many are missing."""
    assert readiness(player(1.0, 12), WEIGHTS, NOW, 1) == NotKnown("answers", 2)


def test_five_in_each_domain_at_least() -> None:
    """A domain with fewer than five answers is named, with what is missing there."""
    thin = [one for one in player(1.0, 20) if one.topic != "data"] + [answer("data")] * 3
    assert readiness(thin, WEIGHTS, NOW, 1) == NotKnown("domains", {"data": 2})


def test_not_after_thirty_idle_days() -> None:
    """A month without an answer is too long ago to judge by."""
    responses = player(1.0)
    assert isinstance(readiness(responses, WEIGHTS, NOW + 30 * DAY, 1), Readiness)
    assert readiness(responses, WEIGHTS, NOW + 31 * DAY, 1) == NotKnown("idle")


def test_steered_practice_is_left_out() -> None:
    """Answers to questions picked for a weakness don't count towards readiness."""
    steered = [answer(topic, steered=True) for topic in WEIGHTS for _ in range(100)]
    assert judged(player(0.0) + steered) == judged(player(0.0))
    assert readiness(steered, WEIGHTS, NOW, 1) == NotKnown("answers", 50)
