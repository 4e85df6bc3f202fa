"""What happens in a sitting: a question is asked, answered and explained, then the next, until the player stops."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.kernel.asked import Asked, Locked
from bot.kernel.grading import Answer, grade
from bot.kernel.questions import Question
from bot.practice.rules.model import Reason, Refusal, Sitting

_MILLISECOND = timedelta(milliseconds=1)


def may_ask(sitting: Sitting) -> Refusal | None:
    """Why no further question may be asked now, if so."""
    if sitting.ended_at is not None or sitting.full:
        return Refusal.OVER
    return Refusal.NOT_ANSWERED if sitting.open else None


def ask(sitting: Sitting, question: Question, reason: Reason, at: datetime) -> Sitting:
    """Put the next question; its clock runs from `at`, though it has no end."""
    asked = Asked(question, seed=sitting.seed + len(sitting.asked), opened_at=at)
    return replace(
        sitting, asked=(*sitting.asked, asked), reasons=(*sitting.reasons, reason), active_at=max(at, sitting.active_at)
    )


def answer(sitting: Sitting, position: int, given: Answer, at: datetime, *, unsure: bool) -> Sitting | Refusal:
    """Take an answer; it closes the question, and the key is shown. Answered before, nothing changes.

    `given` has passed `grading.check`. A sitting that was ended still takes the answer to its open question.
    """
    if not 0 <= position < len(sitting.asked):
        return Refusal.UNKNOWN
    if sitting.given(position) is not None:
        return sitting
    asked = sitting.asked[position]
    if asked.skipped:
        return Refusal.BEING_ASKED
    result = grade(asked.question, given)
    elapsed = max(at - (asked.opened_at or at), timedelta()) // _MILLISECOND
    locked = Locked(given, result.correct, result.credit, 0, elapsed, at, unsure)
    closed = replace(asked, closed_at=at, answers={sitting.player_id: locked})
    changed = replace(
        sitting,
        asked=(*sitting.asked[:position], closed, *sitting.asked[position + 1 :]),
        active_at=max(at, sitting.active_at),
    )
    return end(changed, at) if changed.full else changed


def set_aside(sitting: Sitting) -> Sitting:
    """The latest question is not to be answered here any more; one that was answered stays as it is."""
    if not sitting.open:
        return sitting
    return replace(sitting, asked=(*sitting.asked[:-1], replace(sitting.asked[-1], skipped=True)))


def end(sitting: Sitting, at: datetime) -> Sitting:
    """The player stops; what was answered counts."""
    return sitting if sitting.ended_at is not None else replace(sitting, ended_at=at, active_at=at)
