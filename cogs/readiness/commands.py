"""`/exam ready` and `/exam result`."""

from typing import Literal

from discord import Interaction, app_commands

from bot.kernel.questions import Exam
from bot.kernel.reading import UnreadableError
from cogs.readiness.components import ReadinessComponents
from cogs.readiness.words import SAY_WHICH_EXAM, TAKE_IT_BACK
from cogs.shared.interactions import say
from cogs.shared.joining import Joining
from cogs.shared.reading import read_exam, told

_EXAMS = [app_commands.Choice(name=exam.value, value=exam.value) for exam in Exam]


class ReadinessCommands(Joining):
    """Will one pass, and did one?"""

    joins = "exam"

    def __init__(self, components: ReadinessComponents) -> None:
        self._components = components

    @app_commands.command(description="Your chance of passing on the date you set, and a plan until then")
    @app_commands.describe(exam="Which exam; by default, your next one, or the one of your newest mock")
    @app_commands.choices(exam=_EXAMS)
    async def ready(self, interaction: Interaction, exam: str = "any") -> None:
        """The forecast, or what is missing for one."""
        try:
            wanted = read_exam(exam)
        except UnreadableError as error:
            await say(interaction, told(error))
            return
        await self._components.look(interaction, wanted)

    @app_commands.command(description="Say how your real exam went, to show how often forecasts come true")
    @app_commands.describe(exam="Which exam", outcome="How it went; only totals are ever shown")
    @app_commands.choices(exam=_EXAMS)
    async def result(
        self, interaction: Interaction, exam: str, outcome: Literal["Passed", "Did not pass", "Take it back"]
    ) -> None:
        """What came of it."""
        try:
            wanted = read_exam(exam)
        except UnreadableError as error:
            await say(interaction, told(error))
            return
        if wanted is None:
            await say(interaction, SAY_WHICH_EXAM)
        elif outcome == TAKE_IT_BACK:
            await self._components.take_back(interaction, wanted)
        else:
            await self._components.tell(interaction, wanted, passed=outcome == "Passed")
