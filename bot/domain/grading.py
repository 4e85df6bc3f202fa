"""Whether an answer is right, and how much of it: one function for each kind of question."""

import re
from dataclasses import dataclass
from math import isfinite, nan

from rapidfuzz.distance import OSA

from bot.domain.questions import Choice, Kind, Matching, Numeric, Ordering, Question, Typed

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


class AnswerError(ValueError):
    """An answer that cannot be read; the message says how to give one."""


def grade(question: Question, answer: Answer) -> Grade:
    """Grade an answer that `check` accepts."""
    credit = _credit(question, answer)
    return Grade(correct=credit == 1.0, credit=credit)


def check(question: Question, answer: Answer) -> Answer:
    """Return the answer in its normal form.

    Raises `AnswerError`, in words for the player, where the answer does not fit the question.
    """
    if isinstance(question.body, (Numeric, Typed)):
        return _check_text(question.body, answer if isinstance(answer, str) else "")
    if isinstance(answer, str):
        raise AnswerError("Pick from what is offered.")
    return _check_indices(question, answer)


def _check_text(body: Numeric | Typed, answer: str) -> str:
    text = answer.strip()[:100].strip()
    if isinstance(body, Numeric):
        read_number(text)
    elif not normalise(text):
        raise AnswerError("Type a word or two: a name, an abbreviation or a term.")
    return text


def _check_indices(question: Question, answer: tuple[int, ...]) -> tuple[int, ...]:
    body = question.body
    if isinstance(body, Choice):
        chosen = tuple(sorted(set(answer)))
        if not set(chosen) <= set(range(len(body.options))) or len(chosen) != question.choose:
            raise AnswerError(f"Choose {question.choose} of the {len(body.options)} options.")
        return chosen
    if isinstance(body, Ordering):
        if sorted(answer) != list(range(len(body.steps))):
            raise AnswerError(f"Put all {len(body.steps)} steps in order, each once.")
        return answer
    if isinstance(body, Matching):
        offered = range(len(body.responses))
        if len(answer) != len(body.pairs) or not set(answer) <= set(offered):
            raise AnswerError(f"Match all {len(body.pairs)} prompts.")
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
        return float(is_same_number(str(answer), body))
    return float(is_same_term(str(answer), body))


def _choice_credit(key: tuple[int, ...], chosen: tuple[int, ...]) -> float:
    """Right minus wrong over the number of right ones, not below 0; for one key, right or not."""
    right = len(set(chosen) & set(key))
    wrong = len(set(chosen) - set(key))
    return max(0, right - wrong) / len(key)


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


_PERCENT = ("%", "percent")


def is_same_number(text: str, body: Numeric) -> bool:
    """Whether the text is the value, within its tolerance; asked for a percentage, `7` and `7%` are the same."""
    asked_in_percent = body.unit in _PERCENT
    given = read_number(text.strip().removesuffix("%") if asked_in_percent else text)
    # A little more than the tolerance: 0.805 - 0.8 is 0.0050000000000000044.
    slack = 1e-9 * (body.tolerance + abs(body.value))
    return abs(given - body.value) <= body.tolerance + slack


_NUMBER = re.compile(r"[-+]?(?=\.?\d)(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?(e[-+]?\d+)?")


def read_number(text: str) -> float:
    """Read a number as people type it: `0.8`, `.8`, `80%` (0.8), `1,250`, `−3`, `2/3`.

    Raises `AnswerError` where it is none.
    """
    bare = re.sub(r"\s|[$€]", "", text.casefold()).replace("−", "-")
    top, slash, bottom = bare.partition("/")
    if slash:
        divisor = _plain(bottom)
        value = _plain(top) / divisor if divisor else nan
    else:
        value = _plain(bare.removesuffix("%")) / (100 if bare.endswith("%") else 1)
    if not isfinite(value):
        raise AnswerError("Type a number, such as 0.75, 75% or 3/4.")
    return value


def _plain(text: str) -> float:
    """The number that the text is; no number (NaN) where it is none."""
    return float(text.replace(",", "")) if len(text) <= 40 and _NUMBER.fullmatch(text) else nan


_VENDOR = re.compile(r"^(amazon|aws)\s+(?=\S)")


def normalise(text: str) -> str:
    """Fold case, punctuation, spaces and the vendor's name away, so that `Amazon Comprehend.` is `comprehend`."""
    words = re.sub(r"[^\w%+]+", " ", text.casefold().replace("&", " and ")).strip()
    return _VENDOR.sub("", words)


def typos_allowed(term: str) -> int:
    """One slip from 5 characters on, two from 9: shorter terms (MAE, MAPE) differ by a letter from their neighbours."""
    return (len(term) >= 5) + (len(term) >= 9)


def is_same_term(text: str, body: Typed) -> bool:
    """Whether the text is one of the spellings, slips of the finger forgiven, unless a near miss is as close."""
    given = normalise(text)
    misses = [OSA.distance(given, normalise(extra.text)) for extra in body.near]
    nearest_miss = min(misses, default=len(given) + 1)
    for answer in map(normalise, body.answers):
        distance = OSA.distance(given, answer)
        if distance == 0 or (distance <= typos_allowed(answer) and distance < nearest_miss):
            return True
    return False


def is_choice(kind: Kind) -> bool:
    """Whether the kind is answered by picking among options."""
    return kind in (Kind.SINGLE, Kind.TRUE_FALSE, Kind.MULTIPLE)
