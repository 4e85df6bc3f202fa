"""What is right is never another than its author meant: what does not say so, or says it twice, is refused in words."""

from __future__ import annotations

import json

import pytest

from bot.kernel.questions import Typed
from tests.exchange.reading import imported, told

RIGHT = {
    "correctAnswer": "y", "correct": 2, "correctIndex": 2, "answerIndex": 2, "correct_option": "y", "answerKey": "C",
    "answer_idx": "C", "Answer": "y", "solution": "y", "key": "C", "rightAnswer": "y",
}  # fmt: skip


def one(**item: object) -> str:
    return json.dumps([{"question": "Which letter comes third here?"} | item])


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("options", ["options", "choices", "answers"])
def test_options_without_a_key_that_is_read_never_all_become_right(options: str, name: str) -> None:
    """Every option would be a spelling of the answer. The key that seems to say what is right is named."""
    brought = imported("q.json", one(**{options: ["w", "x", "y", "z"], name: RIGHT[name]}))
    ((_, outcome, message),) = told(brought)
    assert (outcome, message.startswith(f"'{name}' seems to say what is right")) == ("refused", True)


def test_a_list_of_options_alone_is_no_list_of_spellings() -> None:
    """A list of answers is one, as programs that ask for words have it, whatever else they say of the question."""
    for item in ({"options": ["w", "x"]}, {"choices": ["w", "x"]}, {"answers": ["w", "x"], "answer": None}):
        ((_, outcome, message),) = told(imported("q.json", one(**item)))
        assert (outcome, message.startswith("'answer' is missing")) == ("refused", True)
    spelled = one(answers=["w", "x"], tags=["a", "b"], copyright="CC", rights="CC", answer_type="word", id=7)
    assert [item.question.body for item in imported("q.json", spelled).items] == [Typed(("w", "x"))]


@pytest.mark.parametrize(
    "item",
    [
        {"possible_answers": ["w", "x", "y"], "answer": "B"},
        {"answer": "y", "distractors": ["w", "x"]},
        {"answer": "y", "incorrect_answers": ["w", "x"]},
        {"correct_answer": "y", "wrongAnswers": ["w", "x"]},
        {"answers": ["w", "y"], "options": ["w", "x", "y"]},
    ],
)
def test_options_under_a_name_that_is_not_read_are_not_left_behind(item: dict[str, object]) -> None:
    """The letter alone would be asked for, or the right one to be typed, and the others be gone."""
    ((_, outcome, message),) = told(imported("q.json", one(**item)))
    assert (outcome, "Recall does not read" in message) == ("refused", True)


def test_options_that_say_of_themselves_whether_they_are_right_are_refused_with_how_to_write_them() -> None:
    """They are no texts."""
    options = [{"text": "w", "correct": False}, {"text": "y", "correct": True}]
    for name in ("answers", "options"):
        ((_, _, message),) = told(imported("q.json", one(**{name: options})))
        assert "Write a list 'options'" in message
