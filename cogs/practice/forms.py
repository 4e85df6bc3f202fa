"""The form for questions that are answered by typing."""

from discord import TextStyle
from discord.ui import Label, Modal, TextInput

from bot.domain.practice.model import Sitting
from bot.domain.questions import Numeric
from cogs.practice.ids import Verb, doubt, on_question
from cogs.shared.words import cut


def answer_form(sitting: Sitting, position: int, *, unsure: bool) -> Modal:
    """One field, named after what is wanted. Nothing remembers an opened form: its id says what it answers."""
    body = sitting.asked[position].question.body
    numeric = isinstance(body, Numeric)
    unit = f" in {body.unit}" if isinstance(body, Numeric) and body.unit else ""
    form = Modal(
        title="Practice",
        custom_id=on_question(Verb.SUBMIT_FORM, sitting, position, doubt(unsure)),
        timeout=None,
    )
    form.add_item(
        Label(
            text=cut(f"A number{unit}" if numeric else "Your answer", 45),
            description="Such as 0.75, 75% or 3/4" if numeric else "Capitals do not matter, small slips are forgiven",
            component=TextInput(custom_id="answer", style=TextStyle.short, max_length=60, required=True),
        )
    )
    form.stop()
    return form
