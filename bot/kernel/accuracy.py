"""How accuracy is told and ranked where answers are few."""

from math import sqrt

LEAST_ANSWERS = 20
"""With fewer answers nobody is ranked by accuracy."""


_Z = 1.96


def accuracy_interval(correct: int, answered: int) -> tuple[float, float]:
    """Both ends of the 95% interval of a share, by Wilson's score (1927); for no answers (0, 1)."""
    if not answered:
        return 0.0, 1.0
    share, z2 = correct / answered, _Z * _Z
    centre = (share + z2 / (2 * answered)) / (1 + z2 / answered)
    half = _Z * sqrt(share * (1 - share) / answered + z2 / (4 * answered * answered)) / (1 + z2 / answered)
    return max(0.0, centre - half), min(1.0, centre + half)


def accuracy_floor(correct: int, answered: int) -> float | None:
    """What accuracy is ranked by, so that 3 of 3 does not beat 180 of 200; None below `LEAST_ANSWERS`."""
    return accuracy_interval(correct, answered)[0] if answered >= LEAST_ANSWERS else None
