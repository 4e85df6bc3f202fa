"""The answer sheet of an ordering or a matching: picked one after the other, with undo, and locked in when full.

What was picked so far (the draft) travels in the ids of the sheet's own buttons, a digit in base 36 each.
"""

from discord.ui import ActionRow, LayoutView

from bot.custom_ids import base36
from bot.domain.grading import Answer
from bot.domain.questions import Kind, Matching, Ordering, Question
from bot.domain.rounds.model import Asked
from bot.domain.shuffle import shown_order
from cogs.shared.answering import AnswerIds, Step
from cogs.shared.cards import MAIN, Card, button, row, select
from cogs.shared.words import LETTERS, cut

NOTHING = "-"
"""An empty draft, as ids hold it."""


def sheet_card(asked: Asked, draft: str, ids: AnswerIds) -> Card:
    """The sheet with what was picked so far."""
    body = asked.question.body
    controls = [button("Undo", ids.on(Step.UNDO, draft))] if draft else []
    rows = []
    if len(draft) == sheet_length(asked.question):
        controls.insert(0, button("Lock in", ids.on(Step.LOCK, draft), MAIN))
    elif isinstance(body, Matching):
        rows = [_response_select(asked, body, draft, ids)]
    else:
        rows = [_step_buttons(asked, draft, ids)]
    head = "Tap the steps in their order." if isinstance(body, Ordering) else "Choose a match for each."
    rows += [row(*controls)] if controls else []
    return Card(f"**{head}**", _lines(asked, draft), rows=rows)


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
    fits = all(digit.isascii() and digit.isalnum() and int(digit, 36) < offered for digit in draft)
    return fits and (asked.question.kind is Kind.MATCHING or len(set(draft)) == len(draft))


def _lines(asked: Asked, draft: str) -> str:
    body = asked.question.body
    order = shown_order(asked.question, asked.seed)
    if isinstance(body, Matching):
        return _matched_lines(asked, body, draft)
    if not isinstance(body, Ordering):
        return ""
    picked = [order[int(digit, 36)] for digit in draft]
    chosen = [f"**{place}.** {body.steps[index].text}" for place, index in enumerate(picked, start=1)]
    left = [f"{LETTERS[at]}  {body.steps[index].text}" for at, index in enumerate(order) if index not in picked]
    return "\n".join([*chosen, *(["-# Still to place:"] if left else []), *left])


def _matched_lines(asked: Asked, body: Matching, draft: str) -> str:
    order = shown_order(asked.question, asked.seed)
    picked = [body.responses[order[int(digit, 36)]] for digit in draft]
    picked += ["…"] * (len(body.pairs) - len(picked))
    lines = zip(body.pairs, picked, strict=True)
    return "\n".join(f"**{number}.** {pair.prompt} → {match}" for number, (pair, match) in enumerate(lines, start=1))


def _step_buttons(asked: Asked, draft: str, ids: AnswerIds) -> ActionRow[LayoutView]:
    left = [place for place in range(sheet_length(asked.question)) if base36(place) not in draft]
    return row(*(button(LETTERS[place], ids.on(Step.TAP, draft or NOTHING, base36(place))) for place in left))


def _response_select(asked: Asked, body: Matching, draft: str, ids: AnswerIds) -> ActionRow[LayoutView]:
    order = shown_order(asked.question, asked.seed)
    options = [(cut(body.responses[index], 100), base36(place)) for place, index in enumerate(order)]
    prompt = cut(f"{len(draft) + 1}. {body.pairs[len(draft)].prompt}", 150)
    return row(select(ids.on(Step.PICK, draft or NOTHING), prompt, options))
