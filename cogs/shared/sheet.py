"""The answer sheet of an ordering or a matching: picked one after the other, with undo, and locked in when full.

What was picked so far (the draft) travels in the ids of the sheet's own buttons, a digit in base 36 each.
"""

from discord.ui import ActionRow, LayoutView

from bot.kernel.asked import Asked
from bot.kernel.custom_ids import base36
from bot.kernel.grading import Answer
from bot.kernel.questions import Kind, Matching, Ordering, Question
from bot.kernel.shuffle import shown_order
from cogs.shared.answering import A_ROW, AnswerIds, Step, labels_of, responses
from cogs.shared.cards import MAIN, Card, button, row, select
from cogs.shared.literal import literal
from cogs.shared.words import (
    CHOOSE_A_LETTER,
    CHOOSE_THE_LETTER,
    LETTERS,
    LOCK_IN,
    LOCK_IT,
    STILL_TO_PLACE,
    TAP_THE_STEPS,
    UNDO,
    at_letter,
    begun_large,
    deadline,
)

NOTHING = "-"
"""An empty draft, as ids hold it."""

NEXT = "▶"
"""Stands before the prompt whose letter is chosen next."""


def sheet_card(asked: Asked, draft: str, ids: AnswerIds) -> Card:
    """The sheet under its question and its clock, with what was picked so far; nothing moves while it fills."""
    body = asked.question.body
    full = len(draft) == sheet_length(asked.question)
    rows = [] if full and isinstance(body, Matching) else _choices(asked, draft, ids)
    controls = [button(UNDO, ids.on(Step.UNDO, draft))] if draft else []
    controls += [button(LOCK_IN, ids.on(Step.LOCK, draft), MAIN)] if full else []
    rows += [row(*controls)] if controls else []
    head = TAP_THE_STEPS if isinstance(body, Ordering) else CHOOSE_A_LETTER
    return Card(
        f"-# {begun_large(deadline(asked.deadline))}" if asked.deadline else "",
        literal(asked.question.asking),
        f"**{LOCK_IT if full else head}**",
        _lines(asked, draft),
        rows=rows,
    )


def sheet_anew(asked: Asked, player_id: int, draft: str, ids: AnswerIds) -> Card | None:
    """The same sheet with the deadline as it is now; None once the question is over, or this player's answer is in."""
    over = asked.closed_at is not None or player_id in asked.answers
    return None if over else sheet_card(asked, draft, ids)


def _choices(asked: Asked, draft: str, ids: AnswerIds) -> list[ActionRow[LayoutView]]:
    if isinstance(asked.question.body, Matching):
        return [_response_select(asked, draft, ids)]
    return _step_buttons(asked, draft, ids)


def sheet_length(question: Question) -> int:
    """How many picks a full sheet has; 0 for kinds without a sheet."""
    body = question.body
    if isinstance(body, Ordering):
        return len(body.steps)
    return len(body.pairs) if isinstance(body, Matching) else 0


def sheet_answer(asked: Asked, draft: str) -> Answer:
    """The picks of a sheet, as shown, turned into an answer."""
    order = shown_order(asked.question, asked.seed)
    return tuple(order[int(digit, 36)] for digit in draft)


def is_draft(asked: Asked, draft: str) -> bool:
    """Whether a draft could have been picked on this question's sheet."""
    offered = len(shown_order(asked.question, asked.seed))
    if not sheet_length(asked.question) or len(draft) > sheet_length(asked.question):
        return False
    fits = all(digit in map(base36, range(offered)) for digit in draft)
    return fits and (asked.question.kind is Kind.MATCHING or len(set(draft)) == len(draft))


def _lines(asked: Asked, draft: str) -> str:
    body = asked.question.body
    order = shown_order(asked.question, asked.seed)
    if isinstance(body, Matching):
        return _matched_lines(asked, body, draft)
    if not isinstance(body, Ordering):
        return ""
    picked = [order[int(digit, 36)] for digit in draft]
    chosen = [f"**{place}.** {literal(body.steps[index].text)}" for place, index in enumerate(picked, start=1)]
    steps = [at_letter(LETTERS[at], literal(body.steps[index].text)) for at, index in enumerate(order)]
    left = [step for step, index in zip(steps, order, strict=True) if index not in picked]
    return "\n".join([*chosen, *([STILL_TO_PLACE] if left else []), *left])


def _matched_lines(asked: Asked, body: Matching, draft: str) -> str:
    """Both sides: the prompts with the letters chosen, an arrow at the one that is next, and the responses."""
    offered = {letter: literal(text) for letter, text in responses(asked)}
    lines = []
    for place, pair in enumerate(body.pairs):
        prompt = at_letter(str(place + 1), literal(pair.prompt))
        if place < len(draft):
            letter = LETTERS[int(draft[place], 36)]
            lines.append(f"{prompt} → {at_letter(letter, offered[letter])}")
        else:
            lines.append(f"{NEXT} {prompt}" if place == len(draft) else prompt)
    if len(draft) == len(body.pairs):
        return "\n".join(lines)
    return "\n".join([*lines, "", *(at_letter(letter, text) for letter, text in offered.items())])


def _step_buttons(asked: Asked, draft: str, ids: AnswerIds) -> list[ActionRow[LayoutView]]:
    """Every step keeps its place; what was tapped is only switched off. What does not fit in a row is in two."""
    digits = [base36(place) for place in range(sheet_length(asked.question))]
    taps = [
        button(LETTERS[place], ids.on(Step.TAP, draft or NOTHING, digit), disabled=digit in draft)
        for place, digit in enumerate(digits)
    ]
    halves = [taps] if len(taps) <= A_ROW else [taps[: len(taps) // 2], taps[len(taps) // 2 :]]
    return [row(*half) for half in halves]


def _response_select(asked: Asked, draft: str, ids: AnswerIds) -> ActionRow[LayoutView]:
    """The placeholder names the number alone: a prompt there would look like something that was chosen."""
    options = [(label, base36(place)) for place, label in enumerate(labels_of(responses(asked)))]
    return row(select(ids.on(Step.PICK, draft or NOTHING), CHOOSE_THE_LETTER.format(draft=len(draft) + 1), options))
