"""How every command shows its usage: names in capitals, what may be left out in brackets, no text cut short."""

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_WHOLE = 10_000
"""Characters of a command's first sentence in a list: more than any has."""


class PlainCommand(TyperCommand):
    """A command with its usage as manuals print it."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Options, then each argument."""
        arguments = [_in_usage(one) for one in self.get_params(ctx) if one.param_type_name == "argument"]
        return [*([self.options_metavar] if self.options_metavar else []), *arguments]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments by their names alone; options as the library has them."""
        shown = [one for one in self.get_params(ctx) if one.get_help_record(ctx) is not None]
        arguments = [(_name(one), getattr(one, "help", None) or "") for one in shown if _is_argument(one)]
        options = [one.get_help_record(ctx) for one in shown if not _is_argument(one)]
        for title, rows in (("Arguments", arguments), ("Options", options)):
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


class PlainGroup(TyperGroup):
    """A family of commands, each listed with its whole first sentence."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """One after the other."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, one.get_short_help_str(_WHOLE)) for name, one in found if one is not None and not one.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def plainly(app: typer.Typer) -> None:
    """Have every command of an app, and of the families in it, show its usage like this."""
    for command in app.registered_commands:
        command.cls = PlainCommand
    for family in app.registered_groups:
        family.cls = PlainGroup
        if family.typer_instance is not None:
            plainly(family.typer_instance)


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _name(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper()).strip("[]")


def _in_usage(argument: Any) -> str:
    return _name(argument) if argument.required else f"[{_name(argument)}]"
