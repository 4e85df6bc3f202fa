"""Whether an answer is right, and how much of it: one function for each kind of question."""

from dataclasses import dataclass

from bot.kernel.measures import read_measure
from bot.kernel.names import shows_something
from bot.kernel.normal import normalise
from bot.kernel.numbers import AmbiguousNumberError, UnreadableNumberError
from bot.kernel.questions import Choice, Matching, Numeric, Ordering, Question, Typed
from bot.kernel.terms import is_term
from bot.kernel.unfit import AnswerError, Unfit

Answer = tuple[int, ...] | str
"""What a player answered, free of the order that it was shown in.

Choice: indices of the chosen options, ascending. Ordering: indices of the steps, in the order given.
Matching: for each pair, in the pairs' order, the index of the chosen response in `Matching.responses`.
Numeric and typed: the text as it was typed.
"""


@dataclass(frozen=True, slots=True)
class Grade:
    """`correct` is all-or-nothing, as in the exam; `credit` (0 to 1) is the share earned in play."""

    correct: bool
    credit: float


LONGEST_TEXT = 100
"""Characters of what was typed that are kept."""

MOST_SLACK = 1e-6
"""How far from the end of its tolerance a number still counts as being there."""


def grade(question: Question, answer: Answer) -> Grade:
    """Grade an answer that `check` accepts."""
    credit = _credit(question, answer)
    return Grade(correct=credit == 1.0, credit=credit)


def check(question: Question, answer: Answer) -> Answer:
    """Return the answer in its normal form.

    Raises `AnswerError` where the answer does not fit the question.
    """
    if isinstance(question.body, (Numeric, Typed)):
        return _check_text(question, answer if isinstance(answer, str) else "")
    if isinstance(answer, str):
        raise AnswerError(Unfit.NOT_OFFERED)
    return _check_indices(question, answer)


def _check_text(question: Question, answer: str) -> str:
    text = answer.strip()[:LONGEST_TEXT].strip()
    if isinstance(question.body, Numeric):
        try:
            read_measure(text, question.body.unit, question.stem)
        except UnreadableNumberError as error:
            raise AnswerError(error.why, error.readings, **(error.parts | {"unit": question.body.unit})) from error
    elif not normalise(text):
        raise AnswerError(Unfit.NO_WORD if shows_something(text) else Unfit.NOTHING_TYPED, typed=text)
    return text


def _check_indices(question: Question, answer: tuple[int, ...]) -> tuple[int, ...]:
    body = question.body
    if isinstance(body, Choice):
        chosen = tuple(sorted(set(answer)))
        if not set(chosen) <= set(range(len(body.options))) or len(chosen) != question.choose:
            raise AnswerError(Unfit.CHOICES, choose=question.choose, offered=len(body.options))
        return chosen
    if isinstance(body, Ordering):
        if sorted(answer) != list(range(len(body.steps))):
            raise AnswerError(Unfit.STEPS, steps=len(body.steps))
        return answer
    if isinstance(body, Matching):
        offered = range(len(body.responses))
        if len(answer) != len(body.pairs) or not set(answer) <= set(offered):
            raise AnswerError(Unfit.PAIRS, pairs=len(body.pairs))
    return answer


def _credit(question: Question, answer: Answer) -> float:
    body = question.body
    if isinstance(body, Choice):
        return _choice_credit(body.key, tuple(int(i) for i in answer))
    if isinstance(body, Ordering):
        return _share([given == place for place, given in enumerate(answer)])
    if isinstance(body, Matching):
        picked = [body.responses[int(given)] for given in answer]
        return _share([response == pair.match for pair, response in zip(body.pairs, picked, strict=True)])
    if isinstance(body, Numeric):
        return float(is_same_number(str(answer), body, question.stem))
    return float(is_same_term(str(answer), body))


def _choice_credit(key: tuple[int, ...], chosen: tuple[int, ...]) -> float:
    """Right minus wrong over the number of right ones, not below 0; for one key, right or not."""
    right = len(set(chosen) & set(key))
    wrong = len(set(chosen) - set(key))
    return max(0, right - wrong) / len(key)


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


def is_same_number(text: str, body: Numeric, stem: str = "") -> bool:
    """Whether the text is the value, within its tolerance."""
    given = number_in(text, body, stem)
    return given is not None and lies_within(given, body.value, body.tolerance)


def lies_within(given: float, value: float, tolerance: float) -> bool:
    """Whether a number is within the tolerance of a value, its ends included.

    Arithmetic may be off a little (0.805 - 0.8 is 0.0050000000000000044), and a fraction such as 1/7 from its ten
    decimals, but never by so much that the next whole number counts.
    """
    return abs(given - value) <= tolerance + min(1e-9 * (abs(value) + tolerance), MOST_SLACK)


def number_in(text: str, body: Numeric, stem: str = "") -> float | None:
    """The number that an answer holds; None for none.

    What would be asked back if it were typed now is read as an English writer means it: it stands in the records
    of earlier answers.
    """
    try:
        return read_measure(text, body.unit, stem)
    except AmbiguousNumberError as error:
        return error.readings[0]
    except UnreadableNumberError:
        return None


def is_same_term(text: str, body: Typed) -> bool:
    """Whether the text is one of the spellings, slips of the finger forgiven, unless another term is as close."""
    others = (*(miss.text for miss in body.near), *body.rivals)
    return is_term(text, body.answers, others, exact=body.exact)


def known_mistake(question: Question, answer: Answer) -> str:
    """The reason why a typed answer is not right, where it is one of the usual wrong ones; empty where it is not."""
    body, text = question.body, str(answer)
    if isinstance(body, Numeric):
        given = number_in(text, body, question.stem)
        near = [miss for miss in body.mistakes if given is not None and _is_near(float(miss.text), given, body)]
        return near[0].why if near else ""
    if isinstance(body, Typed):
        keys = (*body.answers, *body.rivals)
        return next((miss.why for miss in body.near if is_term(text, (miss.text,), keys)), "")
    return ""


def _is_near(mistake: float, given: float, body: Numeric) -> bool:
    return abs(mistake - given) <= max(body.tolerance, 1e-9)
