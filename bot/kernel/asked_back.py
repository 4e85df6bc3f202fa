"""Answers that were asked back: who then types what they meant has lost no time by being asked."""

from datetime import datetime

from bot.kernel import grading
from bot.kernel.grading import Answer, AnswerError
from bot.kernel.questions import Numeric, Question

MOST = 10_000
"""So many are remembered, the latest: a convenience that a restart may lose."""

Key = tuple[int, int, int]
"""Game, place of the question, player."""


class AskedBack:
    """When each player first typed what was asked back, and what it could have meant."""

    def __init__(self) -> None:
        self._first: dict[Key, tuple[datetime, tuple[float, ...]]] = {}

    def check(self, key: Key, question: Question, given: Answer, at: datetime) -> tuple[Answer, datetime]:
        """The answer in its normal form, and when it was given: when it was first typed, if it is what was meant then.

        Raises `AnswerError` where it is refused or asked back.
        """
        try:
            checked = grading.check(question, given)
        except AnswerError as error:
            self._note(key, at, error.readings)
            raise
        first_at, meant = self._first.get(key, (at, ()))
        return checked, first_at if _is_among(checked, question, meant) else at

    def _note(self, key: Key, at: datetime, readings: tuple[float, ...]) -> None:
        if readings and key not in self._first:
            self._first[key] = at, readings
            if len(self._first) > MOST:
                del self._first[next(iter(self._first))]


def _is_among(answer: Answer, question: Question, meant: tuple[float, ...]) -> bool:
    if not meant or not isinstance(question.body, Numeric):
        return False
    return grading.number_in(str(answer), question.body, question.stem) in meant
