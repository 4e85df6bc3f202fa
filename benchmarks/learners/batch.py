"""The estimates of `bot.study` for many people at once, with numpy: the same formulas, held equal to them by a test.

Only so can a grid of worlds be measured with thousands of people each. People are the first axis of every array.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from bot.study.gains import LIMIT
from bot.study.rasch import Priors
from bot.study.spreads import GAINS, ROUNDS, START, climb, log_prior, log_prior_of_gain, widened
from bot.study.weakest import TOPIC_DOUBT

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ABILITIES = np.arange(-32, 33) * 0.25
_STEP = 0.25
_HARDEST = 40
_REACH = 4.5
_MAX_STEPS, _MAX_MOVE, _CLOSE_ENOUGH = 50, 1.5, 1e-6


@dataclass(frozen=True)
class Bank:
    """The questions as they are believed to be; `concept` counts through all topics, `of` is each concept's topic."""

    topic: Ints
    concept: Ints
    floor: Floats
    difficulty: Floats
    of: Ints

    @property
    def topics(self) -> int:
        """How many there are."""
        return int(self.of.max()) + 1

    @cached_property
    def members(self) -> list[Ints]:
        """Each topic's questions."""
        return [np.flatnonzero(self.topic == topic) for topic in range(self.topics)]


@dataclass(frozen=True)
class Answers:
    """What people answered: (person, answer). `weight` is how much an answer counts, by its age.

    `ease` is how much easier a question was than it counts, by what practice had added then; `gained` is what it has
    added by now, (person, topic), as the plain sum of `bot.study.gains`.
    """

    item: Ints
    right: Floats
    weight: Floats
    ease: Floats
    gained: Floats


@dataclass(frozen=True)
class Messages:
    """Normal factors in their natural parameters."""

    precision: Floats
    shift: Floats

    def through(self, sd: float) -> "Messages":
        """What they say about the parent on the other side of a normal link."""
        loss = 1 + self.precision * sd * sd
        return Messages(self.precision / loss, self.shift / loss)

    def weight(self, sd: float) -> float:
        """As `bot.study.rasch.Message.weight`, summed up."""
        loss = 1 + self.precision * sd * sd
        return float(0.5 * (self.shift**2 * sd * sd / loss - np.log(loss)).sum())


@dataclass(frozen=True)
class Posteriors:
    """As `bot.study.rasch.Posterior`; topics and concepts that nobody tried are told by `tried`."""

    overall: Floats
    overall_sd: Floats
    topics: Floats
    topic_sds: Floats
    slopes: Floats
    given_sds: Floats
    concepts: Floats
    concept_slopes: Floats
    concept_given_sds: Floats
    tried: npt.NDArray[np.bool_]


def chance(ability: Floats, difficulty: Floats, floor: Floats) -> Floats:
    """Chance to be right."""
    answer: Floats = floor + (1 - floor) / (1 + np.exp(difficulty - ability))
    return answer


def fit(
    answers: Answers, bank: Bank, priors: Priors, start: Floats | None = None, close: float = _CLOSE_ENOUGH
) -> Posteriors:
    """The most likely abilities and the spread around them, by Fisher scoring from `start` on."""
    people = len(answers.item)
    abilities = np.zeros((people, len(bank.of))) if start is None else start
    for _ in range(_MAX_STEPS):
        found = _solve(messages(answers, bank, abilities), bank, priors)
        moves = found.concepts - abilities
        longest = np.abs(moves).max(axis=1, keepdims=True)
        abilities = abilities + moves * np.minimum(1.0, _MAX_MOVE / np.maximum(longest, 1e-12))
        if longest.max() < close:
            break
    tried = np.zeros((people, bank.topics), dtype=bool)
    np.put_along_axis(tried, bank.topic[answers.item], values=True, axis=1)
    found.tried[:] = tried
    return found


def limited(raw: Floats) -> Floats:
    """As `bot.study.gains.limited`."""
    found: Floats = LIMIT * (1 - np.exp(-raw / LIMIT))
    return found


def raised(found: Posteriors, answers: Answers, bank: Bank) -> Posteriors:
    """The abilities as they are now, with what practice has added."""
    by = limited(answers.gained)
    return replace(found, topics=found.topics + by, concepts=found.concepts + by[:, bank.of])


