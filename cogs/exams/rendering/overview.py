"""The paper as a whole: all questions in a grid, what is blank and what is flagged, and handing in."""

from collections.abc import Iterator

from discord.ui import ActionRow, LayoutView

from bot.exams.rules.model import Sitting
from cogs.exams.ids import OFF, ON, Verb, on_paper, on_question
from cogs.exams.rendering.question import FLAG
from cogs.exams.words import clock, places
from cogs.shared.cards import MAIN, QUIET, STOP, Card, button, row, select
from cogs.shared.words import count

PAGE, A_ROW = 25, 5
"""Questions on a page of the grid, and in a row of it: Discord takes 40 parts a message, five buttons a row."""

MOST_NAMED = 40
MOST_CHOICES = 25

ANSWERED, OPEN = "●", "○"


def grid_card(paper: Sitting, page: int) -> Card:
    """A page of all questions; each says by a sign whether it is answered or open, and flagged."""
    pages = -(-len(paper.asked) // PAGE)
    page = max(0, min(page, pages - 1))
    shown = range(page * PAGE, min(len(paper.asked), (page + 1) * PAGE))
    done = len(paper.asked) - len(paper.unanswered)
    head = f"-# {paper.exam} · {done} of {len(paper.asked)} answered · {clock(paper.deadline)}"
    legend = f"{ANSWERED} answered · {OPEN} open · {FLAG} flagged"
    return Card(f"{head}\n**Questions {shown[0] + 1} to {shown[-1] + 1}**\n-# {legend}", rows=_grid(paper, shown, page))


def _grid(paper: Sitting, shown: range, page: int) -> list[ActionRow[LayoutView]]:
    buttons = [
        button(
            _sign(paper, place),
            on_question(Verb.GO, paper.id, place, "g"),
            MAIN if place == paper.place else QUIET,
        )
        for place in shown
    ]
    last = -(-len(paper.asked) // PAGE) - 1
    below = row(
        button("Earlier", on_paper(Verb.GRID, paper.id, str(max(0, page - 1)), "b"), disabled=page == 0),
        button("Later", on_paper(Verb.GRID, paper.id, str(min(last, page + 1)), "f"), disabled=page == last),
        button(f"Back to {paper.place + 1}", on_question(Verb.GO, paper.id, paper.place)),
        button("Review and hand in", on_paper(Verb.REVIEW, paper.id)),
    )
    return [*(row(*buttons[first : first + A_ROW]) for first in range(0, len(buttons), A_ROW)), below]


def _sign(paper: Sitting, place: int) -> str:
    answered = ANSWERED if paper.given(place) is not None else OPEN
    return f"{place + 1} {answered}{FLAG if paper.mark(place).flagged else ''}"


def review_card(paper: Sitting) -> Card:
    """What is blank and what is flagged, with the way to each, and handing in."""
    blank, flagged = paper.unanswered, paper.flagged
    lines = [
        f"{OPEN} **{count(len(blank), 'question')} unanswered:** {places(blank, MOST_NAMED)}"
        if blank
        else f"{ANSWERED} **All {len(paper.asked)} are answered.**",
        f"{FLAG} **{len(flagged)} flagged:** {places(flagged, MOST_NAMED)}" if flagged else "",
        f"🤔 {len(paper.unsure)} marked as not sure." if paper.unsure else "",
    ]
    return Card(
        f"-# {paper.exam} · {clock(paper.deadline)}",
        "## Review",
        "\n".join(line for line in lines if line),
        rows=[*_jumps(paper), _leaving(paper)],
    )


def _jumps(paper: Sitting) -> Iterator[ActionRow[LayoutView]]:
    for letter, what, those in (
        ("u", "an unanswered question", paper.unanswered),
        ("f", "a flagged one", paper.flagged),
    ):
        if those:
            options = [(f"Question {place + 1}", str(place)) for place in those[:MOST_CHOICES]]
            yield row(select(on_paper(Verb.JUMP, paper.id, letter), f"Go to {what}", options))


def _leaving(paper: Sitting) -> ActionRow[LayoutView]:
    return row(
        button("Hand in", on_paper(Verb.HAND_IN, paper.id, OFF), STOP),
        button("All questions", on_paper(Verb.GRID, paper.id, str(paper.place // PAGE))),
        button(f"Back to {paper.place + 1}", on_question(Verb.GO, paper.id, paper.place)),
    )


def sure_card(paper: Sitting) -> Card:
    """Asked once, where something is blank."""
    blank = paper.unanswered
    which = f"**{count(len(blank), 'question')} still blank:** {places(blank, MOST_NAMED)}."
    back = button("Go on working", on_paper(Verb.REVIEW, paper.id, "s"), MAIN)
    return Card(
        f"{which} Blank counts as wrong, and nothing is taken off for a guess.\nHand in all the same?",
        rows=[row(back, button("Hand in as it stands", on_paper(Verb.HAND_IN, paper.id, ON), STOP))],
    )
