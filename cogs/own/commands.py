"""The `/packs` commands about a server's own questions."""

import discord
from discord import Interaction, app_commands

from bot.exchange.reading import FORMATS
from bot.exchange.writing import TARGETS
from bot.kernel.questions import Kind
from bot.kernel.reading import pick
from bot.own.rules import Pack, Refusal
from cogs.own.components import OwnComponents
from cogs.own.filing import FileComponents
from cogs.own.ids import KINDS
from cogs.own.suggesting import SuggestionComponents
from cogs.own.words import (
    EDITED_BY_A_ROLE,
    EDITED_BY_MANAGERS,
    HERE_IS_YOUR_PACK,
    KIND_NAMES,
    NO_PACK_FOR_MEMBERS,
    NO_PACK_YET,
    ONLY_MANAGERS,
    REFUSED,
)
from cogs.shared.interactions import may_manage, say
from cogs.shared.joining import Joining
from cogs.shared.words import cut

_KINDS = [app_commands.Choice(name=KIND_NAMES[kind], value=str(n)) for n, kind in enumerate(KINDS)]
_FORMATS = [app_commands.Choice(name=cut(form.title, 100), value=name) for name, form in FORMATS.items()]
_TARGETS = [app_commands.Choice(name=cut(target.title, 100), value=name) for name, target in TARGETS.items()]


