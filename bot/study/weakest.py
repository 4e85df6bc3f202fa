"""Which topic is the weakest, said no more strongly than the answers allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import erfc, exp, hypot, prod, sqrt
from typing import Literal

from bot.study.bank import Curve
from bot.study.rasch import Posterior, TopicAbility

EVEN_ODDS = 0.5
"""From here on a topic may be called the weakest; in simulation such claims held as often as they said."""

ENOUGH_ANSWERS = 20
"""Below this the chances hardly differ from what one would say without any answer."""

TOPIC_DOUBT = 0.15
"""How far a topic's questions as a whole may be harder or easier than they are believed to be, in logits, as a standard
deviation. Fifty questions, each known to .75 of a logit as an author knows it, err by .11 on average; what the errors
of one topic have in common comes on top."""

_OVERALL_POINTS = tuple(index * 0.6 for index in range(-5, 6))
_CELLS = 60
_FINE_CELLS = 120
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


def verdict(
    posterior: Posterior, answers: int, known_topics: Sequence[str], curves: Mapping[str, Curve] | None = None
) -> Verdict:
    """Judge a player's tried topics from the posterior and the number of answers that it rests on.

    With `curves`, by where most is lost: the lowest expected accuracy over each topic's own questions. Without, by the
    lowest ability, as if all topics asked alike.
    """
    chances = chance_of_weakest(posterior) if curves is None else chance_of_least_right(posterior, curves)
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


def chance_of_least_right(posterior: Posterior, curves: Mapping[str, Curve]) -> dict[str, float]:
    """Each tried topic's chance to have the lowest expected accuracy over its own questions, the likeliest first.

    As above, on a fixed grid; an accuracy is turned into the ability that it takes in each topic.
    """
    if not posterior.topics:
        return {}
    topics = sorted(posterior.topics)
    levels = _levels(posterior, curves)
    takes = {topic: [curves[topic].ability_for(level) for level in levels] for topic in topics}
    totals = dict.fromkeys(topics, 0.0)
    for point in _OVERALL_POINTS:
        above = point * posterior.overall.sd
        normals = [_doubted(posterior.topics[topic], above) for topic in topics]
        edges = [
            [_tail(takes[topic][at], *normal) for topic, normal in zip(topics, normals, strict=True)]
            for at in range(len(levels))
        ]
        weight = exp(-point * point / 2)
        for topic, share in zip(topics, _lowest(edges), strict=True):
            totals[topic] += weight * share
    whole = sum(totals.values())
    return dict(sorted(((topic, total / whole) for topic, total in totals.items()), key=lambda pair: -pair[1]))


def _levels(posterior: Posterior, curves: Mapping[str, Curve]) -> list[float]:
    """The accuracies between which the lowest of all can lie."""
    ends = [
        [
            curves[topic].at(ability.mean + side * _REACH * hypot(ability.sd, TOPIC_DOUBT))
            for topic, ability in posterior.topics.items()
        ]
        for side in (-1, 1)
    ]
    low, high = min(ends[0]), min(ends[1])
    return [low + index * (high - low) / _FINE_CELLS for index in range(_FINE_CELLS + 1)]


def _given(ability: TopicAbility, above: float) -> tuple[float, float]:
    return ability.mean + ability.slope * above, ability.given_sd


def _doubted(ability: TopicAbility, above: float) -> tuple[float, float]:
    """As above, where the topic's questions are to be judged as well."""
    mean, sd = _given(ability, above)
    return mean, hypot(sd, TOPIC_DOUBT)


def _shares_given(posterior: Posterior, above: float) -> dict[str, float]:
    """Chances to be lowest if the overall ability lies `above` its mean."""
    return lowest_of({topic: _given(ability, above) for topic, ability in sorted(posterior.topics.items())})


def lowest_of(normals: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """Chance of each of several independent normals (mean, sd) to be the lowest."""
    low = min(mean - _REACH * sd for mean, sd in normals.values())
    high = min(mean + _REACH * sd for mean, sd in normals.values())
    step = (high - low) / _CELLS
    edges = [_above(normals, low + index * step) for index in range(_CELLS + 1)]
    shares = _lowest(edges)
    whole = sum(shares)
    return {name: share / whole for name, share in zip(normals, shares, strict=True)}


def _lowest(edges: Sequence[Sequence[float]]) -> list[float]:
    """How likely each is to be the lowest, not yet made to sum to one; `edges`: their tails, level by level."""
    shares = [0.0] * len(edges[0])
    for left, right in pairwise(edges):
        middles = [(a + b) / 2 or 1e-300 for a, b in zip(left, right, strict=True)]
        none_lower = prod(middles)
        for index, middle in enumerate(middles):
            shares[index] += (left[index] - right[index]) * none_lower / middle
    return shares


def _above(normals: Mapping[str, tuple[float, float]], level: float) -> list[float]:
    return [_tail(level, mean, sd) for mean, sd in normals.values()]


def _tail(level: float, mean: float, sd: float) -> float:
    """Chance of a normal to lie above a level."""
    return erfc((level - mean) / (sd * sqrt(2))) / 2


def _fewest_to_even_odds(chances: Mapping[str, float]) -> tuple[str, ...]:
    named: list[str] = []
    reached = 0.0
    for topic, chance in chances.items():
        named.append(topic)
        reached += chance
        if reached >= EVEN_ODDS:
            break
    return tuple(named)
