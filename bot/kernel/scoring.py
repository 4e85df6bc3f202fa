"""Points: correctness is most of them, speed and streak a little; accuracy-only leaves those two out."""

from enum import StrEnum

from bot.kernel.grading import Grade

FULL = 100
"""Points for a right answer, before any streak bonus."""

SPEED_SHARE = 0.2
"""At most this share of a question's points is for speed."""

READING_GRACE_MS = 5_000
"""No speed is lost in the first seconds: reading is not racing."""

STREAK_STEP = 5
STREAK_MOST = 20
"""Bonus points for each right answer in a row before this one, and the most they add up to."""


class Scoring(StrEnum):
    """`SPEED`: the first answer counts, quick ones a little more. `ACCURACY`: changeable, time plays no part."""

    SPEED = "speed"
    ACCURACY = "accuracy"


def is_timed(scoring: Scoring, *, clock: bool) -> bool:
    """Whether being quick moves points: only under speed scoring, and only where a clock runs."""
    return clock and scoring is Scoring.SPEED


def points(grade: Grade, scoring: Scoring, elapsed_ms: int, allowed_ms: int | None, streak: int) -> int:
    """Points for one answer.

    `elapsed_ms` runs from the question's appearance to the press; `allowed_ms` is the time it was open for,
    None where there is no clock (then nothing is lost by taking one's time); `streak` counts the right
    answers in a row before this one.
    """
    if scoring is Scoring.ACCURACY:
        return round(FULL * grade.credit)
    quickness = _quickness(elapsed_ms, allowed_ms)
    base = FULL * grade.credit * (1 - SPEED_SHARE + SPEED_SHARE * quickness)
    bonus = min(STREAK_MOST, STREAK_STEP * streak) if grade.correct else 0
    return round(base) + bonus


def _quickness(elapsed_ms: int, allowed_ms: int | None) -> float:
    """1 within the reading grace, falling in a straight line to 0 at the end of the time allowed."""
    if allowed_ms is None or allowed_ms <= READING_GRACE_MS:
        return 1.0
    late = max(0, elapsed_ms - READING_GRACE_MS)
    return max(0.0, 1 - late / (allowed_ms - READING_GRACE_MS))
