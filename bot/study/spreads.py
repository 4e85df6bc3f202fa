"""How far people's abilities spread, learnt from the people themselves (empirical Bayes).

The spreads are those under which the answers of everybody who plays here are most likely: the abilities are integrated
out (Laplace's approximation, exact on the tree of normal links), and a weak prior around the start keeps a handful of
people from moving them far.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import exp, log

from bot.study.rasch import Message, Priors, fit, log_evidence, messages
from bot.study.responses import Leaf, Tally

START = Priors()

SUREST = 0.5
"""Standard deviation of the prior of a spread's logarithm: a start of .8 allows .3 to 2.1 with 95%."""

LEAST, MOST = 0.1, 2.5
"""Spreads stay between these, in logits."""

LEAST_PEOPLE = 10
"""With fewer people the start is kept: the others' spread cannot be told from one or two."""

_STEPS = (-0.4, -0.2, -0.1, -0.05, 0.05, 0.1, 0.2, 0.4)
_SWEEPS = 6
_ROUNDS = 2

Answers = Mapping[Leaf, Sequence[Tally]]
"""One person's, as `bot.study.responses.tally` sums them up."""


def learn(people: Sequence[Answers], start: Priors = START) -> Priors:
    """The most likely spreads, looked for from `start` on."""
    if len(people) < LEAST_PEOPLE:
        return start
    found = start
    for _ in range(_ROUNDS):
        evidence = [messages(one, fit(one, found)) for one in people]
        found = _climb(found, lambda priors: _fit_of(evidence, priors))  # noqa: B023 - used up within this turn
    return found


def _fit_of(evidence: Sequence[Mapping[Leaf, Message]], priors: Priors) -> float:
    return sum(log_evidence(one, priors) for one in evidence) + log_prior(priors)


def log_prior(priors: Priors) -> float:
    """How far spreads are from the start, as a logarithm."""
    pairs = ((getattr(priors, name), getattr(START, name)) for name in NAMES)
    return -sum((log(spread / usual) / SUREST) ** 2 / 2 for spread, usual in pairs)


NAMES = ("topic", "overall", "concept")


def _climb(start: Priors, height: Callable[[Priors], float]) -> Priors:
    """Coordinate by coordinate, in steps on the logarithm that get no further than the last ones did."""
    best, top = start, height(start)
    for _ in range(_SWEEPS):
        before = best
        for name in NAMES:
            for step in _STEPS:
                spread = min(MOST, max(LEAST, getattr(before, name) * exp(step)))
                tried = replace(best, **{name: spread})
                reached = height(tried)
                if reached > top:
                    best, top = tried, reached
        if best == before:
            break
    return best
