"""How good judgements were, against the truth that only the simulation knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.learners.batch import Bank, Floats
from benchmarks.learners.estimators import Judgement
from benchmarks.learners.study import Studied
from benchmarks.learners.world import Learners

BINS = 5
STRIDE = 4
"""Predictions are marked on every fourth item: enough, and four times as quick."""


@dataclass(frozen=True)
class Mark:
    """Judgements of many people: was the named topic the weakest, what was claimed, what the error costs.

    The weakest is the topic tried in which the learner gets least right over its own questions. `regret` is their
    expected accuracy in the named topic less that in the weakest. `loss` is the mean expected loss in nats over items
    not yet met, of topics tried.
    """

    hit: npt.NDArray[np.bool_]
    claimed: Floats
    regret: Floats
    loss: Floats


def mark(judgement: Judgement, learners: Learners, studied: Studied, count: int, bank: Bank) -> Mark:
    """Mark judgements over the topics that each learner tried."""
    people = np.arange(len(studied.item))
    truth = learners.chances()
    tried = np.zeros((len(people), bank.topics), dtype=bool)
    np.put_along_axis(tried, bank.topic[studied.item[:, :count]], values=True, axis=1)
    accuracies = np.stack([truth[:, members].mean(axis=1) for members in bank.members], axis=1)
    accuracies = np.where(tried, accuracies, np.inf)
    named, weakest = judgement.chances.argmax(axis=1), accuracies.argmin(axis=1)
    return Mark(
        hit=named == weakest,
        claimed=judgement.chances[people, named],
        regret=accuracies[people, named] - accuracies[people, weakest],
        loss=_losses(truth, judgement.predicted, tried, studied.item[:, :count], bank),
    )


def _losses(
    truth: Floats, predicted: Floats, tried: npt.NDArray[np.bool_], items: npt.NDArray[np.int64], bank: Bank
) -> Floats:
    asked = tried[:, bank.topic]
    np.put_along_axis(asked, items, values=False, axis=1)
    asked[:, np.arange(asked.shape[1]) % STRIDE != 0] = False
    sure = np.clip(predicted, 1e-6, 1 - 1e-6)
    losses = -truth * np.log(sure) - (1 - truth) * np.log(1 - sure)
    found: Floats = (losses * asked).sum(axis=1) / np.maximum(asked.sum(axis=1), 1)
    return found


def calibration_error(claimed: Floats, came: npt.NDArray[np.bool_], bins: int = BINS) -> float:
    """Expected calibration error: equal bins of what was claimed, the gaps weighed by how many are in each."""
    place = np.minimum((claimed * bins).astype(int), bins - 1)
    gaps = np.abs(np.bincount(place, claimed - came, bins))
    return float(gaps.sum() / len(claimed))


def figures(marks: Mapping[int, Sequence[Mark]]) -> dict[str, float]:
    """The figures of one estimator in one world, from its marks after so many answers. `ece` is over all its claims."""
    whole = {count: _together(found) for count, found in marks.items()}
    every = _together(list(whole.values()))
    hits = {f"hit{count}": float(one.hit.mean()) for count, one in whole.items()}
    return hits | {
        "regret50": float(whole[50].regret.mean()),
        "ece": calibration_error(every.claimed, every.hit),
        "log_loss": float(whole[50].loss.mean()),
    }


def _together(marks: Sequence[Mark]) -> Mark:
    fields = ("hit", "claimed", "regret", "loss")
    return Mark(*(np.concatenate([getattr(one, name) for one in marks]) for name in fields))
