"""What a mock is, before its clock starts."""

from datetime import timedelta

from discord.ui import Button, LayoutView

from bot.exams.rules.sitting import COUNTING_SHARE, EXTRA, SLOW_SHARE, answers_to_count
from bot.kernel.exams import Guide
from cogs.exams.ids import before_paper
from cogs.exams.words import HOW_IT_GOES, INTRODUCTION, MINUTES, MORE_TIME, QUESTIONS, START, START_LONGER
from cogs.shared.cards import MAIN, QUIET, Card, button, row
from cogs.shared.words import count


def introduction_card(guide: Guide, *, extra_time: bool) -> Card:
    """What it is, how long it takes, what counts, what happens at zero and after a crash; the clock starts by a press.

    `extra_time`: they asked for it, so that the button for it is the one that stands out.
    """
    whole = minutes_of(guide, extra_time=extra_time)
    return Card(
        INTRODUCTION.format(
            exam=guide.exam, questions=count(guide.questions, *QUESTIONS), minutes=count(whole, *MINUTES)
        ),
        HOW_IT_GOES.format(
            scored=guide.scored,
            questions=guide.questions,
            unscored=guide.questions - guide.scored,
            least=answers_to_count(guide.questions, COUNTING_SHARE),
            least_slow=answers_to_count(guide.questions, SLOW_SHARE),
        ),
        MORE_TIME,
        rows=[row(*(_start(guide, more, main=more == extra_time) for more in (extra_time, not extra_time)))],
    )


def _start(guide: Guide, more: bool, *, main: bool) -> Button[LayoutView]:  # noqa: FBT001 - one of the two ways
    label = (START_LONGER if more else START).format(minutes=minutes_of(guide, extra_time=more))
    return button(label, before_paper(guide.exam, extra_time=more), MAIN if main else QUIET)


def minutes_of(guide: Guide, *, extra_time: bool) -> int:
    """How long a paper is to be worked on."""
    return guide.minutes + (EXTRA // timedelta(minutes=1) if extra_time else 0)
