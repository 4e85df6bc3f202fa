"""The paper as a whole: all questions in a grid, what is blank and what is flagged, handing in and throwing away."""

from collections.abc import Iterator

from discord.ui import ActionRow, Button, LayoutView

from bot.exams.rules.model import Sitting
from bot.exams.rules.sitting import COUNTING_SHARE, answered_in_earnest, answers_to_count, too_quick
from cogs.exams.ids import OFF, ON, Verb, on_paper, on_question
from cogs.exams.words import (
    ALL_QUESTIONS,
    ANSWERED,
    BACK_TO_NUMBER,
    BLANK,
    BLANKS,
    DISCARD,
    DISCARD_IT,
    DISCARDED,
    DOUBTED_IN_GRID,
    DOUBTS,
    FIRST_OF_THEM,
    FLAG_SIGN,
    FLAGS,
    GO_TO_BLANK,
    GO_TO_FLAGGED,
    GO_TO_RANGE,
    GRID_HEAD,
    GRID_LEGEND,
    GRID_TITLE,
    HAND_IN,
    HAND_IN_ANYWAY,
    KEEP_WORKING,
    LEFT_OUT_AS_QUICK,
    NO_BLANKS,
    OPTION,
    OPTION_ANSWERED,
    OPTION_BLANK,
    OPTION_DOUBTED,
    OPTION_FLAGGED,
    QUESTION,
    QUESTIONS,
    REVIEW,
    REVIEW_AND_HAND_IN,
    REVIEW_HEAD,
    STILL_BLANK,
    SURE_TO_DISCARD,
    WOULD_NOT_COUNT,
    came_quickly,
    clock,
    places,
)
from cogs.shared.asking import asked_first
from cogs.shared.cards import MAIN, Card, button, row, select
from cogs.shared.words import count

A_MENU, A_ROW = 25, 5
"""Discord lists so many in a menu. So many stand in a row of the grid, which a phone shows whole."""

MOST_NAMED = 40

HERE, ELSEWHERE = ">", " "


def grid_card(paper: Sitting) -> Card:
    """All questions, as text: each says by a sign whether it is answered or blank, and flagged; menus lead to each.

    Buttons for them would take three pages, and their rows break on a phone.
    """
    of = len(paper.asked)
    cells = [_cell(paper, place) for place in range(of)]
    lines = [" ".join(cells[first : first + A_ROW]).rstrip() for first in range(0, of, A_ROW)]
    head = GRID_HEAD.format(exam=paper.exam, done=of - len(paper.blank), of=of, clock=clock(paper.deadline))
    grid = "\n".join(["```", *lines, "```"])
    below = row(
        button(BACK_TO_NUMBER.format(number=paper.place + 1), on_question(Verb.GO, paper.id, paper.place), MAIN),
        button(REVIEW_AND_HAND_IN, on_paper(Verb.REVIEW, paper.id)),
    )
    return Card(f"{head}\n{GRID_TITLE}", f"{grid}\n{GRID_LEGEND}", rows=[*_menus(paper), below])


def _cell(paper: Sitting, place: int) -> str:
    """`>12○★?`: always as wide."""
    here = HERE if place == paper.place else ELSEWHERE
    sign = ANSWERED if paper.given(place) is not None else BLANK
    mark = paper.mark(place)
    notes = f"{FLAG_SIGN if mark.flagged else ' '}{DOUBTED_IN_GRID if mark.unsure else ' '}"
    return f"{here}{place + 1:>2}{sign}{notes}"


def _menus(paper: Sitting) -> Iterator[ActionRow[LayoutView]]:
    for first in range(0, len(paper.asked), A_MENU):
        shown = range(first, min(len(paper.asked), first + A_MENU))
        options = [(_option(paper, place), str(place)) for place in shown]
        said = GO_TO_RANGE.format(first=shown[0] + 1, last=shown[-1] + 1)
        yield row(select(on_paper(Verb.JUMP, paper.id, f"g{first // A_MENU}"), said, options))


