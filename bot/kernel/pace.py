"""How long a question stays open, and how long its reveal is left on the screen."""

from datetime import timedelta
from enum import StrEnum

from bot.kernel.questions import Choice, Exam, Kind, Matching, Ordering, Question


class Pace(StrEnum):
    """`RELAXED` has no clock, `STANDARD` goes by length and kind, `EXAM` gives the exam's own average."""

    RELAXED = "relaxed"
    STANDARD = "standard"
    EXAM = "exam"


EXAM_SECONDS = {Exam.AIF_C01: 83, Exam.MLA_C02: 120}
"""65 questions in 90 minutes, and in 130: the average time that each exam allows for one."""

SHORTEST, LONGEST = 25, 90
"""Bounds of the standard pace, in seconds."""

_CHARACTERS_A_SECOND = 14
"""About 170 words a minute, a calm reading speed for a stem with terms in it."""

_THINKING = {
    Kind.SINGLE: 14,
    Kind.TRUE_FALSE: 10,
    Kind.MULTIPLE: 22,
    Kind.ORDERING: 35,
    Kind.MATCHING: 40,
    Kind.NUMERIC: 45,
    Kind.TYPED: 20,
}


def time_to_answer(question: Question, pace: Pace, exam: Exam | None) -> timedelta | None:
    """How long the question is open; None for no clock."""
    if pace is Pace.RELAXED:
        return None
    if pace is Pace.EXAM:
        return timedelta(seconds=EXAM_SECONDS[exam or Exam.AIF_C01])
    seconds = len(asked_text(question)) / _CHARACTERS_A_SECOND + _THINKING[question.kind]
    return timedelta(seconds=round(min(LONGEST, max(SHORTEST, seconds))))


def time_to_read(question: Question, pace: Pace) -> timedelta:
    """How long a reveal stays: its explanation's reading time, 10 to 30 s; relaxed, twice that."""
    seconds = min(30.0, max(10.0, 6 + len(question.explanation) / _CHARACTERS_A_SECOND))
    return timedelta(seconds=round(seconds * (2 if pace is Pace.RELAXED else 1)))


def asked_text(question: Question) -> str:
    """All that has to be read before answering."""
    body = question.body
    parts = [question.asking]
    if isinstance(body, Choice):
        parts += [option.text for option in body.options]
    elif isinstance(body, Ordering):
        parts += [step.text for step in body.steps]
    elif isinstance(body, Matching):
        parts += [pair.prompt for pair in body.pairs] + list(body.responses)
    return " ".join(parts)
