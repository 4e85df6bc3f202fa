"""Real people who sat a real exam: who solves enough of the half that is not known yet?

The data set is *MathExam14W* of the R package psychotools (GPL-2): 729 students of a first-year mathematics course,
their points in the term's online tests and which of the exam's 13 questions they solved. It is not part of Recall; see
`docs/readiness.md` for how to get it. What is known of a student is the tests and every other question of the exam;
spreads and difficulties are learnt from other students (five-fold cross-validation).
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path

import numpy as np

from benchmarks.readiness.scoring import Came, figures
from bot.study.bank import Curve
from bot.study.rasch import Priors, TopicAbility, fit
from bot.study.responses import Leaf, Tally
from bot.study.scores import Area, Scores, scores
from bot.study.spreads import learn_spreads

QUESTIONS, TEST_POINTS, FOLDS = 13, 26, 5
PASSING = 0.6
"""Share of the unknown half that counts as passing; the course's own rule is not told with the data."""

HALVES = (tuple(range(0, QUESTIONS, 2)), tuple(range(1, QUESTIONS, 2)))
_TESTS, _EXAM = ("tests", ""), ("exam", "")


@dataclass(frozen=True)
class Student:
    """Points in the tests, the group (which had numbers of its own in the questions), and what was solved."""

    tests: int
    group: int
    solved: tuple[bool, ...]


Difficulties = Mapping[tuple[int, int], float]
"""(Group, question) → difficulty in logits; the tests' is question -1 of group 0."""


def read(path: Path) -> list[Student]:
    """The students of the file. Raises `OSError`, and `KeyError` or `ValueError` where it is another file."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Student(
                int(row["tests"]),
                int(row["group"]),
                tuple(row[f"solved{one}"] == "1" for one in range(1, QUESTIONS + 1)),
            )
            for row in csv.DictReader(file)
        ]


def measure(found: Came) -> dict[str, float]:
    """Brier score, calibration and coverage, and the Brier score of telling everybody the share that passes."""
    passed = found.passed
    return figures([found]) | {"base_rate_brier": float(((passed - passed.mean()) ** 2).mean())}


def forecasts(students: Sequence[Student]) -> Came:
    """Two for each student: either half of the exam from the other, by what the other folds teach."""
    chances, passed, held = [], [], []
    for fold in range(FOLDS):
        difficulties, priors = _learnt([one for at, one in enumerate(students) if at % FOLDS != fold])
        for student in students[fold::FOLDS]:
            for known, unknown in (HALVES, HALVES[::-1]):
                told = _forecast(student, known, unknown, difficulties, priors)
                right = sum(student.solved[one] for one in unknown)
                low, high = told.interval()
                chances.append(told.chance_to_pass(PASSING, PASSING))
                passed.append(float(right >= PASSING * len(unknown)))
                held.append(float(low <= right <= high))
    return Came(np.array(chances), np.array(passed), np.array(held))


def _learnt(students: Sequence[Student]) -> tuple[Difficulties, Priors]:
    """Difficulties by the share that solved them, made wider as people differ (Wright and Stone's PROX)."""
    everybody = range(QUESTIONS)
    found = {(0, -1): _logit(sum(one.tests for one in students), TEST_POINTS * len(students))}
    for group in {one.group for one in students}:
        own = [one for one in students if one.group == group]
        found |= {(group, at): _logit(sum(one.solved[at] for one in own), len(own)) for at in everybody}
    priors = Priors()
    for _ in range(2):
        wider = sqrt(1 + (priors.overall**2 + priors.topic**2) / 2.89)
        scaled = {name: wider * value for name, value in found.items()}
        people = [_tallies(one, everybody, scaled) for one in students[::2]]
        priors = learn_spreads(people, priors)
    return scaled, priors


def _logit(right: int, of: int) -> float:
    return -log((right + 0.5) / (of - right + 0.5))


def _tallies(student: Student, known: Sequence[int], difficulties: Difficulties) -> dict[Leaf, list[Tally]]:
    exam = [
        Tally(0.0, difficulties[student.group, at], float(student.solved[at]), float(not student.solved[at]))
        for at in known
    ]
    tests = Tally(0.0, difficulties[0, -1], float(student.tests), float(TEST_POINTS - student.tests))
    return {_TESTS: [tests], _EXAM: exam}


def _forecast(
    student: Student, known: Sequence[int], unknown: Sequence[int], difficulties: Difficulties, priors: Priors
) -> Scores:
    """The unknown questions one by one, all at the same ability."""
    ability = fit(_tallies(student, known, difficulties), priors).concepts[_EXAM]
    same = TopicAbility(ability.mean, ability.sd, 1.0, 0.0)
    areas = [Area(1, Curve([(difficulties[student.group, at], 0.0)]), same) for at in unknown]
    return scores(areas, ability.sd, 0.0)