def _option(paper: Sitting, place: int) -> str:
    state = OPTION_ANSWERED if paper.given(place) is not None else OPTION_BLANK
    mark = paper.mark(place)
    flagged, doubted = OPTION_FLAGGED if mark.flagged else "", OPTION_DOUBTED if mark.unsure else ""
    return OPTION.format(number=place + 1, state=state, flagged=flagged, doubted=doubted)


def review_card(paper: Sitting) -> Card:
    """What is blank and what is flagged, with the way to each, and handing in."""
    blank, flagged, quick = paper.blank, paper.flagged, too_quick(paper)
    lines = [
        BLANKS.format(sign=BLANK, questions=count(len(blank), *QUESTIONS), places=places(blank, MOST_NAMED))
        if blank
        else NO_BLANKS.format(sign=ANSWERED, of=len(paper.asked)),
        FLAGS.format(sign=FLAG_SIGN, number=len(flagged), places=places(flagged, MOST_NAMED)) if flagged else "",
        DOUBTS.format(number=len(paper.unsure)) if paper.unsure else "",
        came_quickly(quick, len(paper.asked) - len(blank)) if quick else "",
    ]
    head = REVIEW_HEAD.format(exam=paper.exam, clock=clock(paper.deadline))
    rows = [*_jumps(paper), *_leaving(paper)]
    return Card(head, REVIEW, "\n".join(line for line in lines if line), rows=rows)


def _jumps(paper: Sitting) -> Iterator[ActionRow[LayoutView]]:
    for letter, said, those in (("u", GO_TO_BLANK, paper.blank), ("f", GO_TO_FLAGGED, paper.flagged)):
        if those:
            options = [(QUESTION.format(number=place + 1), str(place)) for place in those[:A_MENU]]
            some = FIRST_OF_THEM.format(said=said, listed=A_MENU, all=len(those)) if len(those) > A_MENU else said
            yield row(select(on_paper(Verb.JUMP, paper.id, letter), some, options))


def _leaving(paper: Sitting) -> Iterator[ActionRow[LayoutView]]:
    yield row(button(HAND_IN, on_paper(Verb.HAND_IN, paper.id, OFF), MAIN), _back(paper))
    yield row(
        button(ALL_QUESTIONS, on_paper(Verb.GRID, paper.id, "0")),
        button(DISCARD, on_paper(Verb.DISCARD, paper.id, OFF)),
    )


def _back(paper: Sitting) -> Button[LayoutView]:
    return button(BACK_TO_NUMBER.format(number=paper.place + 1), on_question(Verb.GO, paper.id, paper.place))


def sure_card(paper: Sitting) -> Card:
    """Asked once, where something is blank; who has answered too little reads that it does not count."""
    of, blank = len(paper.asked), paper.blank
    least, done, fast = answers_to_count(of, COUNTING_SHARE), of - len(blank), too_quick(paper)
    quick = LEFT_OUT_AS_QUICK.format(quick=fast, done=done) if fast else ""
    which = STILL_BLANK.format(
        questions=count(len(blank), *QUESTIONS),
        places=places(blank, MOST_NAMED),
        counting=WOULD_NOT_COUNT.format(least=least, quick=quick) if answered_in_earnest(paper) < least else "",
    )
    back = KEEP_WORKING, on_paper(Verb.REVIEW, paper.id, "s")
    return asked_first(which, deed=(HAND_IN_ANYWAY, on_paper(Verb.HAND_IN, paper.id, ON)), keep=back)


def discarding_card(paper: Sitting) -> Card:
    """Asked once, before a paper is thrown away."""
    back = KEEP_WORKING, on_paper(Verb.REVIEW, paper.id, "d")
    return asked_first(SURE_TO_DISCARD, deed=(DISCARD_IT, on_paper(Verb.DISCARD, paper.id, ON)), keep=back)


def discarded_card(paper: Sitting) -> Card:
    """What is left of a paper that was thrown away."""
    return Card(DISCARDED.format(exam=paper.exam))
