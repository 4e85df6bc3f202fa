"""The form for questions that are answered by typing."""

from discord import Interaction, TextStyle
from discord.ui import Label, Modal, TextInput

from bot.domain.questions import Numeric
from bot.domain.rounds.model import Round
from cogs.quiz.ids import Verb, on_question
from cogs.shared.interactions import form_values
from cogs.shared.words import cut


def answer_form(game: Round, position: int) -> Modal:
    """One field, named after what is wanted. Nothing remembers an opened form: its id says what it answers."""
    question = game.asked[position].question
    numeric = isinstance(question.body, Numeric)
    unit = f" in {question.body.unit}" if isinstance(question.body, Numeric) and question.body.unit else ""
    form = Modal(
        title=f"Question {position + 1} of {len(game.asked)}",
        custom_id=on_question(Verb.SUBMIT_FORM, game, position=position),
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


def submitted_text(interaction: Interaction) -> str:
    """What was typed, empty where the form brought nothing."""
    return form_values(interaction).get("answer", "")
