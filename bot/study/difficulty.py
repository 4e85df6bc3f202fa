"""How hard a question is, learnt from people's first attempts at it."""

from dataclasses import dataclass

from bot.study.rasch import probability

HARDEST = 4.0
"""Difficulties stay within this many logits of the average, so that no run of luck carries one away."""


AUTHORS_TRUST = 0.7
"""Logits that a step on an author's scale stands for. Authors mean a whole one, and err; what they call hard is on
average less so (regression to the mean), the more where their figures go with the truth as .8."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """An item's difficulty in logits and the number of first attempts that it was learnt from.

    It starts as `Difficulty(author's figure, 0)`.
    """

    value: float
    attempts: int = 0


def after_first_attempt(before: Difficulty, *, ability: float, floor: float, correct: bool) -> Difficulty:
    """Move a difficulty by one player's first attempt (an online Elo step).

    `ability` is what was believed of the player before this answer, in logits. The step K = 1 / (1 + 0.05 n)
    shrinks with the n attempts so far (Pelánek 2016, "Applications of the Elo rating system in adaptive
    educational systems").
    """
    surprise = probability(ability, before.value, floor) - correct
    moved = before.value + surprise / (1 + 0.05 * before.attempts)
    return Difficulty(max(-HARDEST, min(HARDEST, moved)), before.attempts + 1)
