"""The `/course` command."""

from discord import Interaction, app_commands
from discord.ext import commands

from bot.kernel.courses import Module
from bot.kernel.numbers import quoted
from bot.kernel.reading import pick
from cogs.courses.components import CourseComponents
from cogs.courses.words import NO_SUCH_MODULE, THERE_ARE
from cogs.shared.interactions import say
from cogs.shared.literal import literal
from cogs.shared.options import title_choices


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class CourseCommands(commands.GroupCog, group_name="course", group_description="The curriculum as a path"):
    """The curriculum as a path."""

    def __init__(self, components: CourseComponents) -> None:
        self._components = components

    @app_commands.command(description="Where you are in the course, what comes next, and how sure each objective is")
    @app_commands.describe(module="Open this module right away")
    async def show(self, interaction: Interaction, module: str = "") -> None:
        """The path, or a module of it."""
        if not module:
            await self._components.show_path(interaction)
            return
        offered = await self._modules(interaction)
        found = pick(module, {key: (key, one.id, one.title) for key, one in offered.items()})
        if found is None:
            listed = ", ".join(literal(one.title) for one in offered.values())
            there_are = THERE_ARE.format(listed=listed) if offered else ""
            await say(interaction, NO_SUCH_MODULE.format(text=literal(quoted(module)), there_are=there_are))
        else:
            await self._components.show_module(interaction, *found.split(":"))

    @show.autocomplete("module")
    async def _offer(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        modules = await self._modules(interaction)
        return title_choices({key: one.title for key, one in modules.items()}, typed)

    async def _modules(self, interaction: Interaction) -> dict[str, Module]:
        """All modules here, by their ids and those of their courses."""
        courses = await self._components.courses.courses(interaction.guild_id or 0)
        return {f"{course.id}:{module.id}": module for course in courses for module in course.modules}
