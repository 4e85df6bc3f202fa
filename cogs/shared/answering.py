"""A question's options, and the controls with which it is answered, whatever game it stands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from discord.ui import ActionRow, LayoutView

from bot.kernel.asked import Asked
from bot.kernel.custom_ids import base36, build
from bot.kernel.questions import Choice, Kind, Matching, Ordering
from bot.kernel.shuffle import shown_order
from cogs.shared.cards import MAIN, QUIET, button, row, select
from cogs.shared.literal import literal
from cogs.shared.words import ANSWER, LETTERS, NUMBERS, YOUR_CHOICES, after_letter, at_letter

A_ROW = 5
"""Buttons in a row, by Discord's limit."""

LONGEST_LABEL = 100
"""Characters in a label of a select's option, by Discord's limit."""


class Step(StrEnum):
    """What a press on a question's controls asks for: what its verb ends with, behind the feature's own letter."""

    CHOOSE = "a"
    CHOOSE_SEVERAL = "s"
    OPEN = "w"
    SUBMIT = "t"
    TAP = "o"
    PICK = "m"
    UNDO = "u"
    LOCK = "k"


@dataclass(frozen=True, slots=True)
class AnswerIds:
    """The ids of one question's controls. `said` stands before what each of them says itself."""

    feature: str
    game_id: int
    position: int
    said: tuple[str, ...] = ()

    def on(self, step: Step, *arguments: str) -> str:
        """The id of one control."""
        return build(self.feature + step, self.game_id, base36(self.position), *self.said, *arguments)


def answer_rows(asked: Asked, ids: AnswerIds, draft: str = "") -> list[ActionRow[LayoutView]]:
    """Equal buttons for a choice, a select for several, one button for what is typed or put in order.

    `draft`: what was picked on the sheet already; the button goes on from there.
    """
    question = asked.question
    if question.kind is Kind.MULTIPLE:
        options = [(label, str(place)) for place, label in enumerate(labels_of(lettered(asked)))]
        placeholder = YOUR_CHOICES.format(number=NUMBERS.get(question.choose, question.choose))
        return [row(select(ids.on(Step.CHOOSE_SEVERAL), placeholder, options, exactly=question.choose))]
    if isinstance(question.body, Choice):
        plain = question.kind is Kind.TRUE_FALSE
        labels = [option.text if plain else LETTERS[place] for place, option in enumerate(question.body.options)]
        choices = [button(label, ids.on(Step.CHOOSE, str(place)), QUIET) for place, label in enumerate(labels)]
        return [row(*choices[first : first + A_ROW]) for first in range(0, len(choices), A_ROW)]
    return [row(button(ANSWER, ids.on(Step.OPEN, *filter(None, [draft])), MAIN))]


def labels_of(offered: Sequence[tuple[str, str]]) -> list[str]:
    """What a select offers: letter and text; only letters where a text does not fit, since all stand in the body."""
    whole = [after_letter(letter, text) for letter, text in offered]
    return whole if max(map(len, whole)) <= LONGEST_LABEL else [letter for letter, _ in offered]


def options_text(asked: Asked) -> str:
    """What can be picked, one a line, in the order in which this game shows it; of a matching, both sides.

    Nothing where the buttons say it all: True and False have no letters.
    """
    if asked.question.kind is Kind.TRUE_FALSE:
        return ""
    sides = [lettered(asked), responses(asked)]
    return "\n\n".join("\n".join(at_letter(sign, literal(text)) for sign, text in side) for side in sides if side)


def responses(asked: Asked) -> list[tuple[str, str]]:
    """(letter, text) of a matching's responses as shown; nothing for other kinds."""
    body = asked.question.body
    if not isinstance(body, Matching):
        return []
    order = shown_order(asked.question, asked.seed)
    return [(LETTERS[place], body.responses[index]) for place, index in enumerate(order)]


def lettered(asked: Asked) -> list[tuple[str, str]]:
    """(letter, text) of the options or steps as shown; prompts of a matching by number; nothing for typed kinds."""
    body = asked.question.body
    order = shown_order(asked.question, asked.seed)
    if isinstance(body, Choice):
        return [(LETTERS[place], body.options[index].text) for place, index in enumerate(order)]
    if isinstance(body, Ordering):
        return [(LETTERS[place], body.steps[index].text) for place, index in enumerate(order)]
    if isinstance(body, Matching):
        return [(str(number), pair.prompt) for number, pair in enumerate(body.pairs, start=1)]
    return []
