"""People who study for an exam and sit it: the learners' grid of worlds, with an exam at its end, and some besides."""

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.learners import world as learners_world
from benchmarks.learners.batch import Bank, Floats
from benchmarks.learners.study import Pace, Studied
from benchmarks.learners.world import Learners, World
from bot.study.readiness import DRIFT_DOUBT, TRANSFER_SD, WANDER_SD
from bot.study.scores import HIGHEST_CUT, LOWEST_CUT
from bot.study.spreads import START

SHARES = (10, 12, 14, 7, 7)
"""Scored questions by domain, as the AI Practitioner exam has them."""

TASKS = 3
WAIT_DAYS = (3, 43)
"""Days from the forecast to the exam."""

MOCKS = Pace(sitting=65, rest=(7, 15), explained=False)
AFTERWARDS = Pace(sitting=15, rest=(1, 5))
"""Whoever has sat two mocks goes on as much, but not by mocks alone."""


@dataclass(frozen=True)
class Exam:
    """What is different from what a forecast takes for granted: how much harder the exam is, in logits, and how much
    is studied until then, as a multiple of before."""

    name: str
    world: World
    harder: float = 0.0
    pace: float = 1.0


def _with_gain(world: World) -> World:
    return replace(world, gain=START.gain, gain_doubt=DRIFT_DOUBT)


_PLAIN = _with_gain(World(0.8, 0.25, "uneven", warm=True))
GRID = tuple(Exam(world.name, _with_gain(world)) for world in learners_world.WORLDS)
BESIDES = (
    Exam("exam harder by .4", _PLAIN, harder=0.4),
    Exam("exam easier by .4", _PLAIN, harder=-0.4),
    Exam("nobody studies on", _PLAIN, pace=0.0),
    Exam("everybody studies three times as much", _PLAIN, pace=3.0),
    Exam("answers teach nothing", replace(_PLAIN, gain=0.0)),
    Exam("answers teach twice as much", replace(_PLAIN, gain=2 * START.gain)),
)
EXAMS = GRID + BESIDES
ASSUMED = tuple(exam.name for exam in GRID if exam.world.warm)
"""What the model takes for granted holds there: the bank and the spreads are learnt, and people go on as they did."""


def until_the_day(
    exam: Exam, learners: Learners, studied: Studied, count: int, bank: Bank, pace: Pace, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """How much later the exam is, in days, and the gains that people have then, (person, domain)."""
    people = len(learners.day)
    wait = random.integers(*WAIT_DAYS, people).astype(float)
    gained, day = learners.gained.copy(), np.zeros(people)
    asked = bank.topic[studied.item[:, :count]]
    while True:
        rest = random.integers(*pace.rest, people).astype(float)
        sits = day + rest <= wait
        if not sits.any():
            break
        rest = np.where(sits, rest, 0.0)
        gained *= (0.5 ** (rest / learners_world.GAIN_HALF_LIFE_DAYS))[:, None]
        day += rest
        for _ in range(round(pace.sitting * exam.pace)):
            domain = asked[np.arange(people), random.integers(0, count, people)]
            gained[np.arange(people), domain] += np.where(sits, learners.gain, 0.0)
    gained *= (0.5 ** ((wait - day) / learners_world.GAIN_HALF_LIFE_DAYS))[:, None]
    return wait, gained


def sit(
    exam: Exam, learners: Learners, gained: Floats, wait: Floats, bank: Bank, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """How many of fifty questions, drawn by the exam's shares, each gets right, and whether that passes."""
    people = len(wait)
    items = np.concatenate(
        [random.choice(bank.members[domain], (people, share)) for domain, share in enumerate(SHARES)], axis=1
    )
    stray = random.normal(0.0, np.sqrt(TRANSFER_SD**2 + WANDER_SD**2 * wait / 30)) - exam.harder
    before, learners.gained = learners.gained, gained + stray[:, None]
    chances = np.take_along_axis(learners.chances(), items, axis=1)
    learners.gained = before
    right: Floats = (random.random(chances.shape) < chances).sum(axis=1).astype(float)
    passed = right >= np.ceil(random.uniform(LOWEST_CUT, HIGHEST_CUT, people) * sum(SHARES))
    return right, passed.astype(float)
