"""The `/exam` commands; those of other features join them (`cogs/shared/joining.py`)."""

from discord import Interaction, app_commands
from discord.ext import commands

from bot.kernel.questions import Exam
from bot.kernel.reading import UnreadableError
from cogs.exams.beginning import Beginning
from cogs.exams.group.components import GroupComponents
from cogs.exams.words import NO_CHANNEL, WHICH_EXAM
from cogs.shared.interactions import say, what_is_lacking
from cogs.shared.reading import read_exam, told

_EXAMS = [app_commands.Choice(name=exam.value, value=exam.value) for exam in Exam]


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class ExamCommands(commands.GroupCog, group_name="exam", group_description="Mock exams built the way AWS builds them"):
    """Sit a mock, and bring it back."""

    def __init__(self, beginning: Beginning, group: GroupComponents) -> None:
        self._beginning = beginning
        self._group = group

    @app_commands.command(description="Take a mock exam: 65 questions against the clock, alone or in a group")
    @app_commands.describe(
        exam="Which exam",
        extra_time="30 extra minutes, as AWS grants to non-native speakers",
        group="Take it together with everybody in this channel who joins",
    )
    @app_commands.choices(exam=_EXAMS)
    async def start(
        self,
        interaction: Interaction,
        exam: str,
        extra_time: bool = False,  # noqa: FBT001, FBT002 - the library reads options from the signature
        group: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        """Say what is to come, or gather a group."""
        try:
            wanted = read_exam(exam)
        except UnreadableError as error:
            await say(interaction, told(error))
            return
        if wanted is None:
            await say(interaction, WHICH_EXAM)
        elif not group:
            await self._beginning.introduce(interaction, wanted, extra_time=extra_time)
        elif interaction.client.get_guild(interaction.guild_id or 0) is None:
            await say(interaction, NO_CHANNEL)
        elif lacking := what_is_lacking(interaction):
            await say(interaction, lacking)
        else:
            await self._group.gather(interaction, wanted, extra_time=extra_time)

    @app_commands.command(description="Bring your mock exam back, or see how the last one went")
    async def show(self, interaction: Interaction) -> None:
        """Where the person is with it."""
        await self._beginning.bring_back(interaction)
