"""How good a judgement was, against the truth that only the simulation knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from benchmarks.learners.estimators import Judgement
from benchmarks.learners.study import Bank
from benchmarks.learners.world import Item, Learner
from bot.study.responses import Response

BINS = 5
STRIDE = 4
"""Predictions are marked on every fourth item: enough, and four times as quick."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One learner's judgement: was the named topic the weakest, what was claimed, what the error costs.

    The weakest is the topic in which the learner gets least right over its own questions. `regret` is their expected
    accuracy in the named topic less that in the weakest. `log_loss` is the mean expected loss in nats over items not
    yet met.
    """

    hit: bool
    claimed: float
    regret: float
    log_loss: float


def mark(
    judgement: Judgement, learner: Learner, answered: Sequence[Response], items: Sequence[Item], bank: Bank
) -> Mark:
    """Mark a judgement over the topics that the learner tried."""
    tried = dict.fromkeys(one.topic for one in answered)
    met = {one.item for one in answered}
    named = max(judgement.chances, key=lambda topic: judgement.chances[topic])
    accuracies = {topic: _accuracy(learner, topic, items) for topic in tried}
    weakest = min(accuracies, key=lambda topic: accuracies[topic])
    losses = [
        _loss(learner.chance(item), judgement.predict(item.topic, item.concept, bank[item.name].value, item.floor))
        for item in items[::STRIDE]
        if item.topic in tried and item.name not in met
    ]
    return Mark(
        hit=named == weakest,
        claimed=judgement.chances[named],
        regret=accuracies[named] - accuracies[weakest],
        log_loss=sum(losses) / len(losses),
    )


def _accuracy(learner: Learner, topic: str, items: Sequence[Item]) -> float:
    """Expected share right over a topic's own questions."""
    chances = [learner.chance(item) for item in items if item.topic == topic]
    return sum(chances) / len(chances)


def _loss(truth: float, predicted: float) -> float:
    return -truth * log(predicted) - (1 - truth) * log(1 - predicted)


def calibration_error(marks: Sequence[Mark]) -> float:
    """Expected calibration error of "this is the weakest": five equal bins of what was claimed."""
    bins: list[list[Mark]] = [[] for _ in range(BINS)]
    for one in marks:
        bins[min(BINS - 1, int(one.claimed * BINS))].append(one)
    gaps = (abs(sum(one.claimed - one.hit for one in group)) for group in bins)
    return sum(gaps) / len(marks)


def figures(marks: Sequence[Mark]) -> dict[str, float]:
    """The four figures of a scenario and estimator."""
    count = len(marks)
    return {
        "hit50": sum(one.hit for one in marks) / count,
        "regret50": sum(one.regret for one in marks) / count,
        "ece": calibration_error(marks),
        "log_loss": sum(one.log_loss for one in marks) / count,
    }
