"""Writing, comparing, and marking: pure and synchronous."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.kernel.essays import Essay, Length

MOST_LETTERS = {Length.SHORT: 1500, Length.ESSAY: 3500}
"""Characters of an answer at most."""


class Mark(StrEnum):
    """Whether a text makes a point."""

    THERE = "t"
    HALF = "h"
    MISSING = "m"


WORTH = {Mark.THERE: 1.0, Mark.HALF: 0.5, Mark.MISSING: 0.0}


class Refusal(StrEnum):
    """Why a wish was not granted; `cogs` says it in words."""

    UNKNOWN = "unknown"
    EMPTY = "empty"
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer to one subject; `marks` are those of the points so far, in their order."""

    id: int
    player_id: int
    essay: str
    text: str
    at: datetime
    marks: tuple[Mark, ...] = ()
    done_at: datetime | None = None


def rewritten(attempt: Attempt, text: str, at: datetime) -> Attempt | Refusal:
    """The answer with another text; not once it was compared with a point, since the points are known by then."""
    if attempt.marks:
        return Refusal.MARKED
    return replace(attempt, text=text, at=at)


def marked(attempt: Attempt, essay: Essay, place: int, mark: Mark, at: datetime) -> Attempt:
    """Mark a point; out of turn, or pressed twice, nothing changes. The last mark finishes the attempt."""
    if place != len(attempt.marks) or place >= len(essay.points):
        return attempt
    marks = (*attempt.marks, mark)
    done = at if len(marks) == len(essay.points) else None
    return replace(attempt, marks=marks, done_at=done)


def fitting(attempt: Attempt, essay: Essay) -> Attempt:
    """The same attempt, its marks begun anew where the subject has lost points since and none would be left to mark."""
    if attempt.done_at is None and len(attempt.marks) >= len(essay.points):
        return replace(attempt, marks=())
    return attempt


def score(essay: Essay, marks: Iterable[Mark]) -> tuple[float, int]:
    """The weight of what is there, and of all points."""
    pairs = list(zip(essay.points, marks, strict=False))
    return sum(WORTH[mark] * point.weight for point, mark in pairs), sum(point.weight for point in essay.points)


def missing(attempt: Attempt) -> list[int]:
    """The places of the points that are to come back."""
    return [place for place, mark in enumerate(attempt.marks) if mark is Mark.MISSING]
