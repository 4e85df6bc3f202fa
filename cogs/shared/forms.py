"""The form for questions that are answered by typing, and what becomes of a text that was not saved."""

from discord import Interaction, TextStyle
from discord.ui import Label, Modal, TextDisplay, TextInput

from bot.kernel.names import shows_something
from bot.kernel.questions import Numeric, Question
from bot.kernel.words import how_typed
from cogs.shared.answering import AnswerIds, Step
from cogs.shared.cards import Card
from cogs.shared.interactions import form_typed, form_values, say
from cogs.shared.literal import fitting
from cogs.shared.words import (
    A_NUMBER,
    ANY_NUMBER,
    HOW_TYPED,
    MAY_BE_TYPED,
    QUESTION,
    TERM_WANTED,
    WHAT_YOU_SUBMITTED,
    cut,
)

FIELD = "answer"


MOST_SUBMITTED = 3_600
"""Characters of a text with a sentence above it; a message holds 4,000 with all that is around it."""

MOST_SHOWN = 2000
"""Characters of a question above the field; no stem is as long, with a backslash before each of its signs."""


def typed_form(question: Question, ids: AnswerIds) -> Modal:
    """The question again, which the form hides, and one field, named after what is wanted.

    Nothing remembers an opened form: its id says what it answers.
    """
    label, hint = _number_wanted(question.body) if isinstance(question.body, Numeric) else TERM_WANTED
    form = Modal(title=QUESTION.format(position=ids.position + 1), custom_id=ids.on(Step.SUBMIT), timeout=None)
    form.add_item(TextDisplay(fitting(question.asking, MOST_SHOWN)))
    field = TextInput[Modal](custom_id=FIELD, style=TextStyle.short, max_length=60, required=True)
    form.add_item(Label(text=cut(label, 45), description=cut(hint, 100), component=field))
    form.stop()
    return form


def _number_wanted(body: Numeric) -> tuple[str, str]:
    if not body.unit:
        return ANY_NUMBER, HOW_TYPED.format(how=how_typed(body.unit))
    unit = "percent" if body.unit == "%" else body.unit
    return A_NUMBER.format(unit=unit), MAY_BE_TYPED.format(how=how_typed(body.unit), unit=body.unit)


def form_text(interaction: Interaction) -> str:
    """What was typed, empty where the form brought nothing."""
    return form_values(interaction).get(FIELD, "")


def not_saved_card(why: str, text: str) -> Card:
    """Why something was not saved, with what was written: it is nowhere else any more."""
    return Card(why, submitted(text))


def submitted(text: str, most: int = MOST_SUBMITTED) -> str:
    """What was written, in so many characters at most; nothing where nobody would see anything of it."""
    return WHAT_YOU_SUBMITTED.format(text=fitting(text, most)) if shows_something(text) else ""


async def give_back(interaction: Interaction, why: str, *, beside: bool = False) -> None:
    """Say why nothing was done, with what was typed into a form; that leaves whatever else is on the screen."""
    typed = "\n".join(form_typed(interaction))
    card = not_saved_card(why, typed) if shows_something(typed) else None
    await say(interaction, why, card=card, beside=beside or card is not None)