class OwnCommands(Joining):
    """Packs of the server's own."""

    joins = "packs"

    def __init__(self, components: OwnComponents, suggestions: SuggestionComponents, files: FileComponents) -> None:
        self._components = components
        self._desk = components.desk
        self._suggestions = suggestions
        self._files = files

    @app_commands.command(name="list", description="What is asked here: topics on and off, your own packs")
    @app_commands.guild_only()
    async def overview(self, interaction: Interaction) -> None:
        """Everything on one page; members read it, editors choose."""
        await self._components.show_list(interaction)

    @app_commands.command(description="Start a pack of your own questions")
    @app_commands.describe(title="What players will see as its topic")
    @app_commands.guild_only()
    async def new(self, interaction: Interaction, title: app_commands.Range[str, 1, 60]) -> None:
        """A draft to write into."""
        if not await self._desk.may_edit(interaction):
            return
        made = await self._desk.own.new_pack(
            interaction.guild_id or 0, title, interaction.user.id, interaction.created_at
        )
        if isinstance(made, Refusal):
            await say(interaction, REFUSED[made])
        else:
            await self._desk.show_pack(interaction, made.name, notice=HERE_IS_YOUR_PACK)

    @app_commands.command(description="Open a pack: its questions, history, and suggestions")
    @app_commands.describe(pack="Which pack")
    @app_commands.guild_only()
    async def show(self, interaction: Interaction, pack: str) -> None:
        """One pack."""
        if await self._desk.may_edit(interaction) and (found := await self._pack(interaction, pack)):
            await self._desk.show_pack(interaction, found.name)

    @app_commands.command(description="Write a question into a pack")
    @app_commands.describe(pack="Which pack", kind="What kind of question")
    @app_commands.choices(kind=_KINDS)
    @app_commands.guild_only()
    async def add(self, interaction: Interaction, pack: str, kind: str = "0") -> None:
        """The form of a kind."""
        if await self._desk.may_edit(interaction) and (found := await self._pack(interaction, pack)):
            chosen: Kind = KINDS[int(kind)] if kind.isdecimal() and int(kind) < len(KINDS) else Kind.SINGLE
            await self._components.open_question(interaction, found.name, chosen)

    @app_commands.command(description="Suggest a question for a pack of this server")
    @app_commands.describe(pack="Which pack")
    @app_commands.guild_only()
    async def suggest(self, interaction: Interaction, pack: str) -> None:
        """The form for members."""
        if found := await self._pack(interaction, pack):
            await self._suggestions.open_suggestion(interaction, found)

    @app_commands.command(description="What was suggested, and what became of it")
    @app_commands.guild_only()
    async def suggestions(self, interaction: Interaction) -> None:
        """The queue, or one's own."""
        await self._suggestions.show_suggestions(interaction)

    @app_commands.command(name="import", description="Import questions from a file, after a look at what would come")
    @app_commands.describe(
        pack="Into which pack",
        file="Moodle, Kahoot, Anki, CSV, Markdown, and more; without it, a form asks for it",
        kind="What kind of file it is, if its name does not tell",
        columns="The columns of a table, from the left: question,right,wrong,wrong",
    )
    @app_commands.choices(kind=_FORMATS)
    @app_commands.guild_only()
    async def bring(
        self,
        interaction: Interaction,
        pack: str,
        file: discord.Attachment | None = None,
        kind: str = "",
        columns: str = "",
    ) -> None:
        """What would come in."""
        if await self._desk.may_edit(interaction) and (found := await self._pack(interaction, pack)):
            told = tuple(name.strip() for name in columns.split(",")) if columns else ()
            if file is None:
                await self._files.open_file_form(interaction, found.name, kind, told)
            else:
                await self._files.read_file(interaction, found, file, kind, told)

    @app_commands.command(description="Export a pack as a file for another program")
    @app_commands.describe(pack="Which pack", format="For which program")
    @app_commands.choices(format=_TARGETS)
    @app_commands.guild_only()
    async def export(self, interaction: Interaction, pack: str, format: str = "yaml") -> None:  # noqa: A002 - its name there
        """A file."""
        if await self._desk.may_edit(interaction) and (found := await self._pack(interaction, pack)):
            await self._files.take_out(interaction, found, format if format in TARGETS else "yaml")

    @app_commands.command(description="Delete a pack with its questions; you are asked to confirm")
    @app_commands.describe(pack="Which pack")
    @app_commands.guild_only()
    async def delete(self, interaction: Interaction, pack: str) -> None:
        """Whether it is really to go."""
        if await self._desk.may_edit(interaction) and (found := await self._pack(interaction, pack)):
            await self._components.ask_to_drop(interaction, found.name)

    @app_commands.command(description="Set which role can change this server's packs, in addition to its organizers")
    @app_commands.describe(
        role="The role; leave it out to see who can", organizers_only="Let only organizers change packs"
    )
    @app_commands.guild_only()
    async def editors(
        self,
        interaction: Interaction,
        role: discord.Role | None = None,
        organizers_only: bool = False,  # noqa: FBT001, FBT002 - as discord.py reads it
    ) -> None:
        """Show who may, or choose a role, or nobody else."""
        if interaction.guild_id is None or not may_manage(interaction):
            await say(interaction, ONLY_MANAGERS)
            return
        if role is None and not organizers_only:
            chosen = (await self._desk.own.choices(interaction.guild_id)).editor_role
        else:
            chosen = None if organizers_only or role is None else role.id
            await self._desk.own.choose_editors(interaction.guild_id, chosen)
        named = "@everyone" if chosen == interaction.guild_id else f"<@&{chosen}>"
        await say(interaction, EDITED_BY_A_ROLE.format(role=named) if chosen else EDITED_BY_MANAGERS)

    @show.autocomplete("pack")
    @add.autocomplete("pack")
    @suggest.autocomplete("pack")
    @bring.autocomplete("pack")
    @export.autocomplete("pack")
    @delete.autocomplete("pack")
    async def _packs(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        packs = await self._desk.own.packs(interaction.guild_id or 0)
        if not await self._desk.is_editor(interaction):
            packs = [pack for pack in packs if pack.published]
        fitting = [pack for pack in packs if typed.casefold() in pack.title.casefold()]
        return [app_commands.Choice(name=pack.title, value=pack.name) for pack in fitting[:25]]

    async def _pack(self, interaction: Interaction, typed: str) -> Pack | None:
        """The pack that is meant, by its name or its title; where there is none, they are told which there are."""
        packs = await self._desk.own.packs(interaction.guild_id or 0)
        names = {pack.name: (pack.name, pack.title) for pack in packs}
        found = pick(typed, names)
        if found is None:
            none = NO_PACK_YET if await self._desk.is_editor(interaction) else NO_PACK_FOR_MEMBERS
            told = none if not packs else REFUSED[Refusal.NO_PACK]
            await say(interaction, told)
            return None
        return next(pack for pack in packs if pack.name == found)
