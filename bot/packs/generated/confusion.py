"""Metrics of a confusion matrix. The mistakes are the neighbouring metrics, and the plain mean for the harmonic."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random

from bot.kernel.questions import Angle, Choice, Kind, Numeric
from bot.packs.generated.drafts import Draft, Figure, figure_choice, figure_numeric, guide, pick_figures, shown

SOURCE = guide("Metrics and validation", "autopilot-metrics-validation")
CASES = (
    ("A filter marks mail as spam", "spam"),
    ("A bank's model flags card payments as fraud", "fraud"),
    ("A clinic's model flags scans as suspicious", "suspicious"),
    ("A factory camera marks parts as faulty", "faulty"),
    ("A telecom's model predicts which customers leave", "leaving"),
    ("A forum's model marks comments as abusive", "abusive"),
)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts of true and false positives and negatives."""

    tp: int
    fp: int
    fn: int
    tn: int


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric by its name, its formula in words, and the concept that it stands for."""

    name: str
    formula: str
    concept: str


METRICS = (
    Metric("accuracy", "(TP + TN) / all", "ME-C01"),
    Metric("precision", "TP / (TP + FP)", "ME-C02"),
    Metric("recall", "TP / (TP + FN)", "ME-C03"),
    Metric("F1 score", "2 TP / (2 TP + FP + FN)", "ME-C04"),
    Metric("specificity", "TN / (TN + FP)", "ME-C15"),
    Metric("false-positive rate", "FP / (FP + TN)", "ME-C05"),
)


def value(metric: Metric, m: Matrix) -> Fraction:
    """The metric of the matrix. Source of the formulas: `SOURCE`; specificity is 1 minus the false-positive rate."""
    top, bottom = {
        "accuracy": (m.tp + m.tn, m.tp + m.tn + m.fp + m.fn),
        "precision": (m.tp, m.tp + m.fp),
        "recall": (m.tp, m.tp + m.fn),
        "F1 score": (2 * m.tp, 2 * m.tp + m.fp + m.fn),
        "specificity": (m.tn, m.tn + m.fp),
        "false-positive rate": (m.fp, m.fp + m.tn),
    }[metric.name]
    return Fraction(top, bottom)


def draw(rng: Random) -> Draft | None:
    """One metric of one matrix, as a choice among the others or as a number to type."""
    matrix = Matrix(rng.randint(20, 95), rng.randint(4, 40), rng.randint(4, 40), rng.randint(30, 160))
    metric = rng.choice(METRICS)
    key = Figure(value(metric, matrix), f"This is {metric.formula}, the {metric.name}.")
    mistakes = pick_figures(key, _mistakes(metric, matrix, rng), 2, Decimal("0.02"))
    worked = f"{metric.name[0].upper()}{metric.name[1:]} = {metric.formula} = {_numbers(metric, matrix)}"
    worked = f"{worked} = {shown(key.value, 2)}"
    numeric = rng.random() < 0.3
    body: Choice | Numeric | None = (
        figure_numeric(key, mistakes, 2, "", worked) if numeric else figure_choice(key, mistakes, 2, "", rng)
    )
    if body is None or len(mistakes) < 3:
        return None
    case, positive = rng.choice(CASES)
    stem = (
        f"{case}; the positive class is '{positive}'. On a test set, it has TP = {matrix.tp}, FP = {matrix.fp}, "
        f"FN = {matrix.fn}, TN = {matrix.tn}. **What is its {metric.name}**, to two decimal places?"
    )
    kind = Kind.NUMERIC if numeric else Kind.SINGLE
    explanation = f"{worked}. The other cells of the matrix play no part in it."
    if metric.name == "accuracy":
        explanation = f"{worked}. All four cells play a part in it."
    return Draft(metric.concept, Angle.COMPUTE, 3, stem, body, explanation, SOURCE, kind)


def _mistakes(metric: Metric, matrix: Matrix, rng: Random) -> list[Figure]:
    others = [other for other in METRICS if other is not metric]
    rng.shuffle(others)
    figures = [Figure(value(o, matrix), f"That is the {o.name}: {o.formula}.") for o in others]
    if metric.name == "F1 score":
        mean = (value(METRICS[1], matrix) + value(METRICS[2], matrix)) / 2
        figures.insert(0, Figure(mean, "That is the plain mean of precision and recall; F1 is the harmonic mean."))
    return figures


def _numbers(metric: Metric, m: Matrix) -> str:
    """The formula with the matrix's counts in it."""
    total = m.tp + m.fp + m.fn + m.tn
    return {
        "accuracy": f"({m.tp} + {m.tn}) / {total}",
        "precision": f"{m.tp} / ({m.tp} + {m.fp})",
        "recall": f"{m.tp} / ({m.tp} + {m.fn})",
        "F1 score": f"{2 * m.tp} / ({2 * m.tp} + {m.fp} + {m.fn})",
        "specificity": f"{m.tn} / ({m.tn} + {m.fp})",
        "false-positive rate": f"{m.fp} / ({m.fp} + {m.tn})",
    }[metric.name]
