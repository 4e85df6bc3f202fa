"""Grading: what is right, what earns a part, and how what people type is read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.kernel.grading import Answer, check, grade, known_mistake
from bot.kernel.questions import Choice, Extra, Kind, Matching, Numeric, Option, Pair, Question, Typed
from bot.kernel.unfit import AnswerError
from bot.kernel.words import unfit
from tests.strategies import KEYS, answers_to, key_of, question, questions

CHOOSE_TWO = question(kind=Kind.MULTIPLE)
NUMBER = question(kind=Kind.NUMERIC)
FREE_TEXT = st.text(max_size=250)


def typed(*answers: str, near: tuple[str, ...] = ()) -> Question:
    return question(kind=Kind.TYPED, body=Typed(answers, tuple(Extra(text, "why") for text in near)))


def numeric(value: float, tolerance: float = 0.0, unit: str = "") -> Question:
    return question(kind=Kind.NUMERIC, body=Numeric(value, tolerance, unit, "worked"))


@given(questions.flatmap(lambda one: st.tuples(st.just(one), answers_to(one))))
def test_credit_is_a_share(asked_and_answer: tuple[Question, Answer]) -> None:
    """Whatever is answered earns between nothing and everything, and is correct only if it earns everything."""
    asked, answer = asked_and_answer
    result = grade(asked, check(asked, answer))
    assert 0 <= result.credit <= 1
    assert result.correct == (result.credit == 1)


@given(questions)
def test_the_key_is_right(asked: Question) -> None:
    """Whoever gives the key has it right, in every kind of question."""
    assert grade(asked, check(asked, key_of(asked))).correct


@pytest.mark.parametrize("kind", list(Kind))
def test_the_key_of_each_kind(kind: Kind) -> None:
    """A plain example of each kind: its key earns everything."""
    assert grade(question(kind=kind), KEYS[kind]).credit == 1


@given(questions)
def test_so_many_options_are_to_be_chosen_as_are_right(asked: Question) -> None:
    """None where a question has no options to choose from."""
    chosen = len(key_of(asked)) if isinstance(asked.body, Choice) else 0
    assert asked.choose == chosen


@given(questions.flatmap(lambda one: st.tuples(st.just(one), answers_to(one) | FREE_TEXT)))
def test_checking_twice_changes_nothing_more(asked_and_answer: tuple[Question, Answer]) -> None:
    """An answer in its normal form is taken as it is."""
    asked, answer = asked_and_answer
    with suppress(AnswerError):
        once = check(asked, answer)
        assert grade(asked, once).credit >= 0
        assert check(asked, once) == once


@given(st.permutations(range(5)), st.integers(0, 5))
def test_order_of_choosing_does_not_matter(order: list[int], chosen: int) -> None:
    """Options chosen in any order, or one of them twice, are the same answer or no answer."""
    answer = tuple(order[:chosen])
    if len(answer) == 2:
        assert check(CHOOSE_TWO, (*answer, answer[0])) == tuple(sorted(answer))
    else:
        with pytest.raises(AnswerError) as refused:
            check(CHOOSE_TWO, answer)
        assert unfit(refused.value) == "Choose 2 of the 5 options."


@pytest.mark.parametrize(
    ("chosen", "credit"), [((1, 3), 1.0), ((1, 2), 0.0), ((0, 2), 0.0)], ids=["both", "one each", "none"]
)
def test_choose_two_is_right_minus_wrong(chosen: tuple[int, ...], credit: float) -> None:
    """Of two to choose, one right and one wrong cancel out, and nobody falls below nothing."""
    assert grade(CHOOSE_TWO, chosen).credit == credit


def test_choose_three_with_two_right() -> None:
    """Two right and one wrong of three earn a third, and are not correct."""
    body = Choice(tuple(Option(str(i), "why", right=i < 3) for i in range(6)))
    result = grade(question(kind=Kind.MULTIPLE, body=body), (0, 1, 5))
    assert result.credit == pytest.approx(1 / 3)
    assert not result.correct


@pytest.mark.parametrize(("order", "credit"), [((0, 1, 3, 2), 0.5), ((1, 2, 3, 0), 0.0), ((0, 2, 1, 3), 0.5)])
def test_ordering_counts_steps_in_their_place(order: tuple[int, ...], credit: float) -> None:
    """Each step in its own place earns its share."""
    assert grade(question(kind=Kind.ORDERING), order).credit == credit


def test_matching_counts_pairs() -> None:
    """Each prompt with its own match earns its share; a match may be used twice and a spare one chosen."""
    asked = question(kind=Kind.MATCHING)
    assert grade(asked, check(asked, (0, 0, 3))).credit == pytest.approx(1 / 3)
    assert grade(asked, check(asked, (0, 1, 3))).credit == pytest.approx(2 / 3)


def test_matches_that_read_the_same_are_the_same() -> None:
    """Where two prompts have the same match, either of the two equal responses is right for both."""
    asked = question(kind=Kind.MATCHING, body=Matching((Pair("a", "X", ""), Pair("b", "X", ""), Pair("c", "Y", ""))))
    assert grade(asked, (1, 0, 2)).correct


@pytest.mark.parametrize(
    ("kind", "answer", "told"),
    [
        (Kind.SINGLE, (0, 1), "Choose 1"),
        (Kind.SINGLE, (9,), "Choose 1"),
        (Kind.SINGLE, (-1,), "Choose 1"),
        (Kind.SINGLE, "A", "Choose one of"),
        (Kind.ORDERING, (0, 1, 2), "all 4 steps"),
        (Kind.ORDERING, (0, 0, 1, 2), "each once"),
        (Kind.MATCHING, (0, 1), "all 3 prompts"),
        (Kind.MATCHING, (0, 1, 4), "all 3 prompts"),
        (Kind.NUMERIC, "many", "Type a number"),
        (Kind.NUMERIC, (0,), "Type a number"),
        (Kind.TYPED, " ?! ", "Type a word"),
        (Kind.TYPED, (0,), "Type a word"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(kind: Kind, answer: Answer, told: str) -> None:
    """An answer that the question cannot have is refused with a hint how to give one."""
    with pytest.raises(AnswerError) as refused:
        check(question(kind=kind), answer)
    assert told in unfit(refused.value)


@pytest.mark.parametrize(
    ("text", "right"), [("0.795", True), ("0.805", True), ("0.794", False), ("0.806", False), ("80%", True)]
)
def test_tolerance_includes_its_ends(text: str, right: bool) -> None:
    """Within the tolerance, ends included, is right; beyond is not."""
    assert grade(NUMBER, text).correct is right


@given(st.integers(-(2**53) + 10, 2**53 - 10), st.integers(0, 9))
def test_the_next_whole_number_is_wrong(value: int, tolerance: int) -> None:
    """A whole number is exact, or as exact as its tolerance says, however large it is."""
    asked = numeric(value, tolerance)
    for step in (-1, 1):
        assert grade(asked, str(value + step * tolerance)).correct
        assert not grade(asked, str(value + step * (tolerance + 1))).correct


@pytest.mark.parametrize("unit", ["%", "percent"])
@pytest.mark.parametrize("text", ["7", "7%", " 7 % "])
def test_percent_sign_where_percent_is_asked(text: str, unit: str) -> None:
    """Asked for a percentage, `7` and `7%` are the same."""
    asked = numeric(7, unit=unit)
    assert grade(asked, check(asked, text)).correct


@given(st.integers(-9_999, 9_999), st.integers(0, 3))
def test_a_percentage_is_the_number_it_means(thousandths: int, places: int) -> None:
    """With no tolerance at all, a value typed as a percentage is as right as the value."""
    value = thousandths / 10**places
    assert grade(numeric(value / 100), f"{value}%").correct


@pytest.mark.parametrize(
    "text",
    ["Amazon Comprehend", "comprehend", "AWS Comprehend", "  COMPREHEND. ", "comprehent", "Comperhend", "comprhend"],
)
def test_a_term_in_any_dress(text: str) -> None:
    """Case, punctuation, the vendor's name and a slip or two do not matter."""
    assert grade(question(kind=Kind.TYPED), text).correct


