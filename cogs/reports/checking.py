"""An organiser's view of a reported item, with as many reports and figures as it can have."""

from collections.abc import Iterator
from dataclasses import replace

from discord.ui import LayoutView

from bot.kernel.questions import Choice, Question
from bot.reports.api import LONGEST_TEXT, Case, Complaint, Report
from bot.study.items import Distractor, ItemReport
from cogs.checking.playing import AT
from cogs.reports.rendering import MOST_MUTED, cases_card

_REPORTS = 20

WHILE_OPEN: set[str] = set()
"""No screen here can be answered."""


def screens(question: Question) -> Iterator[tuple[str, LayoutView]]:
    """The case among others, with the longest texts and every figure."""
    reports = [
        Report(1, question.id, number, Complaint.OUTDATED, "*" * LONGEST_TEXT, AT) for number in range(1, _REPORTS + 1)
    ]
    case = Case(question.id, question, reports, _figures(question), muted=False)
    muted = [(f"{number:048}", question.asking) for number in range(MOST_MUTED * 9)]
    yield "Report", cases_card([case] * 99, 98, muted, "n" * 100, 8)
    yield "Report whose key is withheld", cases_card([replace(case, withheld=True)] * 99, 98, muted, "n" * 100, 8)


def _figures(question: Question) -> ItemReport:
    options = question.body.options if isinstance(question.body, Choice) else ()
    wrong = [option.text for option in options if not option.right]
    longest = max(wrong, key=len, default="")
    look_again = (longest,) if longest else ()
    return ItemReport(question.id, 999, 0.5, 0.5, tuple(Distractor(text, 0.01) for text in wrong), look_again)
