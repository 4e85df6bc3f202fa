"""Let learners answer questions in sittings, free or steered, and let people teach a bank how hard its items are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from benchmarks.learners.batch import (
    Answers,
    Bank,
    Floats,
    Ints,
    Posteriors,
    chance,
    chances_of_least_right,
    fit,
    limited,
    raised,
)
from benchmarks.learners.world import Learners, World
from bot.study.choosing import AIM_HIGH, AIM_LOW
from bot.study.difficulty import HARDEST
from bot.study.gains import HALF_LIFE as GAINS_LAST
from bot.study.gains import STEP
from bot.study.rasch import Priors
from bot.study.responses import HALF_LIFE

A_MOMENT = 1e-6
"""In days: people are judged just after their last answer."""

ROUGHLY = 1e-3
"""In logits: near enough for choosing questions and for teaching a bank."""
HALF_LIFE_DAYS = HALF_LIFE.total_seconds() / 86_400


@dataclass(frozen=True)
class Studied:
    """What was answered, (person, answer), and on which day; `steered` where practice aimed at a weak topic."""

    item: Ints
    right: Floats
    day: Floats
    steered: npt.NDArray[np.bool_]

    def first(self, count: int, now: Floats, bank: Bank, gain: float) -> Answers:
        """The first so many, faded to now, and eased by what practice had added (`bot.study.gains.eased`)."""
        people = np.arange(len(self.item))
        raw, fresh = np.zeros((len(people), bank.topics)), np.zeros((len(people), bank.topics))
        before, ease = self.day[:, 0], np.zeros((len(people), count))

        def settle(day: Floats) -> None:
            nonlocal before
            raw[:] = np.where((day > before)[:, None], (raw + fresh) * _kept(day - before)[:, None], raw)
            fresh[day > before] = 0.0
            before = day

        for place in range(count):
            settle(self.day[:, place])
            topic = bank.topic[self.item[:, place]]
            ease[:, place] = limited(raw[people, topic])
            fresh[people, topic] += gain
        settle(now + A_MOMENT)
        believed = bank.difficulty[self.item[:, :count]]
        ease = believed - np.rint((believed - ease) / STEP) * STEP
        age = np.maximum(now[:, None] - self.day[:, :count], 0.0)
        weight = 0.5 ** (age / HALF_LIFE_DAYS)
        return Answers(self.item[:, :count], self.right[:, :count], weight, ease, raw)


def _kept(days: Floats) -> Floats:
    share: Floats = 0.5 ** (days / GAINS_LAST.days)
    return share


def blank(people: int, answers: int) -> Studied:
    """Nothing yet."""
    shape = people, answers
    return Studied(np.zeros(shape, np.int64), np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=bool))


@dataclass(frozen=True)
class Pace:
    """Answers a sitting, and the days between sittings: at least, and less than.

    `explained`: each answer at once; otherwise all of them at the end of the sitting, as in a mock exam.
    """

    sitting: int = 10
    rest: tuple[int, int] = (1, 5)
    explained: bool = True


Mark = Callable[[Studied, Learners, int], None]
AfterSitting = Callable[[Studied, int, int, Floats], None]


def study(
    learners: Learners,
    bank: Bank,
    priors: Priors,
    marks: Sequence[int],
    mark: Mark,
    random: np.random.Generator,
    *,
    steered: bool,
    after: AfterSitting | None = None,
    pace: Pace = Pace(),
) -> Studied:
    """Answer up to the last of `marks`, with days between the sittings; judged after each of these."""
    people, whole = len(learners.day), marks[-1]
    kept = blank(people, whole)
    met = np.zeros((people, len(bank.topic)), dtype=bool)
    known: Posteriors | None = None
    order = np.log(random.random(met.shape)) / learners.exposure[:, bank.topic]
    for begin in range(0, whole, pace.sitting):
        learners.rest(random.integers(*pace.rest, people).astype(float))
        weak = None
        if steered and begin:
            answers = kept.first(begin, learners.day, bank, priors.gain)
            known = fit(answers, bank, priors, known.concepts if known else None, ROUGHLY)
            weak = _weak(raised(known, answers, bank), bank, random)
        for place in range(begin, begin + pace.sitting):
            items, kept.steered[:, place] = _pick(order, bank, met, weak, random)
            met[np.arange(people), items] = True
            kept.item[:, place], kept.day[:, place] = items, learners.day
            kept.right[:, place] = learners.answer(items, random)
            if pace.explained:
                learners.learn(items)
        if not pace.explained:
            for place in range(begin, begin + pace.sitting):
                learners.learn(kept.item[:, place])
        if after:
            after(kept, begin, begin + pace.sitting, learners.day)
        if begin + pace.sitting in marks:
            mark(kept, learners, begin + pace.sitting)
    return kept


def _weak(found: Posteriors, bank: Bank, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Each topic's chance to be where most is lost, and how far each question is from the success aimed at."""
    expected = chance(found.concepts[:, bank.concept], bank.difficulty, bank.floor)
    misses = np.maximum(np.maximum(AIM_LOW - expected, expected - AIM_HIGH), 0.0)
    return chances_of_least_right(found, bank, levels=40, points=5), misses + random.random(misses.shape) * 1e-6


