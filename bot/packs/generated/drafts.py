"""What a family of generated questions hands over, and the numbers and options that all families make alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

from bot.kernel.questions import Angle, Body, Choice, Exam, Extra, Kind, Numeric, Option, Source, Status

BOTH_EXAMS = {Exam.AIF_C01: 1, Exam.MLA_C02: 2}
READ_ON = date(2026, 9, 29)
"""The day up to which the copies of AWS's pages go that the families were written from."""

_GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg/"


def guide(title: str, page: str) -> Source:
    """A page of the SageMaker AI developer guide."""
    return Source(title, f"{_GUIDE}{page}.html", READ_ON)


@dataclass(frozen=True, slots=True)
class Draft:
    """A generated question but for its id: what its family decides."""

    concept: str
    angle: Angle
    difficulty: int
    stem: str
    body: Body
    explanation: str
    source: Source
    kind: Kind = Kind.SINGLE
    exams: tuple[tuple[Exam, int], ...] = tuple(BOTH_EXAMS.items())
    status: tuple[Status, ...] = ()
    image: str | None = None


Draw = Callable[[Random], Draft | None]
"""Draws a question; None where chance brought numbers that do not make a fair one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value that is offered, exact, with the reason why it is the key or a mistake."""

    value: Fraction | Decimal
    why: str


def rounded(value: Fraction | Decimal, places: int) -> Decimal:
    """The value to so many decimal places, halves away from zero as people round."""
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0  # never -0.00


def shown(value: Fraction | Decimal, places: int, unit: str = "") -> str:
    """The value as it stands in a question."""
    return f"{rounded(value, places)}{unit}"


def pick_figures(key: Figure, mistakes: Iterable[Figure], places: int, gap: Decimal, most: int = 3) -> list[Figure]:
    """The first mistakes that lie at least `gap` from the key and from each other once they are rounded."""
    kept = [key]
    for mistake in mistakes:
        value = rounded(mistake.value, places)
        if len(kept) <= most and all(abs(value - rounded(other.value, places)) >= gap for other in kept):
            kept.append(mistake)
    return kept[1:]


def pick_by_rank(key: Figure, mistakes: Iterable[Figure], gap: Decimal, rank: int) -> list[Figure]:
    """As many mistakes below the key as its rank says, and the others above it; fewer where there are not enough."""
    found = list(mistakes)
    below = pick_figures(key, [one for one in found if one.value < key.value], 2, gap, rank)
    above = pick_figures(key, [one for one in found if one.value > key.value], 2, gap, 3 - rank)
    return [*below, *above]


def figure_choice(key: Figure, mistakes: list[Figure], places: int, unit: str, rng: Random) -> Choice | None:
    """Four options with the values; None where there are fewer than three mistakes."""
    if len(mistakes) < 3:
        return None
    wrong = [Option(shown(mistake.value, places, unit), mistake.why) for mistake in mistakes[:3]]
    return shuffled([Option(shown(key.value, places, unit), key.why, right=True), *wrong], rng)


def figure_numeric(key: Figure, mistakes: list[Figure], places: int, unit: str, worked: str) -> Numeric:
    """The value to be typed, right if it is rounded to `places` or finer."""
    extras = tuple(Extra(shown(mistake.value, places), mistake.why) for mistake in mistakes)
    tolerance = float(Decimal(6).scaleb(-places - 1))
    return Numeric(float(rounded(key.value, places + 2)), tolerance, unit, worked, extras)


def shuffled(options: list[Option], rng: Random) -> Choice:
    """The options in an order of chance."""
    rng.shuffle(options)
    return Choice(tuple(options))