def messages(answers: Answers, bank: Bank, abilities: Floats) -> Messages:
    """The answers about each concept as normal factors around these abilities in them."""
    people, concepts = abilities.shape
    concept, floor = bank.concept[answers.item], bank.floor[answers.item]
    known = 1 / (
        1 + np.exp(bank.difficulty[answers.item] - answers.ease - np.take_along_axis(abilities, concept, axis=1))
    )
    right = floor + (1 - floor) * known
    score = answers.weight * known / right * (answers.right - right)
    information = answers.weight * (1 - floor) * known * known * (1 - known) / right
    cell = (np.arange(people)[:, None] * concepts + concept).ravel()

    def summed(values: Floats) -> Floats:
        sums: Floats = np.bincount(cell, values.ravel(), people * concepts).astype(float)
        return sums.reshape(people, concepts)

    precision = summed(information)
    return Messages(precision, precision * abilities + summed(score))


def _by_topic(from_concepts: Messages, bank: Bank) -> Messages:
    sums = np.zeros((len(bank.of), bank.topics))
    sums[np.arange(len(bank.of)), bank.of] = 1.0
    return Messages(from_concepts.precision @ sums, from_concepts.shift @ sums)


def _solve(evidence: Messages, bank: Bank, priors: Priors) -> Posteriors:
    by_topic = _by_topic(evidence.through(priors.concept), bank)
    up = by_topic.through(priors.topic)
    precision = up.precision.sum(axis=1) + priors.overall**-2
    overall, overall_sd = up.shift.sum(axis=1) / precision, precision**-0.5
    joined = by_topic.precision + priors.topic**-2
    topics = (by_topic.shift + overall[:, None] * priors.topic**-2) / joined
    slopes, given = priors.topic**-2 / joined, joined**-0.5
    below = evidence.precision + priors.concept**-2
    concepts = (evidence.shift + topics[:, bank.of] * priors.concept**-2) / below
    sds = np.sqrt(given**2 + (slopes * overall_sd[:, None]) ** 2)
    return Posteriors(
        overall,
        overall_sd,
        topics,
        sds,
        slopes,
        given,
        concepts,
        priors.concept**-2 / below,
        below**-0.5,
        np.ones(topics.shape, dtype=bool),
    )


def learn(studied: Callable[[float], Answers], bank: Bank, start: Priors = START) -> Priors:
    """As `bot.study.spreads.learn`."""
    spreads = _learn_spreads(studied(start.gain), bank, start)
    gain = max(GAINS, key=lambda one: _likelihood(studied(one), bank, spreads) + log_prior_of_gain(one))
    return _learn_spreads(studied(gain), bank, replace(spreads, gain=gain))


def _learn_spreads(answers: Answers, bank: Bank, start: Priors) -> Priors:
    found = replace(start, concept=START.concept)
    for _ in range(ROUNDS):
        evidence = messages(answers, bank, fit(answers, bank, found).concepts)
        found = climb(found, partial(_height, evidence, bank))
    return widened(found)


def _likelihood(answers: Answers, bank: Bank, priors: Priors) -> float:
    abilities = fit(answers, bank, priors).concepts
    evidence = messages(answers, bank, abilities)
    left_out = (evidence.precision * abilities**2 / 2 - evidence.shift * abilities).sum()
    ability = np.take_along_axis(abilities, bank.concept[answers.item], axis=1) + answers.ease
    right = chance(ability, bank.difficulty[answers.item], bank.floor[answers.item])
    likely = answers.weight * np.log(np.where(answers.right == 1, right, 1 - right))
    return _height(evidence, bank, priors) - log_prior(priors) + float(left_out + likely.sum())


def _height(evidence: Messages, bank: Bank, priors: Priors) -> float:
    by_topic = _by_topic(evidence.through(priors.concept), bank)
    up = by_topic.through(priors.topic)
    root = Messages(up.precision.sum(axis=1), up.shift.sum(axis=1))
    whole = evidence.weight(priors.concept) + by_topic.weight(priors.topic) + root.weight(priors.overall)
    return whole + log_prior(priors)


