"""Every screen of a daily that shows an item."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from discord.ui import LayoutView

from bot.daily.api import MOST_QUESTIONS, Daily, Mark, Record, Streak, close
from bot.kernel.asked import Asked, Locked
from bot.kernel.questions import Question
from cogs.checking.playing import ADA, AT, LARGEST_ID, PLAYERS, locked_answers, player
from cogs.daily.rendering.playing import explained_card, question_card
from cogs.daily.rendering.post import open_card

_RECORD = Record(Streak(9_999, 9_999, 99, marks=(Mark.COUNTED,) * 14), 9_999, LARGEST_ID)
_NOTICE = "n" * 250

WHILE_OPEN = {"Daily"}
"""The screens on which the question can still be answered."""


def screens(question: Question) -> Iterator[tuple[str, LayoutView]]:
    """The question, with a notice above it; how each answer went, with the result; the hardest in the next post."""
    last = MOST_QUESTIONS - 1
    yield "Daily", question_card(_daily(question), 1, last, _NOTICE)
    for locked in locked_answers(question):
        yield "Daily's explanation", explained_card(_daily(question, {1: locked}), 1, last, _RECORD)
    wrong = next((locked for locked in locked_answers(question) if not locked.correct), None)
    if wrong is not None:
        played = close(
            _daily(question, dict.fromkeys(range(1, PLAYERS + 1), replace(wrong, at=AT))), AT.replace(year=2027)
        )
        yield "Daily's next post", open_card(replace(_daily(question), role_id=1 << 62, weekly=True), played, AT)


def _look(question: Question) -> LayoutView:
    daily = _daily(question)
    return question_card(replace(daily, number=1, asked=daily.asked[:1], players={1: ADA}), 1, 0)


LOOKS = {"Daily": _look}


def _daily(question: Question, answers: dict[int, Locked] | None = None) -> Daily:
    asked = tuple(Asked(question, place, opened_at=AT, answers=answers or {}) for place in range(MOST_QUESTIONS))
    players = {number: player(number) for number in range(1, PLAYERS + 1)}
    return Daily(LARGEST_ID, 1, 1, AT, date(2026, 9, 30), 99_999, asked, players=players)
