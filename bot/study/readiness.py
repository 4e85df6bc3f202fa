"""Whether somebody is ready for an exam: a chance to pass, or what is missing to say so."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from bot.study.estimates import REFERENCE_DIFFICULTY, REFERENCE_FLOOR
from bot.study.rasch import Posterior, fit, probability
from bot.study.responses import Response, counted, tally

SCORED_ITEMS = 50
"""Scored questions in AIF-C01 and MLA-C01 (AWS exam guides: 50 scored, 15 unscored)."""

CUT_LOW, CUT_HIGH = 0.65, 0.75
"""Share of right answers that passes: AWS publishes no table from it to the scaled score, so it is unknown in here."""

LEAST_ANSWERS = 50
LEAST_IN_DOMAIN = 5
LONGEST_IDLE = timedelta(days=30)

_SITTINGS = 2000


@dataclass(frozen=True, slots=True)
class Readiness:
    """The chance to pass, and the 80% interval of the share of right answers, all in [0, 1]."""

    chance: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class NotKnown:
    """Why no figure is given; `missing` is how many answers, by domain for "domains", None when merely idle."""

    reason: Literal["answers", "domains", "idle"]
    missing: Mapping[str, int] | int | None = None


def readiness(
    responses: Iterable[Response], weights: Mapping[str, float], at: datetime, seed: int
) -> Readiness | NotKnown:
    """Judge from answers whose `topic` is the exam domain, by the domains' weights from the exam guide.

    Steered answers are left out: practice on weak topics would make everybody look too sure.
    """
    kept = [one for one in counted(responses, at) if not one.steered and one.topic in weights]
    if refusal := _refusal(kept, weights, at):
        return refusal
    posterior = fit(tally(kept, at))
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    shares, passes = [], 0
    for _ in range(_SITTINGS):
        share = _sit(posterior, weights, random)
        passes += share >= random.uniform(CUT_LOW, CUT_HIGH)
        shares.append(share)
    shares.sort()
    return Readiness(passes / _SITTINGS, shares[_SITTINGS // 10], shares[-_SITTINGS // 10])


def _refusal(kept: list[Response], weights: Mapping[str, float], at: datetime) -> NotKnown | None:
    if len(kept) < LEAST_ANSWERS:
        return NotKnown("answers", LEAST_ANSWERS - len(kept))
    answered = Counter(one.topic for one in kept)
    thin = {domain: LEAST_IN_DOMAIN - answered[domain] for domain in weights if answered[domain] < LEAST_IN_DOMAIN}
    if thin:
        return NotKnown("domains", thin)
    if at - max(one.at for one in kept) > LONGEST_IDLE:
        return NotKnown("idle")
    return None


def _sit(posterior: Posterior, weights: Mapping[str, float], random: Random) -> float:
    """Share of right answers in one imagined exam, by a player drawn from what is believed."""
    above = random.gauss(0.0, posterior.overall.sd)
    chances = {}
    for domain in weights:
        ability = posterior.topics[domain]
        drawn = random.gauss(ability.mean + ability.slope * above, ability.given_sd)
        chances[domain] = probability(drawn, REFERENCE_DIFFICULTY, REFERENCE_FLOOR)
    domains = random.choices(list(weights), list(weights.values()), k=SCORED_ITEMS)
    return sum(random.random() < chances[domain] for domain in domains) / SCORED_ITEMS
