"""How many questions of an exam somebody gets right, as a distribution, and the chance to pass.

The abilities in the areas are normal and move together with the overall ability; a common shift stands for what the
exam is harder or easier than our own questions and for what time does to everybody. Both are integrated over fixed
nodes (Gauss and Hermite), so nothing is drawn and the same answers give the same figures. Given both, the number right
has the mean and variance of draws from each area's questions and is taken as normal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, erfc, sqrt

from bot.study.bank import Curve
from bot.study.rasch import TopicAbility

LOWEST_CUT, HIGHEST_CUT = 0.65, 0.75
"""AWS publishes no share of right answers that passes: anything in between is as likely as anything else."""

_TAIL = 0.1
_FIVE = ((0.0, 8 / 15), (1.3556261799742659, 0.2220759220056126), (2.8569700138728056, 0.011257411327720693))
_SEVEN = (
    (0.0, 16 / 35),
    (1.1544053947399682, 0.24012317860501272),
    (2.366759410734541, 0.030757123967586494),
    (3.7504397177257422, 0.0005482688559722179),
)


def _both_sides(half: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    return tuple(sorted({(side * node, weight) for node, weight in half for side in (-1, 1)}))


FIVE, SEVEN = _both_sides(_FIVE[1:]) + _FIVE[:1], _both_sides(_SEVEN[1:]) + _SEVEN[:1]
"""Nodes and weights whose weighted sum is the mean over a standard normal (Abramowitz and Stegun 25.4.46)."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of an exam: how many scored questions, how they are answered at an ability, and the ability in it."""

    questions: int
    curve: Curve
    ability: TopicAbility


@dataclass(frozen=True, slots=True)
class Scores:
    """The number right of so many questions, as a mixture of normals (weight, mean, standard deviation)."""

    questions: int
    parts: tuple[tuple[float, float, float], ...]

    @property
    def expected(self) -> float:
        """The expected share right."""
        return sum(weight * mean for weight, mean, _ in self.parts) / self.questions

    def at_least(self, right: float) -> float:
        """Chance of so many right, or more."""
        return sum(weight * erfc((right - 0.5 - mean) / (sd * sqrt(2))) / 2 for weight, mean, sd in self.parts)

    def chance_to_pass(self, lowest: float = LOWEST_CUT, highest: float = HIGHEST_CUT) -> float:
        """Chance to reach a cut that lies somewhere between the two shares."""
        if highest <= lowest:
            return self.at_least(ceil(self.questions * lowest - 1e-9))
        first, last = ceil(self.questions * lowest - 1e-9), ceil(self.questions * highest - 1e-9)
        chance = 0.0
        for needed in range(first, last + 1):
            from_share, to_share = max(lowest, (needed - 1) / self.questions), min(highest, needed / self.questions)
            chance += max(0.0, to_share - from_share) / (highest - lowest) * self.at_least(needed)
        return chance

    def interval(self) -> tuple[int, int]:
        """The numbers right between which the result lies four times in five.

        A number belongs to it whose middle does, so that whole numbers widen it on neither side; that in which the
        middle of all lies always does.
        """
        inside = [right for right in range(self.questions + 1) if _TAIL <= self._below_middle(right) <= 1 - _TAIL]
        return inside[0], inside[-1]

    def _below_middle(self, right: int) -> float:
        return 1 - (self.at_least(right) + self.at_least(right + 1)) / 2


def scores(areas: Sequence[Area], overall_sd: float, shift_sd: float) -> Scores:
    """The number right in these areas; `shift_sd` is how far all abilities may be off together, in logits."""
    parts = [
        (of_overall * of_shift, *_moments(areas, overall * overall_sd, shift * shift_sd))
        for overall, of_overall in SEVEN
        for shift, of_shift in FIVE
    ]
    return Scores(sum(area.questions for area in areas), tuple(parts))


def _moments(areas: Sequence[Area], above: float, shift: float) -> tuple[float, float]:
    """Mean and standard deviation of the number right, given how far the overall ability and all abilities are off."""
    mean = variance = 0.0
    for area in areas:
        centre = area.ability.mean + area.ability.slope * above + shift
        chances = [(area.curve.near(centre + node * area.ability.given_sd), weight) for node, weight in FIVE]
        first = sum(chance * weight for chance, weight in chances)
        second = sum(chance * chance * weight for chance, weight in chances)
        mean += area.questions * first
        variance += area.questions * (first - second) + area.questions**2 * (second - first * first)
    return mean, sqrt(max(variance, 1e-9))
