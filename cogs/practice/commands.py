"""The `/practice` command."""

from discord import Interaction, app_commands
from discord.ext import commands

from bot.domain.practice.model import Focus, Wish
from bot.domain.questions import Exam
from cogs.practice.components import PracticeComponents
from cogs.practice.words import FOCUSES
from cogs.quiz.options import ANY, topic_choices

_FOCUS_CHOICES = [app_commands.Choice(name=words.capitalize(), value=focus.value) for focus, words in FOCUSES.items()]
_EXAM_CHOICES = [app_commands.Choice(name=exam.value, value=exam.value) for exam in Exam]


class PracticeCommands(commands.Cog):
    """Study alone."""

    def __init__(self, components: PracticeComponents) -> None:
        self._components = components

    @app_commands.command(description="Study alone: due reviews first, then your weak topics")
    @app_commands.describe(
        focus="What to practise; due reviews, then weak topics, if left out",
        topic="Only this topic",
        exam="Only questions that serve this exam",
    )
    @app_commands.choices(focus=_FOCUS_CHOICES, exam=_EXAM_CHOICES)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def practice(
        self,
        interaction: Interaction,
        focus: str = Focus.EVERYTHING,
        topic: str | None = None,
        exam: str | None = None,
    ) -> None:
        """Begin a sitting."""
        wish = Wish(Focus(focus), (topic,) if topic and topic != ANY else (), Exam(exam) if exam else None)
        await self._components.begin(interaction, wish)

    @practice.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:  # noqa: ARG002
        return topic_choices(self._components.practice.topics(), typed)
