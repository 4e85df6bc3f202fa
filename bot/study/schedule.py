"""When a question comes back: FSRS, through the py-fsrs library."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast
from zlib import crc32

from fsrs import Card, Rating, Scheduler, State

LEECH_LAPSES = 8
"""After so many lapses more repetition won't help: read up on it instead."""

SLOW_SECONDS = 60.0
"""An answer that takes longer was worked out or half guessed, rather than known."""

_EXAM_SPREAD_DAYS = 7

# The library's default weights, without learning steps (a sitting is short; the next one is another day) and without
# its random spread of due dates (the same answers must give the same schedule).
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a review went. `seconds` is the time taken, None where nobody measured it; `unsure` is what was said."""

    correct: bool
    seconds: float | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class ReviewState:
    """The memory of one question in one player, in plain columns.

    `stability` is in days, FSRS's `difficulty` runs from 1 to 10; times are UTC. `lapses` counts wrong answers after
    the first review.
    """

    stability: float
    difficulty: float
    due: datetime
    reviewed_at: datetime
    lapses: int
    ever_correct: bool

    @property
    def leech(self) -> bool:
        """Whether it was forgotten so often that repeating it is a waste."""
        return self.lapses >= LEECH_LAPSES


def review(state: ReviewState | None, outcome: Outcome, at: datetime) -> ReviewState:
    """The state after one more review at `at`; None is a question never reviewed before.

    A clock that went backwards counts as no time passed.

    Raises ValueError for a time without a time zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"the time of a review needs a time zone, got {at.isoformat()}")
    at = at.astimezone(UTC) if state is None else max(at.astimezone(UTC), state.reviewed_at)
    card, _ = _SCHEDULER.review_card(_card(state, at), rating(state, outcome), at)
    # The library types these as optional, for cards never reviewed; this one just was.
    return ReviewState(
        stability=cast("float", card.stability),
        difficulty=cast("float", card.difficulty),
        due=card.due,
        reviewed_at=at,
        lapses=0 if state is None else state.lapses + (not outcome.correct),
        ever_correct=outcome.correct or (state is not None and state.ever_correct),
    )


def rating(state: ReviewState | None, outcome: Outcome) -> Rating:
    """FSRS's grade for an outcome: the first right answer may be a guess, and speed alone is never "easy"."""
    if not outcome.correct:
        return Rating.Again
    first = state is None or not state.ever_correct
    slow = outcome.seconds is not None and outcome.seconds > SLOW_SECONDS
    return Rating.Hard if first or slow or outcome.unsure else Rating.Good


def retrievability(state: ReviewState, at: datetime) -> float:
    """Chance that the player still knows it at `at`; elapsed time counts in whole days."""
    return _SCHEDULER.get_card_retrievability(_card(state, at), at.astimezone(UTC))


def due_before_exam(due: datetime, item: str, at: datetime, exam: datetime | None) -> datetime:
    """When a question is due for somebody who sits an exam at `exam`.

    What would fall due later is brought into the last week before it, spread by the item's name so that it doesn't
    all come on one day, and never before tomorrow. With the exam past, today or not set, nothing changes.
    """
    if exam is None or due < exam:
        return due
    days = min(_EXAM_SPREAD_DAYS, (exam - at) // timedelta(days=1))
    if days < 1:
        return due
    return exam - timedelta(days=1 + crc32(item.encode()) % days)


def _card(state: ReviewState | None, at: datetime) -> Card:
    """The library's card. Its id, time and due date are always given, as it would read the clock for them."""
    if state is None:
        return Card(card_id=0, due=at)
    return Card(
        card_id=0,
        state=State.Review,
        stability=state.stability,
        difficulty=state.difficulty,
        due=state.due,
        last_review=state.reviewed_at,
    )
