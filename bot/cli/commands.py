"""The commands by name. Each is imported when somebody asks for it: together they take seconds on a small machine."""

from importlib import import_module
from typing import Any

import typer

from bot.cli.helping import plainly

COMMANDS = {
    "run": "bot.cli.running:run",
    "play": "bot.cli.playing:play",
    "doctor": "bot.cli.doctor:doctor",
    "health": "bot.cli.health:health",
    "block": "bot.cli.orders:block",
    "unblock": "bot.cli.orders:unblock",
    "notice": "bot.cli.orders:notice",
    "upgrade": "bot.cli.upgrading:upgrade",
    "servers": "bot.cli.servers:servers",
    "cluster": "bot.cli.cluster:cluster",
    "db": "bot.cli.database:app",
    "exams": "bot.cli.reliability:app",
    "people": "bot.cli.people:app",
    "sheets": "bot.cli.sheets:sheets",
    "packs": "bot.cli.packs:app",
}
"""In the order of the help."""


def command(name: str) -> Any:
    """The command, or the family of commands, as the command line's library has it."""
    module, _, attribute = COMMANDS[name].partition(":")
    found = getattr(import_module(module), attribute)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=name)
    else:
        alone.command(name)(found)
    plainly(alone)
    return typer.main.get_group(alone).commands[name]
