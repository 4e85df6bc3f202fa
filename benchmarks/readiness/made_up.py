"""Forecasts for made-up people in every world, after so many answers and after two mocks."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np

from benchmarks.learners.batch import Bank, Floats, fit, learn
from benchmarks.learners.study import Pace, Studied, study, taught
from benchmarks.learners.world import Learners, draw_banks
from benchmarks.readiness.batch import changes, evidence, forecast
from benchmarks.readiness.scoring import Came
from benchmarks.readiness.worlds import AFTERWARDS, EXAMS, MOCKS, SHARES, TASKS, Exam, sit, until_the_day
from bot.study.rasch import Priors

BANKS = 12
PEOPLE = 200
TEACHERS = 200
MARKS = (20, 50, 100, 200)
AFTER_MOCKS = 130

Found = dict[str, list[Came]]
"""After how much (`20` … `200`, `mock`) → what came of it."""


def measure(exams: Sequence[Exam] = EXAMS, banks: int = BANKS, people: int = PEOPLE) -> dict[str, Found]:
    """What came of the forecasts in each world, worked out on all cores."""
    one = partial(measure_one, banks=banks, people=people)
    if len(exams) == 1:
        return {exam.name: one(exam) for exam in exams}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return {exam.name: found for exam, found in zip(exams, pool.map(one, exams), strict=True)}


def measure_one(exam: Exam, banks: int, people: int) -> Found:
    """One world's."""
    found: Found = {name: [] for name in (*map(str, MARKS), "mock")}
    for seed in range(banks):
        random = np.random.default_rng([seed, EXAMS.index(exam), 17])
        bank, truth, priors = _installation(exam, random)
        for marks, pace in ((MARKS, Pace()), ((AFTER_MOCKS,), MOCKS)):
            group = Learners(people, exam.world, bank, truth, random)
            if pace is MOCKS:
                group.exposure = np.tile(np.array(SHARES, dtype=float), (people, 1))
            _study(exam, group, bank, priors, marks, pace, random, found)
    return found


def _installation(exam: Exam, random: np.random.Generator) -> tuple[Bank, Floats, Priors]:
    """A bank as it is believed to be, how hard it is in truth, and the spreads as they are known."""
    bank, truth = draw_banks(exam.world, random, len(SHARES), TASKS)
    if not exam.world.warm:
        return bank, truth, Priors()
    bank, before = taught(exam.world, bank, truth, TEACHERS, random)
    count, now = before.item.shape[1], before.day[:, -1]
    return bank, truth, learn(lambda gain: evidence(before, count, now, bank, gain), bank)


def _study(
    exam: Exam,
    group: Learners,
    bank: Bank,
    priors: Priors,
    marks: Sequence[int],
    pace: Pace,
    random: np.random.Generator,
    found: Found,
) -> None:
    def judge(studied: Studied, learners: Learners, count: int) -> None:
        goes_on = AFTERWARDS if pace is MOCKS else pace
        wait, gained = until_the_day(exam, learners, studied, count, bank, goes_on, random)
        right, passed = sit(exam, learners, gained, wait, bank, random)
        answers = evidence(studied, count, learners.day, bank, priors.gain)
        change = changes(studied, count, learners.day, wait, answers.gained, bank, priors.gain)
        told = forecast(fit(answers, bank, priors), bank, SHARES, change, wait)
        name = "mock" if pace is MOCKS else str(count)
        found[name].append(Came(told.chance, passed, ((told.low <= right) & (right <= told.high)).astype(float)))

    steered = exam.world.exposure == "steered" and pace is not MOCKS
    study(group, bank, priors, marks, judge, random, steered=steered, pace=pace)
