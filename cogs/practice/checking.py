"""Every screen of practice that shows an item."""

from collections.abc import Iterator
from dataclasses import replace

from discord.ui import LayoutView

from bot.kernel.asked import Asked, Locked
from bot.kernel.questions import Question
from bot.practice.api import Aftermath, Reason, Sitting, Wish
from bot.study.memory import Memory
from bot.study.schedule import ReviewState
from cogs.checking.playing import AT, LARGEST_ID, locked_answers
from cogs.practice.ids import Manner
from cogs.practice.rendering import end_card, question_card, reveal_card

_NOTICE = "n" * 250
_LEECH = Memory(ReviewState(1.0, 5.0, AT, AT, 999, ever_correct=True), doubted=True, correct=False)
_AFTER = Aftermath(_LEECH, back=AT, due=9_999, badge=True)

WHILE_OPEN = {"Practice"}
"""The screens on which the question can still be answered."""


def screens(question: Question) -> Iterator[tuple[str, LayoutView]]:
    """The question, with a notice; how each answer went; the end."""
    yield "Practice", question_card(_sitting(question), 0, Manner(unsure=True), notice=_NOTICE)
    for locked in locked_answers(question):
        sitting = _sitting(question, locked)
        yield "Practice's explanation", reveal_card(sitting, 0, _AFTER)
        if not locked.correct:
            yield "Practice's end", end_card(sitting)


def _look(question: Question) -> LayoutView:
    return question_card(_sitting(question), 0)


def _look_at_answer(question: Question) -> LayoutView:
    """As somebody sees it who was wrong, where one can be."""
    locked = min(locked_answers(question), key=lambda one: one.correct)
    return reveal_card(_sitting(question, replace(locked, unsure=False)), 0, None)


LOOKS = {"Practice": _look, "Practice, after a wrong answer": _look_at_answer}


def _sitting(question: Question, locked: Locked | None = None) -> Sitting:
    asked = Asked(question, 1, AT, answers={1: locked} if locked else {})
    return Sitting(LARGEST_ID, 1, 1, 1, Wish(), 1, AT, AT, (asked,), (Reason.TWIN,))
