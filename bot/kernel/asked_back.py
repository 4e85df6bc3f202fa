"""Answers that were asked back: who then types what they meant has lost no time by being asked."""

from datetime import datetime, timedelta

from bot.kernel import grading
from bot.kernel.clock import Running
from bot.kernel.grading import Answer
from bot.kernel.questions import Numeric, Question
from bot.kernel.unfit import AnswerError

MOST = 10_000
"""So many are remembered, the latest: a convenience that a restart may lose."""

Key = tuple[int, int, int]
"""Game, place of the question, player."""


class AskedBack:
    """How long each player had the question before they first typed what was asked back, and what it could mean.

    Not at which instant: that would be another one on the clock where it has stood still since.
    """

    def __init__(self) -> None:
        self._first: dict[Key, tuple[timedelta, tuple[float, ...]]] = {}

    def check(
        self, key: Key, question: Question, given: Answer, at: datetime, clock: Running | None
    ) -> tuple[Answer, datetime]:
        """The answer in its normal form, and when it was given: when it was first typed, if it is what was meant then.

        `clock` is the one by which the player has the question. Raises `AnswerError` where the answer is refused or
        asked back.
        """
        try:
            checked = grading.check(question, given)
        except AnswerError as error:
            if clock is not None:
                self._note(key, clock.ran(at), error.readings)
            raise
        if clock is None or key not in self._first:
            return checked, at
        taken, meant = self._first[key]
        return checked, min(clock.when(taken), at) if _is_among(checked, question, meant) else at

    def _note(self, key: Key, taken: timedelta, readings: tuple[float, ...]) -> None:
        if readings and key not in self._first:
            self._first[key] = taken, readings
            if len(self._first) > MOST:
                del self._first[next(iter(self._first))]


def _is_among(answer: Answer, question: Question, meant: tuple[float, ...]) -> bool:
    if not meant or not isinstance(question.body, Numeric):
        return False
    return grading.number_in(str(answer), question.body, question.stem) in meant
