"""The same thing is said in the same words on every screen, and once."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.kernel.asked import Asked, Locked
from bot.kernel.grading import Answer, check, grade
from bot.kernel.questions import Choice, Exam, Kind, Numeric, Option, Question
from bot.kernel.unfit import AnswerError
from bot.kernel.words import unfit
from bot.profile.service import Profile
from bot.timing.zones import PinnedZones
from cogs.profile.rendering import profile_card
from cogs.shared.answering import AnswerIds
from cogs.shared.explaining import asked_and_clue, background, key_text, outcome_text
from cogs.shared.forms import typed_form
from cogs.shared.words import begun_large, deadline
from tests.cogs.test_rendering import seen
from tests.prepared import built_in
from tests.strategies import NOON, question


def numeric(unit: str) -> Question:
    return replace(question("n"), kind=Kind.NUMERIC, body=Numeric(12.0, 0.1, unit, "It is 12."))


@pytest.mark.parametrize("typed", ["", "a few"])
@pytest.mark.parametrize("unit", ["jobs", "dollars", "%", ""])
def test_no_open_question_names_a_number_as_an_example(unit: str, typed: str) -> None:
    """It would be somebody's key. Form and refusal agree on how to write one: as a share, too, without a unit."""
    with pytest.raises(AnswerError) as refused:
        check(numeric(unit), typed)
    form: Any = typed_form(numeric(unit), AnswerIds("", 1, 0)).to_dict()
    for said in (unfit(refused.value), form["components"][1]["description"]):
        assert "in digits" in said
        assert not re.search("[0-9]", said)
        assert ("percentages, and fractions" in said) is (not unit)


@pytest.mark.parametrize(("unit", "label"), [("times", "times"), ("jobs", "jobs"), ("%", "percent")])
def test_the_form_for_a_number_reads_well_with_any_unit(unit: str, label: str) -> None:
    """Its label sets the unit apart, since not each can follow `in`, as hours can."""
    form: Any = typed_form(numeric(unit), AnswerIds("", 1, 0)).to_dict()
    assert form["components"][1]["label"] == f"A number ({label})"


def test_what_is_to_be_pressed_is_named_in_bold() -> None:
    """One way on all cards; the shared screen knows no bold."""
    bare = re.compile(r"\b[Pp]ress(?:es|ed|ing)? (?:on )?[“\"']?[A-Z]")
    for file in sorted(Path("cogs").rglob("words.py")):
        texts = [node.value for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Constant)]
        told = [text for text in texts if isinstance(text, str) and bare.search(text)]
        assert told == [] or file.parent.name == "presenting", file


@pytest.mark.parametrize("day", [1, 15, 31])
def test_an_exam_is_on_its_day_everywhere(day: int) -> None:
    """A day of the calendar is no moment: it is told as a text, which no time zone moves."""
    exams = {Exam.AIF_C01: date(2026, 12, day)}
    told = seen(profile_card(Profile(0, 0, 0, None, exams, (), badge=False)))
    assert f"{day} December 2026" in told or f"December {day}, 2026" in told
    assert "<t:" not in told


@pytest.mark.parametrize("text", ["deadline <t:1790856025:R>", "ada plays McKay", ""])
def test_only_the_first_letter_is_made_large(text: str) -> None:
    """Tags and names in it stay as they are."""
    assert begun_large(text)[1:] == text[1:]


def test_a_drill_says_nothing_twice() -> None:
    """Neither what decides nor why repeats the question or its key."""
    assert len(built_in().drills) > 100
    for drill in built_in().drills.values():
        shown = f"{asked_and_clue(drill)}\n{key_text(drill)}\n{background(drill)}"
        for text in (one.rstrip(".") for one in (drill.explanation, *drill.clues) if len(one) > 40):
            assert shown.count(text) <= 1, shown


def test_a_source_is_called_as_its_page_is() -> None:
    """By a title in words, and not by the end of its address (“mlops02 bp01”)."""
    titles = {one.source.title for one in built_in().questions.values() if one.source}
    assert [title for title in titles if not re.match(r"[A-Z]", title) or re.fullmatch(r"\S*\d\S*", title)] == []


@pytest.mark.parametrize("seconds", [30, -2])
def test_a_deadline_reads_well_in_the_moments_after_it(seconds: int) -> None:
    """Discord counts on: “deadline 2 seconds ago” is true, where “closes 2 seconds ago” is no English."""
    told = deadline(NOON + timedelta(seconds=seconds))
    assert told.startswith("deadline <t:")
    assert told.endswith(":R>")


def test_a_full_stop_is_not_doubled() -> None:
    """An option that ends in one stands before a colon without it."""
    wrong = Option("It never stops.", "It does.")
    asked = Asked(replace(question("q"), body=Choice((Option("It stops.", "Yes.", right=True), wrong))), 1, NOON)
    locked = Locked((1,), correct=False, credit=0.0, points=0, elapsed_ms=9_000, at=NOON)
    assert grade(asked.question, (1,)).credit == 0
    assert ".:" not in outcome_text(asked, locked)


@pytest.mark.parametrize(("typed", "meant"), [("Berlni", "Europe/Berlin"), ("Tokoy", "Asia/Tokyo"), ("Nowhere", "")])
def test_only_near_zones_are_offered(typed: str, meant: str) -> None:
    """A slip of the finger leads to what was meant; a word that is like no city leads to none."""
    assert PinnedZones().read(typed) == ((meant,) if meant else ())


@pytest.mark.parametrize(("unit", "named"), [("jobs", "jobs"), ("%", "percent")])
def test_a_form_for_a_number_names_its_unit_and_repeats_the_question(unit: str, named: str) -> None:
    """The form hides the message behind it: what is asked, and in what unit, stands on the form itself."""
    asked = numeric(unit)
    form: Any = typed_form(asked, AnswerIds("", 1, 0)).to_dict()
    told, field = form["components"]
    assert asked.asking in told["content"]
    assert named in field["label"]
    assert unit in field["description"]


@pytest.mark.parametrize(("typed", "is_near"), [("12", False), ("12.05", True)])
def test_a_near_answer_shows_the_exact_value(typed: str, is_near: bool) -> None:
    """Who was right within the tolerance reads the value itself, and what they typed beside it."""
    told = outcome_text(Asked(numeric("jobs"), 1, NOON), given(numeric("jobs"), typed))
    assert told.startswith("✅ **Right: 12 jobs")
    assert (f"({typed} is close enough)" in told) is is_near


@pytest.mark.parametrize(("elapsed_ms", "is_told"), [(999, True), (1_000, False)])
def test_who_answers_in_under_a_second_reads_that_it_does_not_count(elapsed_ms: int, is_told: bool) -> None:
    """Such an answer moves no estimate, and nobody has to find that out by themselves."""
    locked = replace(given(question("q"), (0,)), elapsed_ms=elapsed_ms)
    told = outcome_text(Asked(question("q"), 1, NOON), locked)
    assert ("under a second" in told) is is_told


def given(asked: Question, answer: Answer) -> Locked:
    """An answer to a question, graded."""
    fitting = check(asked, answer)
    result = grade(asked, fitting)
    return Locked(fitting, correct=result.correct, credit=result.credit, points=0, elapsed_ms=9_000, at=NOON)
