"""MAE, RMSE, MAPE and R² of a small table. The mistakes are a forgotten root, sign, share or square."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random

from bot.kernel.questions import Angle, Choice, Exam, Kind, Numeric
from bot.packs.generated.drafts import Draft, Figure, figure_choice, figure_numeric, guide, pick_figures, shown

SOURCE = guide("Metrics reference", "canvas-metrics")
CASES = (
    "ice creams sold per day",
    "minutes of delay",
    "kilowatt-hours used",
    "visitors per hour",
    "rents in hundreds of dollars",
)
Rows = tuple[tuple[int, int], ...]
"""Actual and predicted value of each row."""


@dataclass(frozen=True, slots=True)
class ErrorMetric:
    """A metric with its formula in words, its concept, and its exact value with the usual mistakes."""

    name: str
    formula: str
    concept: str
    places: int
    unit: str
    figures: Callable[[Rows], list[Figure]]


def root(value: Fraction) -> Decimal:
    """The square root, to 28 digits."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).sqrt()


def mean(values: list[int] | list[Fraction]) -> Fraction:
    """The mean, exact."""
    return Fraction(sum(values), len(values)) if values else Fraction(0)


def _mae(rows: Rows) -> list[Figure]:
    errors = [a - p for a, p in rows]
    return [
        Figure(mean([abs(e) for e in errors]), "This is the mean of the errors without their signs."),
        Figure(abs(mean(errors)), "That lets errors of opposite signs cancel out; MAE ignores the signs."),
        Figure(root(mean([e * e for e in errors])), "That is the RMSE, in which large errors weigh more."),
        Figure(Fraction(sum(map(abs, errors))), "That is the sum of the errors, not their mean."),
        Figure(mean([e * e for e in errors]), "That is the mean squared error."),
    ]


def _rmse(rows: Rows) -> list[Figure]:
    errors = [a - p for a, p in rows]
    squares = [e * e for e in errors]
    return [
        Figure(root(mean(squares)), "This is the square root of the mean of the squared errors."),
        Figure(mean([abs(e) for e in errors]), "That is the MAE: no error is squared in it."),
        Figure(mean(squares), "That is the mean squared error: its square root was not taken."),
        Figure(root(Fraction(sum(squares))), "That is the square root of the sum, not of the mean."),
        Figure(abs(mean(errors)), "That is the mean error, in which signs cancel out."),
    ]


def _mape(rows: Rows) -> list[Figure]:
    misses = [abs(a - p) for a, p in rows]
    shares = [Fraction(abs(a - p), a) for a, p in rows]
    by_prediction = [Fraction(abs(a - p), p) for a, p in rows]
    total = Fraction(sum(misses), sum(a for a, _ in rows))
    signed = abs(mean([Fraction(a - p, a) for a, p in rows]))
    return [
        Figure(100 * mean(shares), "This is the mean of each row's error as a share of its actual value."),
        Figure(100 * total, "That is the total error divided by the total of the actual values (WAPE)."),
        Figure(100 * mean(by_prediction), "That divides by the predictions; MAPE divides by the actual values."),
        Figure(100 * signed, "That lets errors of opposite signs cancel out."),
        Figure(mean(misses), "That is the MAE, which is not a percentage."),
    ]


def _r2(rows: Rows) -> list[Figure]:
    centre = mean([a for a, _ in rows])
    predicted_centre = mean([p for _, p in rows])
    residual = Fraction(sum((a - p) ** 2 for a, p in rows))
    spread = sum(((a - centre) ** 2 for a, _ in rows), Fraction(0))
    predicted_spread = sum(((p - predicted_centre) ** 2 for _, p in rows), Fraction(0))
    absolute = Fraction(sum(abs(a - p) for a, p in rows)) / sum((abs(a - centre) for a, _ in rows), Fraction(0))
    value = 1 - residual / spread
    figures = [
        Figure(value, "This is 1 minus the squared errors over the squared deviations from the mean."),
        Figure(residual / spread, "That is the share that the model leaves unexplained: it was not subtracted from 1."),
        Figure(1 - absolute, "That does not square the errors and deviations; R² does."),
    ]
    if predicted_spread:
        why = "That divides by the spread of the predictions, not by that of the actual values."
        figures.append(Figure(1 - residual / predicted_spread, why))
    if value > 0:
        figures.append(Figure(root(value), "That is the square root of R²."))
    return figures


