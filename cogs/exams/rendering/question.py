"""A question of a paper: with its answer as it stands, and all that can be done with it."""

from discord.ui import ActionRow, Button, LayoutView, TextDisplay

from bot.exams.rules.model import Sitting
from bot.kernel.questions import Choice, Kind
from bot.kernel.shuffle import shown_order
from cogs.exams.ids import OFF, ON, Verb, answer_ids, on_paper, on_question
from cogs.exams.words import clock
from cogs.shared.answering import answer_rows, lettered, options_text
from cogs.shared.cards import MAIN, QUIET, Card, button, row
from cogs.shared.explaining import receipt_text
from cogs.shared.literal import literal
from cogs.shared.words import LETTERS

CHOSEN, FLAG = "☑", "🚩"

HOW_TO = {
    Kind.SINGLE: "Choose one.",
    Kind.MULTIPLE: "All of them must be right.",
    Kind.ORDERING: "Press Answer and put the steps in order.",
    Kind.MATCHING: "Press Answer and match each number with a letter.",
}
"""What the stem does not say itself. All or nothing, as in the exam."""


def question_card(paper: Sitting, place: int, notice: str = "") -> Card:
    """An open question; `notice` goes above it."""
    return Card(
        _head(paper, place),
        f"⚠️ {notice}" if notice else "",
        literal(paper.asked[place].question.asking),
        _options(paper, place),
        _answered(paper, place),
        rows=[
            *answer_rows(paper.asked[place], answer_ids(paper.id, place)),
            _moving(paper, place),
            _beside(paper, place),
        ],
    )


def _head(paper: Sitting, place: int) -> str:
    flagged = f" · {FLAG} flagged" if paper.mark(place).flagged else ""
    return f"-# {place + 1}/{len(paper.asked)} · {paper.exam} · {clock(paper.deadline)}{flagged}"


def _options(paper: Sitting, place: int) -> str:
    """The options as they stand: one that was chosen has a tick, one that was struck out is crossed."""
    asked = paper.asked[place]
    if not isinstance(asked.question.body, Choice):
        return options_text(asked)
    locked, struck = paper.given(place), paper.mark(place).struck
    order = shown_order(asked.question, asked.seed)
    lines = []
    for index, (letter, text) in zip(order, lettered(asked), strict=True):
        line = f"**{letter}**  {literal(text)}"
        line = f"~~{line}~~" if index in struck else line
        lines.append(f"{CHOSEN} {line}" if locked and index in locked.answer else line)
    return "\n".join(lines)


def _answered(paper: Sitting, place: int) -> str:
    asked, locked = paper.asked[place], paper.given(place)
    how = HOW_TO.get(asked.question.kind, "Press Answer.")
    doubt = "\n-# 🤔 Noted that you are not sure." if paper.mark(place).unsure else ""
    if locked is None:
        return f"-# {how}{doubt}"
    if isinstance(asked.question.body, Choice):
        order = shown_order(asked.question, asked.seed)
        chosen = sorted(LETTERS[order.index(int(index))] for index in locked.answer)
        return f"-# {CHOSEN} Saved: **{', '.join(chosen)}**. You can change it until you hand in.{doubt}"
    return f"{receipt_text(asked, locked.answer)}\n-# You can change it until you hand in.{doubt}"


def _moving(paper: Sitting, place: int) -> ActionRow[LayoutView]:
    mark, last = paper.mark(place), len(paper.asked) - 1
    flag = on_question(Verb.FLAG, paper.id, place, OFF if mark.flagged else ON)
    doubt = on_question(Verb.DOUBT, paper.id, place, OFF if mark.unsure else ON)
    return row(
        button("Previous", on_question(Verb.GO, paper.id, max(0, place - 1), "b"), disabled=place == 0),
        _onward(paper, place, last),
        button("Unflag" if mark.flagged else "Flag", flag),
        button("Sure after all" if mark.unsure else "Not sure", doubt),
    )


def _onward(paper: Sitting, place: int, last: int) -> Button[LayoutView]:
    if place == last:
        return button("To the review", on_paper(Verb.REVIEW, paper.id, "n"), MAIN)
    settled = paper.given(place) is not None and isinstance(paper.asked[place].question.body, Choice)
    return button("Next", on_question(Verb.GO, paper.id, place + 1, "f"), MAIN if settled else QUIET)


def _beside(paper: Sitting, place: int) -> ActionRow[LayoutView]:
    buttons = [
        button("All questions", on_paper(Verb.GRID, paper.id, str(place // 25))),
        button("Review and hand in", on_paper(Verb.REVIEW, paper.id)),
    ]
    if isinstance(paper.asked[place].question.body, Choice):
        buttons.insert(0, button("Strike out", on_question(Verb.STRIKING, paper.id, place)))
    return row(*buttons)


def striking_card(paper: Sitting, place: int) -> Card:
    """The question, with a button for each option that crosses it out or brings it back."""
    asked, struck = paper.asked[place], paper.mark(place).struck
    buttons = []
    for at, index in enumerate(shown_order(asked.question, asked.seed)):
        crossed = index in struck
        strike = on_question(Verb.STRIKE, paper.id, place, str(at), OFF if crossed else ON)
        buttons.append(button(f"{'Bring back' if crossed else 'Strike'} {LETTERS[at]}", strike))
    rows = [row(*buttons[first : first + 5]) for first in range(0, len(buttons), 5)]
    return Card(
        _head(paper, place),
        literal(asked.question.asking),
        _options(paper, place),
        "-# Striking out is a note to yourself: it answers nothing.",
        rows=[*rows, row(_back(paper, place))],
    )


def _back(paper: Sitting, place: int) -> Button[LayoutView]:
    return button("Back to the question", on_question(Verb.GO, paper.id, place), MAIN)


def on_sheet(paper: Sitting, place: int, sheet: Card) -> Card:
    """An answer sheet with its question above it, and the way back."""
    parts = list(sheet.walk_children())
    texts = [part.content for part in parts if isinstance(part, TextDisplay)]
    rows = [part for part in parts if isinstance(part, ActionRow)]
    stem = literal(paper.asked[place].question.asking)
    return Card(_head(paper, place), stem, *texts, rows=[*rows, row(_back(paper, place))])
