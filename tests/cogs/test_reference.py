"""The reference of the commands is what Discord is given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from discord import app_commands

from tests.cogs.table import Table

PAGE = Path(__file__).resolve().parents[2] / "docs/commands.md"
REWRITE = "RECALL_REWRITE_COMMANDS"
"""Set it to write the page anew, after a command was changed."""

HEAD = """# Commands

This page is generated from the program. Commands that only organizers see require the Manage Server permission
unless the server's integration settings say otherwise. Everything that a command does can also be done with a
button somewhere.
"""


def page(commands: list[app_commands.Command[Any, Any, Any] | app_commands.Group | app_commands.ContextMenu]) -> str:
    ordered = sorted(commands, key=lambda one: (isinstance(one, app_commands.ContextMenu), one.name))
    return "\n".join([HEAD, *(line for one in ordered for line in _lines(one))])


def _lines(
    command: app_commands.Command[Any, Any, Any] | app_commands.Group | app_commands.ContextMenu,
) -> Iterator[str]:
    if isinstance(command, app_commands.ContextMenu):
        what = "message" if "message" in str(command.type) else "member"
        yield from (f"## Apps: {command.name}", "", f"In the menu of a {what}, under Apps.", "")
    elif isinstance(command, app_commands.Group):
        for inner in sorted(command.commands, key=lambda one: one.name):
            yield from _lines(inner)
    else:
        limited = command.default_permissions or (command.parent and command.parent.default_permissions)
        yield from (
            f"## /{command.qualified_name}",
            "",
            f"{command.description}.{' Organizers.' if limited else ''}",
            "",
        )
        if command.parameters:
            yield from ("| Option | What it is | Choices |", "|---|---|---|")
            for one in command.parameters:
                choices = ", ".join(str(choice.name) for choice in one.choices)
                needed = "" if not one.required else " (required)"
                yield f"| `{one.display_name}`{needed} | {one.description} | {choices} |"
            yield ""


async def test_the_reference_says_what_the_program_has(laid: Table) -> None:
    """Every command with each option and choice, word for word. Set RECALL_REWRITE_COMMANDS to write it anew."""
    told = page(laid.app.client.tree.get_commands())
    if os.environ.get(REWRITE):
        PAGE.write_text(told, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == told
