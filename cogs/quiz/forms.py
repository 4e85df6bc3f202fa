"""The form for questions that are answered by typing."""

from discord import Interaction
from discord.ui import Modal

from bot.domain.rounds.model import Round
from cogs.quiz.ids import Verb, on_question
from cogs.shared.forms import typed_form
from cogs.shared.interactions import form_values


def answer_form(game: Round, position: int) -> Modal:
    """The form of a question of this round."""
    title = f"Question {position + 1} of {len(game.asked)}"
    return typed_form(game.asked[position].question, title, on_question(Verb.SUBMIT_FORM, game, position=position))


def submitted_text(interaction: Interaction) -> str:
    """What was typed, empty where the form brought nothing."""
    return form_values(interaction).get("answer", "")
