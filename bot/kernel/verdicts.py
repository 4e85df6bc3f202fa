"""How an answer is judged, in the same four words everywhere."""

from enum import StrEnum


class Verdict(StrEnum):
    """`HALF`: some of it was right, and that share of the points is earned. `MISSED`: there was no answer."""

    RIGHT = "right"
    HALF = "partly right"
    WRONG = "wrong"
    MISSED = "no answer"


def verdict(credit: float | None) -> Verdict:
    """The word for the share of an answer that was right (0 to 1); None: nothing was answered."""
    if credit is None:
        return Verdict.MISSED
    if credit >= 1:
        return Verdict.RIGHT
    return Verdict.HALF if credit > 0 else Verdict.WRONG