METRICS = (
    ErrorMetric("mean absolute error (MAE)", "the mean of |actual - predicted|", "ME-C08", 2, "", _mae),
    ErrorMetric(
        "root mean squared error (RMSE)", "the square root of the mean of (actual - predicted)²", "ME-C07", 2, "", _rmse
    ),
    ErrorMetric(
        "mean absolute percentage error (MAPE)", "the mean of |actual - predicted| / actual", "ME-C09", 1, "%", _mape
    ),
    ErrorMetric("R²", "1 - squared errors / squared deviations from the mean", "ME-C15", 2, "", _r2),
)


def draw(rng: Random) -> Draft | None:
    """One error metric of four or five rows, as a choice or as a number to type."""
    metric = rng.choice(METRICS)
    rows = _rows(rng)
    key, *rest = metric.figures(rows)
    gap = max(Decimal(2).scaleb(-metric.places), abs(_decimal(key.value)) * Decimal("0.04"))
    mistakes = pick_figures(key, rest, metric.places, gap)
    if metric.concept == "ME-C15" and not Fraction(1, 5) < Fraction(key.value) < Fraction(97, 100):
        return None
    shown_key = shown(key.value, metric.places, metric.unit)
    worked = f"The {metric.name} is {metric.formula}: {_steps(metric, rows)} = {shown_key}"
    numeric = metric.unit == "" and rng.random() < 0.3
    body: Choice | Numeric | None = (
        figure_numeric(key, mistakes, metric.places, "", worked)
        if numeric
        else figure_choice(key, mistakes, metric.places, metric.unit, rng)
    )
    if body is None or len(mistakes) < 3:
        return None
    kind = Kind.NUMERIC if numeric else Kind.SINGLE
    stem = _stem(metric, rows, rng.choice(CASES))
    return Draft(metric.concept, Angle.COMPUTE, 3, stem, body, f"{worked}.", SOURCE, kind, ((Exam.MLA_C02, 2),))


def _stem(metric: ErrorMetric, rows: Rows, case: str) -> str:
    actual, predicted = ", ".join(str(a) for a, _ in rows), ", ".join(str(p) for _, p in rows)
    places = "one decimal place" if metric.places == 1 else "two decimal places"
    return (
        f"A model predicts {case}. Actual values: {actual}. Its predictions, in the same order: {predicted}. "
        f"**What is its {metric.name}**, to {places}?"
    )


def _decimal(value: Fraction | Decimal) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value


def _rows(rng: Random) -> Rows:
    count = rng.randint(4, 5)
    actual = [10 * rng.randint(1, 8) for _ in range(count)]
    if len(set(actual)) < 3:
        actual[0], actual[1] = 20, 90
    errors = [rng.choice((-1, 1)) * rng.randint(0, min(8, a // 4)) for a in actual]
    return tuple((a, a - e) for a, e in zip(actual, errors, strict=True))


def _steps(metric: ErrorMetric, rows: Rows) -> str:
    """The arithmetic with the rows' numbers in it."""
    count = len(rows)
    misses = [abs(a - p) for a, p in rows]
    squares = sum(miss * miss for miss in misses)
    if metric.concept == "ME-C08":
        return f"({' + '.join(map(str, misses))}) / {count}"
    if metric.concept == "ME-C07":
        return f"√({squares} / {count})"
    if metric.concept == "ME-C09":
        shares = " + ".join(f"{miss}/{a}" for miss, (a, _) in zip(misses, rows, strict=True))
        return f"({shares}) / {count}"
    centre = mean([a for a, _ in rows])
    return f"1 - {squares} / {shown(sum(((a - centre) ** 2 for a, _ in rows), Fraction(0)), 1)}"
