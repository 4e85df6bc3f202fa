"""A question of a paper: with its answer as it stands, and all that can be done with it."""

from discord.ui import ActionRow, Button, LayoutView, TextDisplay

from bot.exams.rules.model import Sitting
from bot.kernel.questions import Choice
from bot.kernel.shuffle import shown_order
from cogs.exams import words
from cogs.exams.ids import DRAFTED, OFF, ON, Verb, answer_ids, on_paper, on_question
from cogs.exams.words import CHOSEN_SIGN, clock
from cogs.shared.answering import answer_rows, lettered, options_text
from cogs.shared.cards import MAIN, QUIET, Card, button, row
from cogs.shared.explaining import receipt_text
from cogs.shared.literal import literal
from cogs.shared.words import LETTERS, at_letter

A_ROW = 3
"""Buttons with more than a letter in a row, so that a phone shows it unbroken."""


def question_card(paper: Sitting, place: int, notice: str = "", draft: str = "") -> Card:
    """An open question; `notice` goes above it. `draft` was picked on its sheet and waits behind **Answer**."""
    return Card(
        _head(paper, place),
        words.NOTICE.format(notice=notice) if notice else "",
        literal(paper.asked[place].question.asking),
        _options(paper, place),
        _answered(paper, place),
        rows=[
            *answer_rows(paper.asked[place], answer_ids(paper.id, place), draft),
            *_moving(paper, place),
            _beside(paper),
        ],
    )


def _head(paper: Sitting, place: int) -> str:
    return words.HEAD.format(
        place=place + 1,
        of=len(paper.asked),
        exam=paper.exam,
        clock=clock(paper.deadline),
        flagged=words.HEAD_FLAGGED if paper.mark(place).flagged else "",
    )


def _options(paper: Sitting, place: int) -> str:
    """The options as they stand: one that was chosen has a tick, one that was struck out is crossed."""
    asked = paper.asked[place]
    if not isinstance(asked.question.body, Choice):
        return options_text(asked)
    locked, struck = paper.given(place), paper.mark(place).struck
    order = shown_order(asked.question, asked.seed)
    lines = []
    for index, (letter, text) in zip(order, lettered(asked), strict=True):
        line = at_letter(letter, literal(text))
        line = f"~~{line}~~" if index in struck else line
        lines.append(f"{CHOSEN_SIGN} {line}" if locked and index in locked.answer else line)
    return "\n".join(lines)


def _answered(paper: Sitting, place: int) -> str:
    asked, locked = paper.asked[place], paper.given(place)
    how = words.HOW_TO.get(asked.question.kind, words.HOW_TO_OTHERS)
    doubt = words.DOUBTED if paper.mark(place).unsure else ""
    if locked is None:
        return f"-# {how}{doubt}"
    if isinstance(asked.question.body, Choice):
        order = shown_order(asked.question, asked.seed)
        chosen = sorted(LETTERS[order.index(int(index))] for index in locked.answer)
        return words.LOCKED_IN.format(sign=CHOSEN_SIGN, letters=", ".join(chosen), doubt=doubt)
    return words.CHANGEABLE.format(receipt=receipt_text(asked, locked.answer), doubt=doubt)


def _moving(paper: Sitting, place: int) -> list[ActionRow[LayoutView]]:
    """Turning the pages, and what is noted on this one."""
    mark = paper.mark(place)
    flag = on_question(Verb.FLAG, paper.id, place, OFF if mark.flagged else ON)
    doubt = on_question(Verb.DOUBT, paper.id, place, OFF if mark.unsure else ON)
    notes = [
        button(words.UNFLAG if mark.flagged else words.FLAG, flag),
        button(words.SURE if mark.unsure else words.NOT_SURE, doubt),
    ]
    if isinstance(paper.asked[place].question.body, Choice):
        notes.append(button(words.STRIKE_OUT, on_question(Verb.STRIKING, paper.id, place)))
    back = on_question(Verb.GO, paper.id, max(0, place - 1), "b")
    return [row(button(words.PREVIOUS, back, disabled=place == 0), _onward(paper, place)), row(*notes)]


def _onward(paper: Sitting, place: int) -> Button[LayoutView]:
    if place == len(paper.asked) - 1:
        return button(words.TO_REVIEW, on_paper(Verb.REVIEW, paper.id, "n"), MAIN)
    settled = paper.given(place) is not None and isinstance(paper.asked[place].question.body, Choice)
    return button(words.NEXT, on_question(Verb.GO, paper.id, place + 1, "f"), MAIN if settled else QUIET)


def _beside(paper: Sitting) -> ActionRow[LayoutView]:
    return row(
        button(words.ALL_QUESTIONS, on_paper(Verb.GRID, paper.id, "0")),
        button(words.REVIEW_AND_HAND_IN, on_paper(Verb.REVIEW, paper.id)),
    )


def striking_card(paper: Sitting, place: int) -> Card:
    """The question, with a button for each option that crosses it out or brings it back."""
    asked, struck = paper.asked[place], paper.mark(place).struck
    buttons = []
    for at, index in enumerate(shown_order(asked.question, asked.seed)):
        crossed = index in struck
        strike = on_question(Verb.STRIKE, paper.id, place, str(at), OFF if crossed else ON)
        label = words.BRING_BACK if crossed else words.STRIKE
        buttons.append(button(label.format(letter=LETTERS[at]), strike))
    rows = [row(*buttons[first : first + A_ROW]) for first in range(0, len(buttons), A_ROW)]
    return Card(
        _head(paper, place),
        literal(asked.question.asking),
        _options(paper, place),
        words.A_NOTE_TO_YOURSELF,
        rows=[*rows, row(_back(paper, place))],
    )


def _back(paper: Sitting, place: int, draft: str = "") -> Button[LayoutView]:
    kept = (DRAFTED, draft) if draft else ()
    return button(words.BACK_TO_QUESTION, on_question(Verb.GO, paper.id, place, *kept), QUIET if draft else MAIN)


def on_sheet(paper: Sitting, place: int, sheet: Card, draft: str = "") -> Card:
    """An answer sheet with the paper's head above it, and the way back, which keeps what was picked."""
    parts = list(sheet.walk_children())
    texts = [part.content for part in parts if isinstance(part, TextDisplay)]
    rows = [part for part in parts if isinstance(part, ActionRow)]
    return Card(_head(paper, place), *texts, rows=[*rows, row(_back(paper, place, draft))])
