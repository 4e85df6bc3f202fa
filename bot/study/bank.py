"""What a topic asks: its own questions, and how much of them somebody of some ability gets right."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

from bot.study.rasch import Posterior, probability

_ABILITIES = tuple(index * 0.25 for index in range(-32, 33))
_STEP = 0.25
"""Difficulties are rounded to this for the curve: a quarter of a logit moves no mean over a topic by a point."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question that a topic asks; `difficulty` in logits, `floor` the chance to be right by guessing."""

    concept: str
    difficulty: float
    floor: float


Bank = Mapping[str, Sequence[Item]]
"""Topic → its questions."""

REFERENCE = Item("", 0.0, 0.25)
"""Stands for a topic that asks nothing (any more): a question of average difficulty with four options."""


class Curve:
    """Expected accuracy over some questions as the ability in their topic moves; it only ever rises."""

    def __init__(self, questions: Iterable[tuple[float, float]]) -> None:
        """`questions` hold each one's difficulty, as it is for this player, and its floor."""
        kinds = Counter((round(difficulty / _STEP) * _STEP, floor) for difficulty, floor in questions)
        self._kinds = [(difficulty, floor, number) for (difficulty, floor), number in kinds.items()]
        self._whole = sum(kinds.values())

    @cached_property
    def _heights(self) -> list[float]:
        return [self.at(ability) for ability in _ABILITIES]

    def at(self, ability: float) -> float:
        """The expected accuracy, in [0, 1]."""
        return sum(n * probability(ability, difficulty, floor) for difficulty, floor, n in self._kinds) / self._whole

    def near(self, ability: float) -> float:
        """The same to about three digits and much quicker: between the nearest heights that are worked out once."""
        place = min(max((ability - _ABILITIES[0]) / _STEP, 0.0), len(_ABILITIES) - 1.001)
        below = int(place)
        heights = self._heights
        return heights[below] + (place - below) * (heights[below + 1] - heights[below])

    def ability_for(self, accuracy: float) -> float:
        """The ability at which it is reached; infinite where every ability, or none, is enough."""
        place = bisect_left(self._heights, accuracy)
        if place == 0:
            return -inf
        if place == len(self._heights):
            return inf
        below, above = self._heights[place - 1], self._heights[place]
        return _ABILITIES[place - 1] + _STEP * (accuracy - below) / (above - below)


def curves(posterior: Posterior, bank: Bank) -> dict[str, Curve]:
    """The curve of each tried topic: a question counts as harder where its concept is worse known than its topic."""
    return {topic: _curve(topic, posterior, bank.get(topic) or (REFERENCE,)) for topic in posterior.topics}


def _curve(topic: str, posterior: Posterior, items: Iterable[Item]) -> Curve:
    mean = posterior.topics[topic].mean
    shifts = {
        concept: mean - ability.mean for (of_topic, concept), ability in posterior.concepts.items() if of_topic == topic
    }
    return Curve((item.difficulty + shifts.get(item.concept, 0.0), item.floor) for item in items)
