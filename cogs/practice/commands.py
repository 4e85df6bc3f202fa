"""The `/practice` command."""

from discord import Interaction, app_commands
from discord.ext import commands

from bot.kernel.questions import Exam
from bot.kernel.reading import UnreadableError
from bot.practice.rules.model import Focus, Wish
from cogs.practice.components import PracticeComponents
from cogs.practice.ids import Manner
from cogs.practice.words import FOCUSES
from cogs.shared.interactions import say
from cogs.shared.options import topic_choices
from cogs.shared.reading import read_exam, read_topic, told

_FOCUS_CHOICES = [app_commands.Choice(name=words.capitalize(), value=focus.value) for focus, words in FOCUSES.items()]
_EXAM_CHOICES = [app_commands.Choice(name=exam.value, value=exam.value) for exam in Exam]


class PracticeCommands(commands.Cog):
    """Study alone."""

    def __init__(self, components: PracticeComponents) -> None:
        self._components = components

    @app_commands.command(description="Study alone: due reviews first, then your weak topics")
    @app_commands.describe(
        focus="What to practice; by default, due reviews, then weak topics",
        topic="Only this topic",
        exam="Only questions for this exam",
        clues="Show what decides in each question, to help beginners",
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
        clues: bool = False,  # noqa: FBT001, FBT002 - the library reads options from the signature
    ) -> None:
        """Begin a sitting."""
        try:
            wanted = read_topic(topic, await self._topics_here(interaction)) if topic else None
            wish = Wish(Focus(focus), (wanted,) if wanted else (), read_exam(exam) if exam else None)
        except UnreadableError as error:
            await say(interaction, told(error))
            return
        await self._components.begin(interaction, wish, Manner(marked=clues))

    @practice.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return topic_choices(await self._topics_here(interaction), typed)

    async def _topics_here(self, interaction: Interaction) -> list[str]:
        return await self._components.practice.topics(interaction.guild_id or 0)
