"""Reading ROC and precision-recall curves from a picture. The mistakes are the other axis and its complement."""

import json
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from random import Random

from bot.kernel.questions import Angle, Exam, Option
from bot.packs.generated.drafts import Draft, Figure, figure_choice, guide, pick_by_rank, shown, shuffled

SOURCE = guide("View an Autopilot model performance report", "autopilot-model-insights")
EXAMS = ((Exam.MLA_C02, 2),)
STEPS = 50
"""A curve is drawn through this many points and one."""

Points = list[tuple[float, float]]


def recipe(curve: str, lines: dict[str, Points]) -> str:
    """The picture's recipe: `curve` is roc or pr, and each line has a name and its points, from 0 to 1."""
    return json.dumps({"curve": curve, "lines": [{"name": n, "points": p} for n, p in lines.items()]})


def power_curve(power: float) -> Points:
    """An ROC curve y = x^power: the smaller the power (below 1), the better the classifier."""
    return [(i / STEPS, round((i / STEPS) ** power, 4)) for i in range(STEPS + 1)]


def rising(at: float, value: float, bend: float) -> Callable[[float], float]:
    """An ROC curve y = (1 - (1 - x)^a)^bend through the point (at, value)."""
    a = math.log(1 - value ** (1 / bend)) / math.log(1 - at)
    return lambda x: (1 - (1 - x) ** a) ** bend


def rising_curve(at: float, value: float, bend: float) -> Points:
    """The points of `rising`."""
    y = rising(at, value, bend)
    return [(i / STEPS, round(y(i / STEPS), 4)) for i in range(STEPS + 1)]


def falling_curve(drop: float, power: float) -> Points:
    """A precision-recall curve y = 1 - drop · x^power."""
    return [(i / STEPS, round(1 - drop * (i / STEPS) ** power, 4)) for i in range(STEPS + 1)]


def draw(rng: Random) -> Draft | None:
    """A reading of an ROC curve, a reading of a precision-recall curve, or a comparison of four ROC curves."""
    return rng.choice((_read_roc, _read_pr, _compare))(rng)


def _read_roc(rng: Random) -> Draft | None:
    at, value = Fraction(rng.randint(1, 5), 10), Fraction(rng.randint(10, 19), 20)
    if value - at < Fraction(1, 4):
        return None
    bend = rng.uniform(0.6, 1.0)
    y = rising(float(at), float(value), bend)
    key = Figure(value, f"At {shown(at, 1)} on the horizontal axis, the curve is at {shown(value, 2)}.")
    mistakes = [
        Figure(1 - value, "That is the miss rate: the share of positives that the model does not find."),
        Figure(1 - at, "That is the specificity: 1 minus the false-positive rate."),
        Figure(at, "That is the false-positive rate itself, on the horizontal axis."),
        Figure((1 + value - at) / 2, "That is the mean of recall and specificity."),
        *(_elsewhere(y, at + Fraction(step, 10)) for step in (-2, -1, 1, 2, 3, 4)),
    ]
    body = figure_choice(key, pick_by_rank(key, mistakes, Decimal("0.06"), rng.randrange(4)), 2, "", rng)
    if body is None:
        return None
    stem = (
        "The picture shows a classifier's ROC curve. "
        f"**At a false-positive rate of {shown(at, 1)}, what is its recall?**"
    )
    explanation = (
        f"Recall is the true-positive rate, on the vertical axis: where the false-positive rate on the horizontal axis "
        f"is {shown(at, 1)}, the curve is at {shown(value, 2)}."
    )
    image = recipe("roc", {"": rising_curve(float(at), float(value), bend)})
    return Draft("ME-C05", Angle.DIAGNOSE, 2, stem, body, explanation, SOURCE, exams=EXAMS, image=image)


def _elsewhere(y: Callable[[float], float], x: Fraction) -> Figure:
    """The curve read at another place of the horizontal axis."""
    place = min(max(x, Fraction(1, 20)), Fraction(1))
    return Figure(
        Fraction(round(y(float(place)) * 100), 100),
        f"That is the curve at {shown(place, 2)} on the horizontal axis.",
    )


def _read_pr(rng: Random) -> Draft | None:
    at, value = Fraction(rng.randint(3, 9), 10), Fraction(rng.randint(8, 18), 20)
    power = rng.uniform(1.5, 4)
    drop = float(1 - value) / float(at) ** power
    if drop > 0.95:
        return None
    key = Figure(value, f"At {shown(at, 1)} on the horizontal axis, the curve is at {shown(value, 2)}.")
    mistakes = [
        Figure(1 - value, "That is the share of false alarms among the flagged cases: 1 minus the precision."),
        Figure(at, "That is the recall itself, on the horizontal axis."),
        Figure(1 - at, "That is the miss rate: 1 minus the recall."),
        Figure((at + value) / 2, "That is the mean of precision and recall."),
        *(_elsewhere(lambda x: 1 - drop * x**power, at + Fraction(step, 10)) for step in (-4, -2, -1, 1, 2, 3)),
    ]
    body = figure_choice(key, pick_by_rank(key, mistakes, Decimal("0.06"), rng.randrange(4)), 2, "", rng)
    if body is None:
        return None
    stem = (
        "The picture shows a classifier's precision-recall curve. The team has to find "
        f"{shown(100 * at, 0)}% of all positives. **What share of the cases that it flags is then truly positive?**"
    )
    explanation = (
        f"Finding {shown(100 * at, 0)}% of all positives is a recall of {shown(at, 1)}, where the curve is at "
        f"{shown(value, 2)}. The vertical axis shows precision, the share of flagged cases that are truly positive."
    )
    image = recipe("pr", {"": falling_curve(drop, power)})
    return Draft("ME-C02", Angle.DIAGNOSE, 3, stem, body, explanation, SOURCE, exams=EXAMS, image=image)


def _compare(rng: Random) -> Draft:
    powers = [p * rng.uniform(0.9, 1.1) for p in (0.08, 0.22, 0.45)] + [1.0]
    names = rng.sample(["K", "L", "M", "N"], 4)
    order = list(zip(names, powers, strict=True))
    wants_best = rng.random() < 0.5
    key = order[0][0] if wants_best else order[-1][0]
    areas = {name: shown(Decimal(1 / (1 + power)), 2) for name, power in order}
    asked = "ranks positives above negatives best" if wants_best else "does no better than guessing at random"
    stem = f"The picture shows the ROC curves of four classifiers. **Which one {asked}?**"
    options = [Option(f"Classifier {name}", _why(areas[name]), name == key) for name, _ in sorted(order)]
    explanation = f"The curve of {key} is the diagonal, with an area of 0.50 under it. That is what guessing gets."
    if wants_best:
        explanation = f"The area under the curve of {key} is {areas[key]}, the largest of the four. Perfect would be 1."
    image = recipe("roc", {name: power_curve(power) for name, power in sorted(order)})
    body = shuffled(options, rng)
    return Draft("ME-C06", Angle.CONTRAST, 2, stem, body, explanation, SOURCE, exams=EXAMS, image=image)


def _why(area: str) -> str:
    if area == "0.50":
        return "Its curve is the diagonal: the area under it is 0.50, as with guessing."
    return f"The area under its curve is about {area}, between guessing (0.50) and perfect (1)."
