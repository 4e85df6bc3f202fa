"""DPL and disparate impact from counts. The mistakes are the turned sign, the inverted ratio, counts for shares."""

from decimal import Decimal
from fractions import Fraction
from random import Random

from bot.kernel.questions import Angle, Choice, Exam, Kind, Numeric, Source
from bot.packs.generated.drafts import Draft, Figure, figure_choice, figure_numeric, guide, pick_figures, rounded, shown

DPL_SOURCE = guide("Difference in Proportions of Labels (DPL)", "clarify-data-bias-metric-true-label-imbalance")
DI_SOURCE = guide("Disparate Impact (DI)", "clarify-post-training-bias-metric-di")
GROUPS = (
    ("applicants from the city", "applicants from the country", "loan"),
    ("applicants over 40", "applicants under 40", "loan"),
    ("graduates", "non-graduates", "interview"),
    ("returning students", "new students", "scholarship"),
)
GAP = Decimal("0.03")
"""How far apart two of the figures are at least."""
MOST = 10
"""A ratio of this size would be longer than the others, and so stand out."""
Counts = tuple[int, int, int, int]
"""Facet a: how many, how many with the positive outcome; facet d: the same."""


def dpl(counts: Counts) -> Fraction:
    """q_a - q_d, the difference of the shares with a positive label (source: `DPL_SOURCE`)."""
    n_a, pos_a, n_d, pos_d = counts
    return Fraction(pos_a, n_a) - Fraction(pos_d, n_d)


def disparate_impact(counts: Counts) -> Fraction:
    """q_d / q_a, the ratio of the shares with a positive prediction (source: `DI_SOURCE`)."""
    n_a, pos_a, n_d, pos_d = counts
    return Fraction(pos_d, n_d) / Fraction(pos_a, n_a)


def draw(rng: Random) -> Draft | None:
    """One of the two metrics for two groups of different size."""
    n_a, n_d = 20 * rng.randint(10, 40), 20 * rng.randint(3, 20)
    counts = (n_a, n_a * rng.randint(15, 85) // 100, n_d, n_d * rng.randint(15, 85) // 100)
    is_dpl = rng.random() < 0.5
    key, *rest = _dpl_figures(counts) if is_dpl else _di_figures(counts)
    if not is_dpl and not Fraction(1, 4) < Fraction(key.value) < 3:
        return None
    numeric = rng.random() < 0.3
    worked = _worked(counts, key, is_dpl=is_dpl)
    body = _typed(key, rest, worked) if numeric else _choice(key, rest, rng)
    if body is None:
        return None
    stem = _stem(counts, rng.choice(GROUPS), is_dpl=is_dpl)
    explanation = f"{worked}. {_reading(Fraction(key.value), is_dpl=is_dpl)}"
    source: Source = DPL_SOURCE if is_dpl else DI_SOURCE
    kind, exams = (Kind.NUMERIC if numeric else Kind.SINGLE), ((Exam.MLA_C02, 1),)
    return Draft("ME-C10", Angle.COMPUTE, 4, stem, body, explanation, source, kind, exams)


def _typed(key: Figure, mistakes: list[Figure], worked: str) -> Numeric | None:
    kept = pick_figures(key, mistakes, 2, GAP)
    return figure_numeric(key, kept, 2, "", worked) if len(kept) == 3 else None


def _choice(key: Figure, mistakes: list[Figure], rng: Random) -> Choice | None:
    """The first three mistakes, which are the key turned around and two that are each other turned around.

    So neither a sign nor a size tells the key from them.
    """
    kept = pick_figures(key, mistakes[:3], 2, GAP)
    if any(rounded(one.value, 2) >= MOST for one in (key, *kept)):
        return None
    return figure_choice(key, kept, 2, "", rng)


def _stem(counts: Counts, groups: tuple[str, str, str], *, is_dpl: bool) -> str:
    n_a, pos_a, n_d, pos_d = counts
    favoured, other, outcome = groups
    what = "difference in proportions of labels (DPL)" if is_dpl else "disparate impact (DI)"
    where = (
        f"In the training labels, {pos_a} of {n_a}" if is_dpl else f"A model grants the {outcome} to {pos_a} of {n_a}"
    )
    verb, comma = (f" got the {outcome}", ",") if is_dpl else ("", "")
    return (
        f"{where} {favoured} (facet a){verb}{comma} and {'' if is_dpl else 'to '}{pos_d} of {n_d} {other} "
        f"(facet d){verb}. "
        f"**What is the {what}**, to two decimal places?"
    )


def _dpl_figures(counts: Counts) -> list[Figure]:
    n_a, pos_a, n_d, pos_d = counts
    of_counts = Fraction(pos_a - pos_d, pos_a + pos_d)
    return [
        Figure(dpl(counts), "This is the share of facet a with a positive label minus that of facet d."),
        Figure(-dpl(counts), "That has the wrong sign: it is facet d minus facet a."),
        Figure(of_counts, "That compares counts of positives and ignores the groups' sizes."),
        Figure(-of_counts, "That compares counts instead of shares, and it has the wrong sign as well."),
        Figure(Fraction(n_a - n_d, n_a + n_d), "That is class imbalance: it compares sizes and no labels."),
        Figure(disparate_impact(counts), "That is the ratio of the shares, not their difference."),
    ]


def _di_figures(counts: Counts) -> list[Figure]:
    _, pos_a, _, pos_d = counts
    return [
        Figure(disparate_impact(counts), "This is the share of facet d over the share of facet a."),
        Figure(1 / disparate_impact(counts), "That has the ratio inverted: facet d is the denominator."),
        Figure(Fraction(pos_d, pos_a), "That is the ratio of counts, whatever the groups' sizes."),
        Figure(Fraction(pos_a, pos_d), "That is the ratio of counts instead of shares, and it is inverted as well."),
        Figure(abs(dpl(counts)), "That is the difference of the shares, not their ratio."),
        Figure(-dpl(counts), "That is a difference of the shares, not their ratio."),
    ]


def _worked(counts: Counts, key: Figure, *, is_dpl: bool) -> str:
    n_a, pos_a, n_d, pos_d = counts
    a, d = f"{pos_a}/{n_a}", f"{pos_d}/{n_d}"
    return f"DPL = {a} - {d} = {shown(key.value, 2)}" if is_dpl else f"DI = ({d}) / ({a}) = {shown(key.value, 2)}"


def _reading(value: Fraction, *, is_dpl: bool) -> str:
    favoured = "a" if (value > 0 if is_dpl else value < 1) else "d"
    return f"Facet {favoured} has the higher share of positive outcomes."
