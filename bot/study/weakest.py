"""Which topic is the weakest, said no more strongly than the answers allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import erfc, exp, prod, sqrt
from typing import Literal

from bot.study.rasch import Posterior

EVEN_ODDS = 0.5
"""From here on a topic may be called the weakest; in simulation such claims held as often as they said."""

ENOUGH_ANSWERS = 20
"""Below this the chances hardly differ from what one would say without any answer."""

_OVERALL_POINTS = tuple(index * 0.6 for index in range(-5, 6))
_CELLS = 60
_REACH = 4.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said about the weakest topic.

    `chances` gives every tried topic's chance to be the weakest, the likeliest first; they sum to one.
    `named` holds the one topic for "weakest", for "candidates" the fewest topics that together reach even odds, and
    nothing for "too_few", where `missing` says how many more answers it takes.
    """

    kind: Literal["weakest", "candidates", "too_few"]
    named: tuple[str, ...]
    chances: Mapping[str, float]
    untried: tuple[str, ...]
    missing: int


def verdict(posterior: Posterior, answers: int, known_topics: Sequence[str]) -> Verdict:
    """Judge a player's tried topics from the posterior and the number of answers that it rests on."""
    chances = chance_of_weakest(posterior)
    untried = tuple(topic for topic in known_topics if topic not in chances)
    missing = max(0, ENOUGH_ANSWERS - answers)
    if missing or len(chances) < 2:
        return Verdict("too_few", (), chances, untried, missing)
    named = _fewest_to_even_odds(chances)
    return Verdict("weakest" if len(named) == 1 else "candidates", named, chances, untried, 0)


def chance_of_weakest(posterior: Posterior) -> dict[str, float]:
    """Each tried topic's chance to have the lowest ability, the likeliest first.

    Given the overall ability the topics are independent, so the chance is a double integral, summed over a fixed
    grid: exact to about three digits and the same on every run, where sampling would be neither.
    """
    if not posterior.topics:
        return {}
    totals = dict.fromkeys(sorted(posterior.topics), 0.0)
    for point in _OVERALL_POINTS:
        weight = exp(-point * point / 2)
        for topic, share in _shares_given(posterior, point * posterior.overall.sd).items():
            totals[topic] += weight * share
    whole = sum(totals.values())
    return dict(sorted(((topic, total / whole) for topic, total in totals.items()), key=lambda pair: -pair[1]))


def _shares_given(posterior: Posterior, above: float) -> dict[str, float]:
    """Chances to be lowest if the overall ability lies `above` its mean."""
    normals = {
        topic: (ability.mean + ability.slope * above, ability.given_sd)
        for topic, ability in sorted(posterior.topics.items())
    }
    return lowest_of(normals)


def lowest_of(normals: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """Chance of each of several independent normals (mean, sd) to be the lowest."""
    low = min(mean - _REACH * sd for mean, sd in normals.values())
    high = min(mean + _REACH * sd for mean, sd in normals.values())
    step = (high - low) / _CELLS
    edges = [_above(normals, low + index * step) for index in range(_CELLS + 1)]
    shares = [0.0] * len(normals)
    for left, right in pairwise(edges):
        middles = [(a + b) / 2 or 1e-300 for a, b in zip(left, right, strict=True)]
        none_lower = prod(middles)
        for index, middle in enumerate(middles):
            shares[index] += (left[index] - right[index]) * none_lower / middle
    whole = sum(shares)
    return {name: share / whole for name, share in zip(normals, shares, strict=True)}


def _above(normals: Mapping[str, tuple[float, float]], level: float) -> list[float]:
    return [erfc((level - mean) / (sd * sqrt(2))) / 2 for mean, sd in normals.values()]


def _fewest_to_even_odds(chances: Mapping[str, float]) -> tuple[str, ...]:
    named: list[str] = []
    reached = 0.0
    for topic, chance in chances.items():
        named.append(topic)
        reached += chance
        if reached >= EVEN_ODDS:
            break
    return tuple(named)
