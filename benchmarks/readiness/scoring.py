"""Brier score, calibration and coverage of forecasts that have come true or not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.learners.batch import Floats
from benchmarks.learners.scoring import calibration_error

BINS = 10


@dataclass(frozen=True)
class Came:
    """Forecasts of many people, and what came: the chance told, whether they passed, whether the interval held."""

    chance: Floats
    passed: Floats
    held: Floats


def together(found: Sequence[Came]) -> Came:
    """All of them."""
    return Came(*(np.concatenate([getattr(one, name) for one in found]) for name in ("chance", "passed", "held")))


def figures(found: Sequence[Came]) -> dict[str, float]:
    """What is told of them; ECE over ten equal bins of the chance."""
    whole = together(found)
    return {
        "brier": float(((whole.chance - whole.passed) ** 2).mean()),
        "ece": calibration_error(whole.chance, whole.passed == 1, BINS),
        "coverage80": float(whole.held.mean()),
    }


def reliability(found: Came, bins: int = BINS) -> list[tuple[float, float, int]]:
    """Chance told on average, share that passed, and how many, in each bin that has any."""
    place = np.minimum((found.chance * bins).astype(int), bins - 1)
    return [
        (float(found.chance[place == one].mean()), float(found.passed[place == one].mean()), int((place == one).sum()))
        for one in range(bins)
        if (place == one).any()
    ]
