"""Ours and its opponents, for many people at once: the topic named, how likely it is, and what comes next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.learners.batch import Answers, Bank, Floats, chance, chances_of_least_right, fit, lowest_of, raised
from bot.study.rasch import Priors


@dataclass(frozen=True)
class Judgement:
    """Each topic's claimed chance to be where most is lost (the highest is named), and chances at every question."""

    chances: Floats
    predicted: Floats


Estimator = Callable[[Answers, Bank, Priors], Judgement]


def ours(answers: Answers, bank: Bank, priors: Priors) -> Judgement:
    """The hierarchical Rasch model of `bot.study`, with the spreads that the installation has learnt."""
    found = raised(fit(answers, bank, priors), answers, bank)
    predicted = chance(found.concepts[:, bank.concept], bank.difficulty, bank.floor)
    return Judgement(chances_of_least_right(found, bank, levels=60, points=7), predicted)


def raw(answers: Answers, bank: Bank, priors: Priors) -> Judgement:
    """Share correct; among equals the topic with more answers. It has no doubt of its own, so it claims certainty."""
    del priors
    right, asked = _scores(answers, bank)
    share = right / np.maximum(asked, 1)
    return Judgement(_certain(-share + asked * 1e-6, asked), ((right + 1) / (asked + 2))[:, bank.topic])


_Z = 1.96


def wilson(answers: Answers, bank: Bank, priors: Priors) -> Judgement:
    """The lowest upper end of Wilson's 95% interval; its centre and width give the chances and predictions."""
    del priors
    right, asked = _scores(answers, bank)
    number = np.maximum(asked, 1)
    share, spread = right / number, _Z * _Z / number
    centre = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * np.sqrt(share * (1 - share) / number + spread / (4 * number))
    named = _certain(-(centre + half), asked)
    return Judgement(named * lowest_of(centre, half / _Z, asked > 0), centre[:, bank.topic])


_STRENGTH = 8.0


def beta_binomial(answers: Answers, bank: Bank, priors: Priors) -> Judgement:
    """Share correct, pulled towards the person's own overall share as by eight answers."""
    del priors
    right, asked = _scores(answers, bank)
    overall = (right.sum(axis=1, keepdims=True) + 1) / (asked.sum(axis=1, keepdims=True) + 2)
    strength = asked + _STRENGTH
    mean = (right + _STRENGTH * overall) / strength
    return Judgement(lowest_of(mean, np.sqrt(mean * (1 - mean) / (strength + 1)), asked > 0), mean[:, bank.topic])


def elo(answers: Answers, bank: Bank, priors: Priors) -> Judgement:
    """A rating a topic, moved by each answer against the item's difficulty, steps 1 / (1 + 0.05 n). No doubt."""
    del priors
    people = np.arange(len(answers.item))
    ratings, asked = (np.zeros((len(people), bank.topics)) for _ in range(2))
    for item, right in zip(answers.item.T, answers.right.T, strict=True):
        topic = bank.topic[item]
        surprise = right - chance(ratings[people, topic], bank.difficulty[item], bank.floor[item])
        ratings[people, topic] += surprise / (1 + 0.05 * asked[people, topic])
        asked[people, topic] += 1
    predicted = chance(ratings[:, bank.topic], bank.difficulty, bank.floor)
    return Judgement(_certain(-ratings, asked), predicted)


_KNOWN_BEFORE, _LEARNT, _SLIPPED = 0.4, 0.05, 0.15


def tracing(answers: Answers, bank: Bank, priors: Priors) -> Judgement:
    """Bayesian knowledge tracing (Corbett and Anderson 1995): a topic is known or not. No doubt about the weakest."""
    del priors
    people = np.arange(len(answers.item))
    known = np.full((len(people), bank.topics), _KNOWN_BEFORE)
    for item, right in zip(answers.item.T, answers.right.T, strict=True):
        topic, floor = bank.topic[item], bank.floor[item]
        before = known[people, topic]
        if_known = np.where(right == 1, 1 - _SLIPPED, _SLIPPED)
        if_not = np.where(right == 1, floor, 1 - floor)
        after = before * if_known / (before * if_known + (1 - before) * if_not)
        known[people, topic] = after + (1 - after) * _LEARNT
    asked = _scores(answers, bank)[1]
    predicted = known[:, bank.topic] * (1 - _SLIPPED) + (1 - known[:, bank.topic]) * bank.floor
    return Judgement(_certain(-known, asked), predicted)


ESTIMATORS: Mapping[str, Estimator] = {
    "ours": ours,
    "raw": raw,
    "wilson": wilson,
    "beta_binomial": beta_binomial,
    "elo": elo,
    "bkt": tracing,
}


def _scores(answers: Answers, bank: Bank) -> tuple[Floats, Floats]:
    """Right answers and answers, by person and topic; all count alike."""
    people, topics = len(answers.item), bank.topics
    cell = (np.arange(people)[:, None] * topics + bank.topic[answers.item]).ravel()

    def summed(values: Floats) -> Floats:
        sums: Floats = np.bincount(cell, values.ravel(), people * topics).astype(float)
        return sums.reshape(people, topics)

    right, asked = summed(answers.right), summed(np.ones(answers.right.shape))
    return right, asked


def _certain(merit: Floats, asked: Floats) -> Floats:
    """One for the topic with the most merit among those tried, nought for the others."""
    named = np.where(asked > 0, merit, -np.inf).argmax(axis=1)
    chances = np.zeros(merit.shape)
    chances[np.arange(len(named)), named] = 1.0
    return chances