@pytest.mark.parametrize("text", ["Amazon Lex", "Translate", "Amazon", "comp", "compress"])
def test_another_term_is_wrong(text: str) -> None:
    """Another service is another service."""
    assert not grade(question(kind=Kind.TYPED), text).correct


@pytest.mark.parametrize(
    ("answer", "text", "right"),
    [
        ("MAE", "mae", True),
        ("MAE", "MSE", False),
        ("MAPE", "MAP", False),
        ("Recall", "recal", True),
        ("Recall", "rcal", False),
        ("Precision", "presicion", True),
        ("Precision", "precisoin", True),
        ("Precision", "presizsion", True),
        ("Precision", "presizzon", False),
    ],
)
def test_slips_by_length(answer: str, text: str, right: bool) -> None:
    """Up to four characters exactly, one slip from five on, two from nine on; two letters swapped are one slip."""
    assert grade(typed(answer), text).correct is right


def test_a_near_miss_is_not_forgiven() -> None:
    """A wrong term that people give is wrong although it is only a letter from the right one."""
    asked = typed("Type I error", near=("Type II error",))
    assert not grade(asked, "type ii error").correct
    assert grade(asked, "type i eror").correct
    assert grade(asked, "type i error").correct


def test_as_near_to_a_miss_as_to_the_answer_is_wrong() -> None:
    """A slip that could mean either is not taken for the answer."""
    assert not grade(typed("inference a", near=("inference b",)), "inference c").correct


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("0.667", "recall"), ("2/3", "recall"), ("66.7%", "recall"), ("0.671", "recall"), ("0.68", ""), ("-0.667", "")],
)
def test_a_usual_mistake_in_a_number_is_explained(typed: str, reason: str) -> None:
    """Whoever took the wrong way to a number reads which it was, within the question's tolerance, and nobody else."""
    assert known_mistake(NUMBER, typed) == reason


def test_the_first_mistake_that_fits_is_the_reason() -> None:
    body = Numeric(10.0, 0.0, "", "worked", (Extra("5", "halved"), Extra("20", "doubled"), Extra("20", "again")))
    asked = question(kind=Kind.NUMERIC, body=body)
    assert [known_mistake(asked, text) for text in ("5", "20", "20.1", "much", "")] == ["halved", "doubled", "", "", ""]


def test_a_usual_mistake_in_a_term_is_explained() -> None:
    """A slip of the finger does not hide it; what is right is no mistake."""
    asked = question(kind=Kind.TYPED)
    assert [known_mistake(asked, text) for text in ("amazon lex", "Amazn Lex", "Comprehend", "Polly")] == [
        "chatbots",
        "chatbots",
        "",
        "",
    ]


def test_what_is_chosen_has_its_reasons_elsewhere() -> None:
    assert known_mistake(question(), (1,)) == ""


@given(st.text(st.sampled_from("a ?"), max_size=220))
@example("a" * 99 + " b")
@example("?" * 100 + "a")
def test_a_long_text_is_cut_the_same_way_twice(text: str) -> None:
    """However much is typed, what is kept of it, at most 100 characters, is an answer as it stands."""
    asked = typed("comprehend")
    with suppress(AnswerError):
        once = check(asked, text)
        assert len(once) <= 100
        assert check(asked, once) == once