def chances_of_least_right(found: Posteriors, bank: Bank, levels: int = 120, points: int = 11) -> Floats:
    """As `bot.study.weakest.chance_of_least_right`; nought for a topic never tried."""
    heights, given_sds = curves_of(found, bank), np.hypot(found.given_sds, TOPIC_DOUBT)
    ends = [found.topics + side * _REACH * np.hypot(found.topic_sds, TOPIC_DOUBT) for side in (-1, 1)]
    low, high = (_lowest_height(heights, np.where(found.tried, end, 99.0)) for end in ends)
    steps = low[:, None] + (high - low)[:, None] * np.arange(levels + 1) / levels
    takes = np.empty((*found.topics.shape, levels + 1), dtype=np.float32)
    for person, topic in np.ndindex(found.topics.shape):
        takes[person, topic] = np.interp(steps[person], heights[person, topic], _ABILITIES, left=-np.inf, right=np.inf)
    totals = np.zeros(found.topics.shape)
    reach = 3.0
    for point in np.linspace(-reach, reach, points):
        means = (found.topics + found.slopes * (point * found.overall_sd)[:, None]).astype(np.float32)
        tails = tail((takes - means[:, :, None]) / given_sds[:, :, None].astype(np.float32))
        tails = np.where(found.tried[:, :, None], tails, 1.0)
        totals += np.exp(-point * point / 2) * _lowest(tails)
    answer: Floats = totals / totals.sum(axis=1, keepdims=True)
    return answer


def _lowest(tails: Floats) -> Floats:
    """How likely each is to be the lowest, given the tails (person, topic, level)."""
    middles = (tails[:, :, 1:] + tails[:, :, :-1]) / 2
    middles = np.where(middles == 0.0, 1e-30, middles)
    none_lower = middles.prod(axis=1, keepdims=True)
    shares: Floats = ((tails[:, :, :-1] - tails[:, :, 1:]) * none_lower / middles).sum(axis=2)
    return shares


def lowest_of(means: Floats, sds: Floats, tried: npt.NDArray[np.bool_]) -> Floats:
    """Chance of each of several independent normals to be the lowest, as `bot.study.weakest.lowest_of`."""
    low = np.where(tried, means - _REACH * sds, np.inf).min(axis=1)
    high = np.where(tried, means + _REACH * sds, -np.inf).max(axis=1)
    levels = low[:, None] + (high - low)[:, None] * np.arange(61) / 60
    tails = tail((levels[:, None, :] - means[:, :, None]) / sds[:, :, None])
    shares = _lowest(np.where(tried[:, :, None], tails, 1.0))
    answer: Floats = shares / shares.sum(axis=1, keepdims=True)
    return answer


def _lowest_height(heights: Floats, abilities: Floats) -> Floats:
    """The lowest accuracy that these abilities give in any topic."""
    places = np.clip((abilities - _ABILITIES[0]) / _STEP, 0, len(_ABILITIES) - 1.001)
    at = places.astype(int)[:, :, None]
    below, above = np.take_along_axis(heights, at, 2), np.take_along_axis(heights, at + 1, 2)
    found: Floats = (below[:, :, 0] + (places - at[:, :, 0]) * (above - below)[:, :, 0]).min(axis=1)
    return found


def curves_of(found: Posteriors, bank: Bank) -> Floats:
    """Expected accuracy over each topic's own questions at each of the abilities: (person, topic, ability)."""
    shifts = found.topics[:, bank.of] - found.concepts
    people, topics = found.topics.shape
    hard = np.rint((bank.difficulty + shifts[:, bank.concept]) / _STEP).astype(np.int64)
    hard = np.clip(hard, -_HARDEST, _HARDEST) + _HARDEST
    cell = (np.arange(people)[:, None] * topics + bank.topic) * (2 * _HARDEST + 1) + hard
    share = np.broadcast_to((1 - bank.floor) / np.bincount(bank.topic)[bank.topic], cell.shape)
    kinds = np.bincount(cell.ravel(), share.ravel(), people * topics * (2 * _HARDEST + 1))
    levels = np.arange(-_HARDEST, _HARDEST + 1) * _STEP
    known = 1 / (1 + np.exp(levels[:, None] - _ABILITIES))
    floors = np.array([bank.floor[members].mean() for members in bank.members])
    heights: Floats = floors[:, None] + kinds.reshape(people, topics, -1) @ known
    return heights


def expected(found: Posteriors, bank: Bank) -> Floats:
    """Expected accuracy in each topic over its own questions, at the most likely abilities: (person, topic)."""
    answer = np.empty(found.topics.shape)
    for topic, members in enumerate(bank.members):
        ability = found.concepts[:, bank.concept[members]]
        answer[:, topic] = chance(ability, bank.difficulty[members], bank.floor[members]).mean(axis=1)
    return answer


def tail(z: Floats) -> Floats:
    """Chance of a standard normal to lie above (Abramowitz and Stegun 7.1.26: to 1e-7)."""
    x = np.minimum(np.abs(z) * 0.70710678, 9.0)
    t = 1 / (1 + 0.3275911 * x)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    half = poly * np.exp(-x * x) / 2
    answer: Floats = np.where(z >= 0, half, 1 - half)
    return answer