def _pick(
    order: Floats,
    bank: Bank,
    met: npt.NDArray[np.bool_],
    weak: tuple[Floats, Floats] | None,
    random: np.random.Generator,
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """A question each, none twice, and whether it was aimed.

    It is the next that one happens to meet, or half the time what practice steers to.
    """
    anywhere: Ints = np.where(met, -np.inf, order).argmax(axis=1)
    if weak is None:
        return anywhere, np.zeros(len(met), dtype=bool)
    chances, misses = weak
    lot = random.random((len(met), 1))
    topic = np.minimum((chances.cumsum(axis=1) < lot).sum(axis=1), chances.shape[1] - 1)
    there = (bank.topic == topic[:, None]) & ~met
    aimed = np.where(there, misses, np.inf).argmin(axis=1)
    steer = (random.random(len(met)) < 0.5) & there.any(axis=1)
    return np.where(steer, aimed, anywhere), steer


@dataclass
class Teaching:
    """People's first attempts move what is believed of the questions, as `bot.study.difficulty` does."""

    bank: Bank
    priors: Priors
    attempts: Ints

    def after(self, kept: Studied, begin: int, end: int, day: Floats) -> None:
        """Learn from a sitting of everybody's, against what was believed of each before it."""
        found = None
        if begin:
            answers = kept.first(begin, day, self.bank, self.priors.gain)
            found = raised(fit(answers, self.bank, self.priors, None, ROUGHLY), answers, self.bank)
        difficulty = self.bank.difficulty.copy()
        for person in range(len(kept.item)):
            for place in range(begin, end):
                item = int(kept.item[person, place])
                ability = float(found.concepts[person, self.bank.concept[item]]) if found else 0.0
                floor = float(self.bank.floor[item])
                right = floor + (1 - floor) / (1 + float(np.exp(difficulty[item] - ability)))
                moved = difficulty[item] + (right - kept.right[person, place]) / (1 + 0.05 * self.attempts[item])
                difficulty[item] = min(HARDEST, max(-HARDEST, moved))
                self.attempts[item] += 1
        self.bank = replace(self.bank, difficulty=difficulty)


def taught(world: World, bank: Bank, truth: Floats, people: int, random: np.random.Generator) -> tuple[Bank, Studied]:
    """The bank once so many people have answered freely, and what they answered."""
    teaching = Teaching(bank, Priors(), np.zeros(len(bank.topic), dtype=np.int64))
    learners = Learners(people, world, bank, truth, random)
    kept = study(learners, bank, Priors(), (100,), lambda *_: None, random, steered=False, after=teaching.after)
    return teaching.bank, kept
