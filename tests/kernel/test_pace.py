"""Pace: how long a question is open and how long its reveal stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.pace import Pace, asked_text, time_to_answer, time_to_read
from bot.kernel.questions import Exam, Kind, Question
from tests.strategies import BODIES, question, questions


def seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()


@given(questions, st.sampled_from([None, *Exam]))
def test_standard_is_25_to_90_seconds(asked: Question, exam: Exam | None) -> None:
    """At the standard pace every question is open for 25 to 90 whole seconds."""
    span = seconds(time_to_answer(asked, Pace.STANDARD, exam))
    assert span is not None
    assert 25 <= span <= 90
    assert span == int(span)


@pytest.mark.parametrize("kind", list(Kind))
def test_more_to_read_takes_longer(kind: Kind) -> None:
    """A long stem of the same kind is open for longer, up to the most."""
    brief, long, endless = (question(kind=kind, stem="x" * size) for size in (10, 500, 5_000))
    spans = [seconds(time_to_answer(one, Pace.STANDARD, None)) or 0 for one in (brief, long, endless)]
    assert spans[0] < spans[1] <= spans[2] == 90


def test_kinds_that_need_more_work_are_open_longer() -> None:
    """With the same stem, matching and computing give more time than picking one of three."""
    spans = {kind: time_to_answer(question(kind=kind, stem="x" * 300), Pace.STANDARD, None) for kind in Kind}
    single = spans[Kind.SINGLE]
    assert single is not None
    assert all(spans[kind] > single for kind in (Kind.MATCHING, Kind.ORDERING, Kind.NUMERIC, Kind.MULTIPLE))  # type: ignore[operator]


@pytest.mark.parametrize(("exam", "allowed"), [(Exam.AIF_C01, 83), (Exam.MLA_C02, 120), (None, 83)])
def test_exam_pace_is_the_exams_own(exam: Exam | None, allowed: int) -> None:
    """At exam pace a question has the exam's average: 83 or 120 seconds."""
    assert seconds(time_to_answer(question(), Pace.EXAM, exam)) == allowed


def test_relaxed_has_no_clock() -> None:
    """A relaxed round has no deadlines."""
    assert time_to_answer(question(), Pace.RELAXED, Exam.AIF_C01) is None


@given(st.text(max_size=2_000))
def test_reveals_stay_10_to_30_seconds(explanation: str) -> None:
    """A reveal stays for its reading time, 10 to 30 seconds; twice that when relaxed."""
    asked = question(explanation=explanation)
    usual = seconds(time_to_read(asked, Pace.STANDARD)) or 0
    assert 10 <= usual <= 30
    assert abs((seconds(time_to_read(asked, Pace.RELAXED)) or 0) - 2 * usual) <= 1


@pytest.mark.parametrize("kind", list(Kind))
def test_everything_shown_is_counted(kind: Kind) -> None:
    """What has to be read before answering is the stem and all that is offered."""
    text = asked_text(question(kind=kind))
    offered = {
        Kind.SINGLE: ["Serverless", "Real-time", "Batch"],
        Kind.ORDERING: ["Prepare", "Deploy"],
        Kind.MATCHING: ["Need 0", "Match 2", "Spare"],
    }
    assert all(part in text for part in ["Which fits?", *offered.get(kind, [])])
    assert set(BODIES) == set(Kind)
