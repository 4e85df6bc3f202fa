"""The controls with which any question is answered, whatever game it stands in."""

from collections.abc import Callable
from dataclasses import dataclass

from discord.ui import ActionRow, LayoutView

from bot.domain.questions import Choice, Kind
from bot.domain.rounds.model import Asked
from cogs.quiz.rendering.question import lettered
from cogs.shared.cards import MAIN, QUIET, button, row, select
from cogs.shared.words import LETTERS, cut


@dataclass(frozen=True, slots=True)
class AnswerIds:
    """The ids of a question's controls; `choose` makes one from the option's place on the screen."""

    choose: Callable[[str], str]
    choose_several: str
    open_form: str


def answer_row(asked: Asked, ids: AnswerIds) -> ActionRow[LayoutView]:
    """Equal buttons for a choice, a select for several, one button for what is typed or put in order."""
    question = asked.question
    if question.kind is Kind.MULTIPLE:
        options = [(cut(f"{letter}  {text}", 100), str(place)) for place, (letter, text) in enumerate(lettered(asked))]
        return row(select(ids.choose_several, f"Choose {question.choose}", options, exactly=question.choose))
    if isinstance(question.body, Choice):
        plain = question.kind is Kind.TRUE_FALSE
        labels = [option.text if plain else LETTERS[place] for place, option in enumerate(question.body.options)]
        return row(*(button(label, ids.choose(str(place)), QUIET) for place, label in enumerate(labels)))
    return row(button("Answer", ids.open_form, MAIN))
