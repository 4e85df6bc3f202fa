"""The `/practice` command."""

from discord import Interaction, app_commands
from discord.ext import commands

from bot.domain.practice.model import Focus, Wish
from bot.domain.questions import TOPICS, Exam
from cogs.practice.components import PracticeComponents
from cogs.practice.words import FOCUSES

_FOCUS_CHOICES = [app_commands.Choice(name=words.capitalize(), value=focus.value) for focus, words in FOCUSES.items()]
_TOPIC_CHOICES = [app_commands.Choice(name=title, value=slug) for slug, title in TOPICS.items()]
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
    @app_commands.choices(focus=_FOCUS_CHOICES, topic=_TOPIC_CHOICES, exam=_EXAM_CHOICES)
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
        wish = Wish(Focus(focus), (topic,) if topic else (), Exam(exam) if exam else None)
        await self._components.begin(interaction, wish)
