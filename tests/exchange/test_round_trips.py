"""What goes out in a format comes back from it, but for what the format has no place for, which the report names."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.exchange.importing import Brought, bring
from bot.exchange.text import marks_kept, tidied
from bot.exchange.writers.common import Pack
from bot.exchange.writing import TARGETS, take_out
from bot.kernel.normal import normalise
from bot.kernel.questions import (
    Angle,
    Body,
    Choice,
    Exam,
    Extra,
    Kind,
    Matching,
    Numeric,
    Option,
    Ordering,
    Pair,
    Question,
    Source,
    Step,
    Typed,
)
from bot.packs.limits import choose_ending
from tests.exchange.reading import bare

SIGNS = "abcdeXYZ019 äß漢😀~={}#:\\<>&\"'*_[]()|;,%-+@→!?./`^$±—"
WHOLE = ("yaml", "csv", "apkg", "qti", "markdown")
"""Formats that hold all that an item has."""


def _tidy(text: str) -> str:
    return marks_kept(" ".join(tidied(text).split()))[0]


def texts(most: int, least: int = 1) -> st.SearchStrategy[str]:
    return (
        st.text(SIGNS, min_size=least, max_size=most)
        .map(_tidy)
        .filter(lambda text: len(text) >= least and "**" not in text)
    )


def different(most: int, least: int, longest: int) -> st.SearchStrategy[list[str]]:
    return st.lists(
        texts(longest).filter(lambda text: bool(normalise(text))),
        min_size=least, max_size=most, unique_by=normalise,
    )  # fmt: skip


whys = st.one_of(st.just(""), texts(40))


@st.composite
def choices(draw: st.DrawFn) -> tuple[Kind, Body]:
    options = draw(different(6, 3, 40))
    right = draw(st.integers(1, len(options) - 1))
    drawn = tuple(Option(text, draw(whys), right=place < right) for place, text in enumerate(options))
    return (Kind.SINGLE if right == 1 else Kind.MULTIPLE), Choice(drawn)


@st.composite
def statements(draw: st.DrawFn) -> tuple[Kind, Body]:
    is_true = draw(st.booleans())
    return Kind.TRUE_FALSE, Choice((Option("True", draw(whys), is_true), Option("False", draw(whys), not is_true)))


@st.composite
def orderings(draw: st.DrawFn) -> tuple[Kind, Body]:
    return Kind.ORDERING, Ordering(tuple(Step(text, draw(whys)) for text in draw(different(5, 2, 40))))


@st.composite
def matchings(draw: st.DrawFn) -> tuple[Kind, Body]:
    words = draw(different(9, 5, 40))
    half = (len(words) - 1) // 2
    pairs = tuple(Pair(words[n], words[half + n], draw(whys)) for n in range(half))
    return Kind.MATCHING, Matching(pairs, tuple(Extra(text, draw(whys)) for text in words[2 * half : 2 * half + 1]))


@st.composite
def numbers(draw: st.DrawFn) -> tuple[Kind, Body]:
    value = draw(st.floats(-1e6, 1e6).map(lambda one: round(one, 4)))
    unit = draw(st.sampled_from(["", "%", "MB", "days"]))
    worked = draw(st.one_of(st.just(""), texts(40)))
    mistakes = (Extra(f"{value + 5:.10g}", draw(whys)),) if draw(st.booleans()) and value > 10 else ()
    return Kind.NUMERIC, Numeric(value, draw(st.sampled_from([0.0, 0.5])), unit, worked, mistakes)


@st.composite
def terms(draw: st.DrawFn) -> tuple[Kind, Body]:
    words = draw(different(4, 2, 30))
    near = tuple(Extra(text, draw(whys)) for text in words[2:])
    return Kind.TYPED, Typed(tuple(words[:2]), near, exact=draw(st.booleans()))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind, body = draw(st.one_of(choices(), statements(), orderings(), matchings(), numbers(), terms()))
    stem = draw(texts(80).filter(lambda text: len(text) > 3))
    if kind is Kind.MULTIPLE and isinstance(body, Choice):
        stem = f"{stem}. {choose_ending(len(body.key))}"
    tags = tuple(draw(st.lists(st.from_regex(r"[a-z]{2,9}( [a-z]{2,9})?", fullmatch=True), max_size=3, unique=True)))
    source = Source("A page", "https://example.org/a?b=1", date(2026, 9, 29))
    return Question(
        id="round-trip-item",
        version=draw(st.sampled_from([1, 2])),
        kind=kind,
        topic="a_topic",
        concept=draw(st.sampled_from([tags[0] if tags else "A section", "ME-C03"])),
        angle=draw(st.sampled_from(list(Angle))),
        difficulty=draw(st.integers(1, 5)),
        stem=stem,
        body=body,
        explanation=draw(st.one_of(st.just(""), texts(80))),
        source=draw(st.one_of(st.none(), st.just(source))),
        exams=draw(st.sampled_from([{}, {Exam.AIF_C01: 1}])),
        tags=tags,
    )


def returned(question: Question, form: str) -> tuple[Question | None, list[str]]:
    """The question as it comes back, and what the report said that it loses."""
    pack = Pack("A title", "a_topic", [question], ["A section"])
    data, report = take_out(pack, TARGETS[form])
    said = [line.message for line in report.lines]
    if report.refused:
        return None, said
    brought = bring(Brought(f"a{TARGETS[form].ending}", data, topic="a_topic", title="A title"))
    assert not brought.report.lines, (brought.report.lines, data.decode("utf-8", "replace")[:3000])
    return brought.items[0].question, said


@pytest.mark.parametrize("form", WHOLE)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(question=questions())
def test_nothing_is_lost(form: str, question: Question) -> None:
    """These formats have a place for everything, whatever signs stand in the texts."""
    back, said = returned(question, form)
    assert not said
    assert back == question


@pytest.mark.parametrize("form", ["gift", "moodle"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(question=questions())
def test_what_is_lost_is_told(form: str, question: Question) -> None:
    """What does not come back equal from Moodle was named in the report of the export."""
    back, said = returned(question, form)
    if back is None:
        assert form == "gift"
        assert question.kind is Kind.ORDERING
    elif back != question:
        assert said
        assert bare(back) == bare(question)
