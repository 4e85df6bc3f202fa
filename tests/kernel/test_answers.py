"""Answers and keys in plain words, and what a library has about a module."""

from __future__ import annotations

import pytest

from bot.kernel.answers import answer_in_words, key_in_words
from bot.kernel.custom_ids import read_number
from bot.kernel.library import joined, library_of
from bot.kernel.questions import Exam, Kind, Matching, Ordering, Pair, Step
from tests.strategies import question

STEPS = Ordering((Step("Collect", ""), Step("Train", ""), Step("Deploy", "")))
PAIRS = Matching((Pair("Text", "Comprehend", ""), Pair("Images", "Rekognition", "")))


def test_an_order_reads_from_first_to_last() -> None:
    """The key is the order of the steps as they are written; what somebody chose is in their order."""
    asked = question(kind=Kind.ORDERING, body=STEPS)
    assert key_in_words(asked) == "Collect → Train → Deploy"
    assert answer_in_words(asked, (2, 0, 1)) == "Deploy → Collect → Train"


def test_pairs_name_both_sides() -> None:
    """The key pairs each prompt with its own response."""
    asked = question(kind=Kind.MATCHING, body=PAIRS)
    assert key_in_words(asked) == "Text → Comprehend; Images → Rekognition"
    assert answer_in_words(asked, (1, 0)) == "Text → Rekognition; Images → Comprehend"


@pytest.mark.parametrize("text", ["", "²", "-1", "+1", "1_0", "é", " 1", "z" * 40])
def test_what_is_no_number_of_an_id_is_none(text: str) -> None:
    """Neither what only looks like a number, nor one that no row can hold."""
    assert read_number(text) is None


def test_of_two_libraries_each_is_found() -> None:
    """What stands in any of the parts stands in the whole, once; the first counts where two have the same id."""
    first = library_of([question("a", stem="First?"), question("b")])
    second = library_of([question("a", stem="Second?"), question("c")])
    whole = joined([first, second])
    assert [name in whole.questions for name in "abcd"] == [True, True, True, False]
    assert sorted(whole.questions) == ["a", "b", "c"]
    assert whole.questions["a"].stem == "First?"


def test_a_topic_can_be_narrowed_to_an_exam() -> None:
    """Only the questions that serve it remain."""
    both = library_of([question("a", exams={Exam.AIF_C01: 1}), question("b", exams={Exam.MLA_C02: 1})])
    assert [one.id for one in both.about("metrics", Exam.AIF_C01)] == ["a"]
    assert [one.id for one in both.about(None, None)] == ["a", "b"]
