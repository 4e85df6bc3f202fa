"""How far people's abilities spread and what practice adds to them, learnt from the people (empirical Bayes).

They are what makes the answers of everybody who plays here most likely: the abilities are integrated out (Laplace's
approximation, exact on the tree of normal links), and a weak prior around the start keeps a handful of people from
moving them far.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import exp, log

from bot.study.rasch import Message, Priors, fit, log_constant, log_evidence, messages
from bot.study.responses import Leaf, Tally

START = Priors()

SUREST = 0.5
"""Standard deviation of the prior of a spread's logarithm: a start of 1 allows .4 to 2.7 with 95%."""

SUREST_GAIN = 0.02
"""Standard deviation of the prior of the gain, in logits."""

GAINS = (0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1)
"""What is tried for the gain."""

LEAST, MOST = 0.1, 2.5
"""Spreads stay between these, in logits."""

LEAST_PEOPLE = 10
"""With fewer people the start is kept: the others' spread cannot be told from one or two."""

NAMES = ("topic", "overall")
"""What is learned. Two or three answers a concept say too little of how far concepts spread: what comes out is less
than half of it, so the start is kept."""

WIDENED = 1.2
"""A spread of topics comes out too small, because Laplace's approximation is poor where each topic has a dozen answers
that are right or wrong (Breslow and Lin, 1995, "Bias correction in generalised linear mixed models with a single
component of dispersion"). Of people made up with .4 and 1.2 logits, .24 to .38 and .88 to .93 were found."""

STEPS = (-0.4, -0.2, -0.1, -0.05, 0.05, 0.1, 0.2, 0.4)
SWEEPS = 6
ROUNDS = 2

Answers = Mapping[Leaf, Sequence[Tally]]
"""One person's, as `bot.study.responses.tally` sums them up."""


def learn(people: Callable[[float], Sequence[Answers]], start: Priors = START) -> Priors:
    """The most likely spreads and gain. `people` gives everybody's answers, eased as for a gain."""
    at_first = people(start.gain)
    if len(at_first) < LEAST_PEOPLE:
        return start
    spreads = learn_spreads(at_first, start)
    gain = max(GAINS, key=lambda one: _likelihood(people(one), spreads) + log_prior_of_gain(one))
    return learn_spreads(people(gain), replace(spreads, gain=gain))


def learn_spreads(people: Sequence[Answers], start: Priors = START) -> Priors:
    """The most likely spreads, looked for from `start` on; its gain stays."""
    if len(people) < LEAST_PEOPLE:
        return start
    found = replace(start, concept=START.concept)
    for _ in range(ROUNDS):
        evidence = [messages(one, fit(one, found)) for one in people]
        found = climb(found, lambda priors: _fit_of(evidence, priors))  # noqa: B023 - used up within this turn
    return widened(found)


def widened(found: Priors) -> Priors:
    """What was found, with the spread of topics that Laplace's approximation leaves out."""
    return replace(found, topic=min(MOST, WIDENED * found.topic))


def _fit_of(evidence: Sequence[Mapping[Leaf, Message]], priors: Priors) -> float:
    return sum(log_evidence(one, priors) for one in evidence) + log_prior(priors)


def _likelihood(people: Sequence[Answers], priors: Priors) -> float:
    total = 0.0
    for one in people:
        found = fit(one, priors)
        evidence = messages(one, found)
        total += log_evidence(evidence, priors) + log_constant(one, evidence, found)
    return total


def log_prior(priors: Priors) -> float:
    """How far spreads are from the start, as a logarithm."""
    pairs = ((getattr(priors, name), getattr(START, name)) for name in NAMES)
    return -sum((log(spread / usual) / SUREST) ** 2 / 2 for spread, usual in pairs)


def log_prior_of_gain(gain: float) -> float:
    """How far the gain is from the start, as a logarithm."""
    return -(((gain - START.gain) / SUREST_GAIN) ** 2) / 2


def climb(start: Priors, height: Callable[[Priors], float]) -> Priors:
    """Spread by spread, in steps on the logarithm, until a sweep finds nothing higher."""
    best, top = start, height(start)
    for _ in range(SWEEPS):
        before = best
        for name in NAMES:
            for step in STEPS:
                spread = min(MOST, max(LEAST, getattr(before, name) * exp(step)))
                tried = replace(best, **{name: spread})
                reached = height(tried)
                if reached > top:
                    best, top = tried, reached
        if best == before:
            break
    return best
