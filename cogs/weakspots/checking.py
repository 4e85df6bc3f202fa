"""Every screen of weak spots that shows an item."""

from collections.abc import Iterator

from discord.ui import LayoutView

from bot.kernel.asked import Locked
from bot.kernel.questions import Question
from bot.learning.api import Given
from cogs.checking.playing import AT, LARGEST_ID, locked_answers
from cogs.weakspots.rendering import misses_card

WHILE_OPEN: set[str] = set()
"""No screen here can be answered."""


def screens(question: Question) -> Iterator[tuple[str, LayoutView]]:
    """The misses."""
    for locked in locked_answers(question):
        if not locked.correct:
            yield "Weak spots' misses", misses_card([_given(question, locked)] * 99, 98)


def _given(question: Question, locked: Locked) -> Given:
    return Given(
        game_id=LARGEST_ID,
        position=0,
        mode="practice",
        question=question,
        answer=locked.answer,
        correct=False,
        unsure=True,
        seconds=99,
        at=AT,
        steered=False,
    )
