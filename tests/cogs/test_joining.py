"""Commands of one feature under another's base command."""

from typing import ClassVar

from discord import Interaction, app_commands
from discord.ext import commands

from bot.client.client import RecallClient
from cogs.shared.joining import Joining


class _Base(commands.GroupCog, group_name="base", group_description="A base"):
    @app_commands.command(description="First")
    async def first(self, interaction: Interaction) -> None: ...


class _Other(Joining):
    joins: ClassVar[str] = "base"

    @app_commands.command(description="Second")
    async def second(self, interaction: Interaction) -> None: ...


async def test_a_command_stands_under_the_base_command_that_it_joins() -> None:
    """Whichever feature comes first, it is offered once, and there alone."""
    for cogs in ([_Base(), _Other()], [_Other(), _Base()]):
        client = RecallClient()
        client.use(cogs, {}, None)  # type: ignore[arg-type]
        await client.setup_hook()
        [base] = client.tree.get_commands()
        assert isinstance(base, app_commands.Group)
        assert sorted(command.name for command in base.commands) == ["first", "second"]
        assert base.get_command("second").binding is not None  # type: ignore[union-attr]
