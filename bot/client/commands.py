"""The commands: each run once however often Discord tells of it, and only with what it offers."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import AppCommandOptionType, Interaction, InteractionType, app_commands

from bot.client.untying import untie
from bot.client.venues import leave_strange_server
from bot.delivery.sender import UNREACHABLE
from cogs.shared.interactions import say

if TYPE_CHECKING:
    from bot.client.client import RecallClient

RESTARTING = "Recall is restarting. Nothing that was locked in is lost. Please press again in a minute."
LONGEST_OPTION = 1000
"""Letters in an option. Discord takes 6,000, which nothing needs that Recall asks for, and which take long to read."""

OPTION_TOO_LONG = "`{option}` is too long: {letters:,} characters, and at most {most:,} can be read."
UNKNOWN_COMMAND = "I do not know that command or one of its options. `/help` shows what you can do."

POSTING = {
    "quiz start": "",
    "quiz show": "",
    "duel": "",
    "Challenge to a duel": "",
    "exam start": "group",
    "tournament create": "",
    "night plan": "",
    "course essay": "",
}
"""The commands that have something posted for all to see; some only with an option."""

BEGINNING = frozenset(POSTING) - {"quiz show"}
"""The commands by which something begins."""

_TYPES = {AppCommandOptionType.string: str, AppCommandOptionType.integer: int, AppCommandOptionType.boolean: bool}


class Commands(app_commands.CommandTree["RecallClient"]):
    """Discord checks what its own apps send; whoever sends something else gets a sentence, too."""

    async def interaction_check(self, interaction: Interaction["RecallClient"], /) -> bool:
        """Whether to run it. Raises `AppCommandError` where it was not offered like this."""
        leave_strange_server(interaction)
        inbox = self.client.inbox
        if inbox.may_be_done(interaction.id) or not inbox.take(interaction.id, interaction.user.id):
            return False
        no = RESTARTING if inbox.closing else self.client.barred(interaction)
        if not no and not _is_offered(interaction):
            raise app_commands.AppCommandError("not offered like this")
        if no := no or _too_long(interaction) or self._stopped(interaction):
            await _refuse(interaction, no)
        return not no

    def _stopped(self, interaction: Interaction["RecallClient"]) -> str:
        """Why this cannot begin, or be posted, just now; nothing where it can."""
        command = interaction.command if interaction.type is InteractionType.application_command else None
        if command is None or command.qualified_name not in POSTING:
            return ""
        no = self.client.closed() if command.qualified_name in BEGINNING else ""
        option = POSTING[command.qualified_name]
        posts = not option or bool(dict(iter(interaction.namespace)).get(option))
        return no or (self.client.held_back(interaction) if posts else "")

    async def _call(self, interaction: Interaction["RecallClient"]) -> None:
        """The library's own, whose exceptions all come to `on_error`; a list of suggestions is always answered."""
        try:
            try:
                await super()._call(interaction)
            finally:
                self.client.settle(interaction)
            if interaction.type is InteractionType.application_command:
                await self.client.tell_news(interaction)
        except app_commands.AppCommandError:
            raise
        except (AttributeError, LookupError, TypeError, ValueError) as error:  # what was sent made no sense at all
            raise app_commands.AppCommandError(str(error)) from error
        finally:
            if interaction.type is InteractionType.autocomplete and not interaction.response.is_done():
                with suppress(discord.HTTPException, *UNREACHABLE):
                    await interaction.response.autocomplete([])
            untie(interaction)


def _too_long(interaction: Interaction["RecallClient"]) -> str:
    """What somebody hears who typed more into an option than can be read; nothing where all of it can."""
    for option, value in iter(interaction.namespace):
        if isinstance(value, str) and len(value) > LONGEST_OPTION:
            return OPTION_TOO_LONG.format(option=option, letters=len(value), most=LONGEST_OPTION)
    return ""


async def _refuse(interaction: Interaction[Any], no: str) -> None:
    """Say why not, to whoever sent a command; a list of suggestions is just empty. Nobody may wait for it any more."""
    if interaction.type is InteractionType.application_command:
        with suppress(discord.HTTPException, *UNREACHABLE):
            await say(interaction, no)


def _is_offered(interaction: Interaction[Any]) -> bool:
    command = interaction.command
    if not isinstance(command, app_commands.Command):
        return interaction.type is InteractionType.application_command
    if _needs_a_server(command) and interaction.guild is None:
        return False
    given = dict(iter(interaction.namespace))
    if interaction.type is InteractionType.autocomplete:
        typed = _focused(cast("dict[str, Any]", interaction.data).get("options"))
        listed = any(parameter.autocomplete for parameter in command.parameters if parameter.display_name == typed)
        return listed and isinstance(given.get(typed or ""), str)
    return all(
        _fits(parameter, given[parameter.display_name])
        for parameter in command.parameters
        if parameter.display_name in given
    )


def _needs_a_server(command: app_commands.Command[Any, ..., Any]) -> bool:
    """Discord offers such a command in no direct message, and its handler may rely on the server."""
    return (command.root_parent or command).guild_only


def _fits(parameter: app_commands.Parameter, value: object) -> bool:
    wanted = _TYPES.get(parameter.type)
    if isinstance(value, discord.Object) or (wanted is not None and type(value) is not wanted):
        return False  # a bare id is somebody or something that Discord did not say more of
    return not parameter.choices or value in [choice.value for choice in parameter.choices]


def _focused(options: Any) -> str | None:
    """The option that is being typed, however deep it stands."""
    for option in options or []:
        name = option.get("name") if option.get("focused") else _focused(option.get("options"))
        if name is not None:
            return str(name)
    return None
