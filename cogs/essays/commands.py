"""`/course write`."""

from discord import Interaction, app_commands

from bot.kernel.numbers import quoted
from bot.kernel.reading import pick
from cogs.essays.components import EssayComponents
from cogs.essays.words import NO_SUCH
from cogs.shared.interactions import say
from cogs.shared.joining import Joining
from cogs.shared.literal import literal
from cogs.shared.options import title_choices


class EssayCommands(Joining):
    """Answers in one's own words."""

    joins = "course"

    def __init__(self, components: EssayComponents) -> None:
        self._components = components

    @app_commands.command(description="Answer in your own words, then compare with the points of a good answer")
    @app_commands.describe(subject="What to write about; leave it out to list all subjects")
    async def write(self, interaction: Interaction, subject: str = "") -> None:
        """All subjects, or one of them."""
        if not subject:
            await self._components.show_list(interaction)
            return
        subjects = await self._subjects(interaction)
        found = pick(subject, {name: (name, title) for name, title in subjects.items()})
        if found is None:
            await say(interaction, NO_SUCH.format(text=literal(quoted(subject))))
        else:
            await self._components.show_subject(interaction, found)

    @write.autocomplete("subject")
    async def _offer(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return title_choices(await self._subjects(interaction), typed)

    async def _subjects(self, interaction: Interaction) -> dict[str, str]:
        desks = await self._components.essays.all(interaction.user.id, interaction.guild_id or 0)
        return {desk.essay.id: desk.essay.subject for desk in desks}
