"""Every screen of a duel that shows an item."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from discord.ui import LayoutView

from bot.duels.api import Duel, DuelSettings, End, Phase
from bot.kernel.asked import Asked, Locked
from bot.kernel.questions import Question
from cogs.checking.playing import ADA, AT, BEN, LARGEST_ID, locked_answers, player
from cogs.duels.private import private_card, review_card

_QUESTIONS = 10
_NOTICE = "n" * 250

WHILE_OPEN = {"Duel", "Duel's lock-in"}
"""The screens on which the question can still be answered."""


def screens(question: Question) -> Iterator[tuple[str, LayoutView]]:
    """The question, with a notice; the lock-in; how each answer went, between questions and at the end; the review."""
    yield "Duel", private_card(_duel(question, Phase.OPEN), 1, _NOTICE)
    for locked in locked_answers(question):
        answers = {1: locked}
        yield "Duel's lock-in", private_card(_duel(question, Phase.OPEN, answers), 1, _NOTICE)
        yield "Duel's reveal", private_card(_duel(question, Phase.READY, answers), 1, _NOTICE)
        ended = replace(_duel(question, Phase.READY, answers), phase=Phase.ENDED, end=End.FINISHED)
        yield "Duel's end", private_card(ended, 1, _NOTICE)
        yield "Duel's review", review_card(ended, 1, _QUESTIONS - 1)


def _look(question: Question) -> LayoutView:
    duel = _duel(question, Phase.OPEN)
    return private_card(replace(duel, challenger=ADA, opponent=BEN, position=0, asked=duel.asked[:1]), 1)


LOOKS = {"Duel": _look}


def _duel(question: Question, phase: Phase, answers: Mapping[int, Locked] | None = None) -> Duel:
    closed_at = None if phase is Phase.OPEN else AT
    asked = tuple(
        Asked(question, place, AT, deadline=AT, closed_at=closed_at, answers=answers or {})
        for place in range(_QUESTIONS)
    )
    return Duel(
        id=LARGEST_ID,
        guild_id=1,
        channel_id=1,
        settings=DuelSettings(questions=_QUESTIONS),
        seed=1,
        created_at=AT,
        active_at=AT,
        challenger=player(1),
        opponent=player(2),
        phase=phase,
        due_at=AT,
        position=_QUESTIONS - 2,
        asked=asked,
    )
