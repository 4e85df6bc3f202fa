"""The form for questions that are answered by typing."""

from discord import Interaction, TextStyle
from discord.ui import Label, Modal, TextInput

from bot.domain.questions import Numeric, Question
from cogs.shared.answering import AnswerIds, Step
from cogs.shared.interactions import form_values
from cogs.shared.words import cut

FIELD = "answer"


def typed_form(question: Question, ids: AnswerIds) -> Modal:
    """One field, named after what is wanted. Nothing remembers an opened form: its id says what it answers."""
    body = question.body
    numeric = isinstance(body, Numeric)
    unit = f" in {body.unit}" if isinstance(body, Numeric) and body.unit else ""
    form = Modal(title=f"Question {ids.position + 1}", custom_id=ids.on(Step.SUBMIT), timeout=None)
    form.add_item(
        Label(
            text=cut(f"A number{unit}" if numeric else "Your answer", 45),
            description="Such as 0.75, 75% or 3/4" if numeric else "Capitals do not matter, small slips are forgiven",
            component=TextInput(custom_id=FIELD, style=TextStyle.short, max_length=60, required=True),
        )
    )
    form.stop()
    return form


def form_text(interaction: Interaction) -> str:
    """What was typed, empty where the form brought nothing."""
    return form_values(interaction).get(FIELD, "")
