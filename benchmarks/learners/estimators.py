"""Ours and its opponents: each says which topic is the weakest, how likely, and what the next answer will be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from bot.study.bank import Bank
from bot.study.estimates import estimate
from bot.study.rasch import probability
from bot.study.responses import Response
from bot.study.weakest import lowest_of

Predict = Callable[[str, str, float, float], float]
"""Chance to be right, from topic, concept, difficulty and guess floor."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Each tried topic's claimed chance to be the weakest (the highest is the one named), and predictions."""

    chances: Mapping[str, float]
    predict: Predict


Estimator = Callable[[Sequence[Response], datetime, Bank], Judgement]


def ours(responses: Sequence[Response], at: datetime, bank: Bank) -> Judgement:
    """The hierarchical Rasch model of `bot.study`."""
    picture = estimate(responses, at, bank=bank)
    return Judgement(picture.verdict.chances, picture.expected)


def raw(responses: Sequence[Response], at: datetime, bank: Bank) -> Judgement:
    """Share correct; among equals the topic with more answers. It has no doubt of its own, so it claims certainty."""
    del at, bank
    scores = _scores(responses)
    named = min(scores, key=lambda topic: (scores[topic][0] / scores[topic][1], -scores[topic][1]))
    smoothed = {topic: (right + 1) / (asked + 2) for topic, (right, asked) in scores.items()}
    return Judgement({named: 1.0}, lambda topic, *_: smoothed[topic])


def wilson(responses: Sequence[Response], at: datetime, bank: Bank) -> Judgement:
    """The lowest upper end of Wilson's 95% interval; its centre and width give the chances and predictions."""
    del at, bank
    normals = {topic: _wilson(right, asked) for topic, (right, asked) in _scores(responses).items()}
    named = min(normals, key=lambda topic: normals[topic][0] + _Z * normals[topic][1])
    claimed = lowest_of(normals)[named]
    return Judgement({named: claimed}, lambda topic, *_: normals[topic][0])


_Z = 1.96


def _wilson(right: float, asked: float) -> tuple[float, float]:
    share, spread = right / asked, _Z * _Z / asked
    centre = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * sqrt(share * (1 - share) / asked + spread / (4 * asked))
    return centre, half / _Z


_STRENGTH = 8.0


def beta_binomial(responses: Sequence[Response], at: datetime, bank: Bank) -> Judgement:
    """Share correct, pulled towards the player's own overall share as by eight answers."""
    del at, bank
    scores = _scores(responses)
    overall = (sum(right for right, _ in scores.values()) + 1) / (len(responses) + 2)
    normals = {}
    for topic, (right, asked) in scores.items():
        strength = asked + _STRENGTH
        mean = (right + _STRENGTH * overall) / strength
        normals[topic] = (mean, sqrt(mean * (1 - mean) / (strength + 1)))
    return Judgement(lowest_of(normals), lambda topic, *_: normals[topic][0])


def elo(responses: Sequence[Response], at: datetime, bank: Bank) -> Judgement:
    """A rating a topic, moved by each answer against the item's difficulty, steps 1 / (1 + 0.05 n). No doubt."""
    del at, bank
    ratings: dict[str, float] = {}
    asked: dict[str, int] = {}
    for one in responses:
        rating, seen = ratings.get(one.topic, 0.0), asked.get(one.topic, 0)
        surprise = one.correct - probability(rating, one.difficulty, one.floor)
        ratings[one.topic] = rating + surprise / (1 + 0.05 * seen)
        asked[one.topic] = seen + 1
    named = min(ratings, key=lambda topic: ratings[topic])
    return Judgement({named: 1.0}, lambda topic, _, difficulty, floor: probability(ratings[topic], difficulty, floor))


_KNOWN_BEFORE, _LEARNT, _SLIPPED = 0.4, 0.05, 0.15


def tracing(responses: Sequence[Response], at: datetime, bank: Bank) -> Judgement:
    """Bayesian knowledge tracing (Corbett and Anderson 1995): a topic is known or not. No doubt about the weakest."""
    del at, bank
    known: dict[str, float] = {}
    for one in responses:
        before = known.get(one.topic, _KNOWN_BEFORE)
        if_known = 1 - _SLIPPED if one.correct else _SLIPPED
        if_not = one.floor if one.correct else 1 - one.floor
        after = before * if_known / (before * if_known + (1 - before) * if_not)
        known[one.topic] = after + (1 - after) * _LEARNT
    named = min(known, key=lambda topic: known[topic])

    def predict(topic: str, _concept: str, _difficulty: float, floor: float) -> float:
        return known[topic] * (1 - _SLIPPED) + (1 - known[topic]) * floor

    return Judgement({named: 1.0}, predict)


ESTIMATORS: Mapping[str, Estimator] = {
    "ours": ours,
    "raw": raw,
    "wilson": wilson,
    "beta_binomial": beta_binomial,
    "elo": elo,
    "bkt": tracing,
}


def _scores(responses: Sequence[Response]) -> dict[str, tuple[int, int]]:
    """Right answers and answers, by topic."""
    scores: dict[str, tuple[int, int]] = {}
    for one in responses:
        right, asked = scores.get(one.topic, (0, 0))
        scores[one.topic] = right + one.correct, asked + 1
    return scores
