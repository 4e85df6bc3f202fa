"""Commands of one feature that stand under another's base command, as `/exam result` stands under `/exam`."""

from typing import ClassVar, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

ClientT = TypeVar("ClientT", bound=discord.Client)


class Joining(commands.Cog):
    """A cog whose commands become subcommands of `joins`, a base command of another cog."""

    joins: ClassVar[str]


def join(cog: Joining, tree: app_commands.CommandTree[ClientT]) -> None:
    """Put a cog's commands under the base command. Raises `TypeError` where there is no such one."""
    group = tree.get_command(cog.joins)
    if not isinstance(group, app_commands.Group):
        raise TypeError(f"there is no /{cog.joins} to put commands under")
    for command in cog.get_app_commands():
        tree.remove_command(command.name)
        group.add_command(command)
