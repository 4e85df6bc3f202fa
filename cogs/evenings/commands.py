"""`/course essay`."""

from discord import Interaction, app_commands

from bot.evenings.rules import LONGEST, SHORTEST, Phase
from bot.evenings.service import EveningService
from bot.kernel.numbers import quoted
from bot.kernel.reading import pick
from cogs.evenings.components import EveningComponents
from cogs.evenings.words import NO_CHANNEL, NO_ESSAYS, NO_SUCH, TELL_HIDDEN, TELL_UNMARKED
from cogs.shared.interactions import say, what_is_lacking
from cogs.shared.joining import Joining
from cogs.shared.literal import literal
from cogs.shared.options import title_choices
from cogs.shared.telling import Telling


class EveningCommands(Telling, Joining):
    """Writing together."""

    joins = "course"

    def __init__(self, evenings: EveningService, components: EveningComponents) -> None:
        self._evenings = evenings
        self._components = components

    @app_commands.command(description="An essay evening: everybody here writes, then you mark each other's answers")
    @app_commands.describe(subject="What to write about", minutes="How long to write, 5 to 60 minutes; 20 if left out")
    async def essay(
        self, interaction: Interaction, subject: str, minutes: app_commands.Range[int, SHORTEST, LONGEST] = 20
    ) -> None:
        """Open an evening in this channel."""
        subjects = await self._subjects(interaction)
        found = pick(subject, {name: (name, title) for name, title in subjects.items()})
        if interaction.client.get_guild(interaction.guild_id or 0) is None:
            await say(interaction, NO_CHANNEL)
        elif lacking := what_is_lacking(interaction):
            await say(interaction, lacking)
        elif not subjects:
            await say(interaction, NO_ESSAYS)
        elif found is None:
            await say(interaction, NO_SUCH.format(text=literal(quoted(subject))))
        else:
            await self._components.begin(interaction, found, minutes)

    async def in_the_way(self, interaction: Interaction) -> str:
        """That the card of their evening is gone, or could not come for the marking, for the host."""
        found = await self._evenings.hidden.to_tell(interaction.guild_id or 0, interaction.user.id)
        if found is None:
            return ""
        return (TELL_UNMARKED if found.phase is Phase.MARKING else TELL_HIDDEN).format(channel=found.channel_id)

    @essay.autocomplete("subject")
    async def _offer(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return title_choices(await self._subjects(interaction), typed)

    async def _subjects(self, interaction: Interaction) -> dict[str, str]:
        essays = await self._evenings.subjects(interaction.guild_id or 0)
        return {name: essay.subject for name, essay in essays.items()}
