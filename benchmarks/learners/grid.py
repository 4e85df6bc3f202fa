"""Every estimator in every world of the grid: so many learners on so many banks, all judged by the same answers."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np

from benchmarks.learners.batch import learn
from benchmarks.learners.estimators import ESTIMATORS
from benchmarks.learners.scoring import Mark, figures, mark
from benchmarks.learners.study import Studied, study, taught
from benchmarks.learners.world import WORLDS, Learners, World, draw_banks
from bot.study.rasch import Priors

BANKS = 10
LEARNERS = 300
TEACHERS = 200
MARKS = (20, 50, 200)

Figures = dict[str, dict[str, dict[str, float]]]
"""World, estimator, figure."""


def measure(worlds: Sequence[World] = WORLDS, banks: int = BANKS, learners: int = LEARNERS) -> Figures:
    """The figures of all worlds, worked out on all cores."""
    one = partial(measure_one, banks=banks, learners=learners)
    if len(worlds) == 1:
        return {world.name: one(world) for world in worlds}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return {world.name: found for world, found in zip(worlds, pool.map(one, worlds), strict=True)}


def measure_one(world: World, banks: int, learners: int) -> dict[str, dict[str, float]]:
    """One world's figures, by estimator."""
    marks: dict[str, dict[int, list[Mark]]] = {name: {count: [] for count in MARKS} for name in ESTIMATORS}
    for seed in range(banks):
        _one_bank(world, learners, np.random.default_rng([seed, WORLDS.index(world) // 2]), marks)
    return {name: figures(by_count) for name, by_count in marks.items()}


def _one_bank(
    world: World, people: int, random: np.random.Generator, marks: Mapping[str, Mapping[int, list[Mark]]]
) -> None:
    bank, truth = draw_banks(world, random)
    priors = Priors()
    if world.warm:
        bank, before = taught(world, bank, truth, TEACHERS, random)
        priors = learn(lambda gain: before.first(before.item.shape[1], before.day[:, -1], bank, gain), bank)

    def judge(studied: Studied, learners: Learners, count: int) -> None:
        answers = studied.first(count, learners.day, bank, priors.gain)
        for name, estimator in ESTIMATORS.items():
            judgement = estimator(answers, bank, priors)
            marks[name][count].append(mark(judgement, learners, studied, count, bank))

    group = Learners(people, world, bank, truth, random)
    study(group, bank, priors, MARKS, judge, random, steered=world.exposure == "steered")
