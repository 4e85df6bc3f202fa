"""Application commands: names, options and how many of each."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from playground.limits.problems import Json, Path, Problems

_NAME = re.compile(r"[-_'\w]{1,32}\Z")
_GROUPS = {1, 2}
MAX_COMMANDS = {1: 100, 2: 15, 3: 15}
MAX_CHARACTERS = 8000


def check_commands(commands: Any) -> Problems:
    """Find what Discord would refuse in a bulk overwrite."""
    problems = Problems()
    if not problems.items(commands, (), high=130):
        return problems
    for index, command in enumerate(commands):
        _command(problems, command, (index,))
    kinds = Counter(command.get("type", 1) for command in commands)
    for kind, high in MAX_COMMANDS.items():
        if kinds[kind] > high:
            problems.add((), "APPLICATION_COMMANDS_MAX", f"Maximum number of commands reached ({high}).")
    names = Counter((command.get("name"), command.get("type", 1)) for command in commands)
    for (name, _), count in names.items():
        if count > 1:
            problems.add((), "APPLICATION_COMMANDS_DUPLICATE_NAME", f"Application command names must be unique: {name}")
    return problems


def _command(problems: Problems, command: Json, path: Path) -> None:
    if command.get("type", 1) == 1:
        _named(problems, command, path)
        _options(problems, command.get("options") or [], path)
        if _size(command) > MAX_CHARACTERS:
            problems.add(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({MAX_CHARACTERS})")
        return
    problems.text(command.get("name"), (*path, "name"), low=1, high=32, required=True)
    if command.get("description"):
        problems.add(
            (*path, "description"),
            "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED",
            "Context menu commands cannot have description",
        )


def _named(problems: Problems, item: Json, path: Path) -> None:
    name = item.get("name")
    if problems.text(name, (*path, "name"), low=1, high=32, required=True):
        text = str(name)
        if not _NAME.match(text) or text != text.lower():
            problems.add(
                (*path, "name"),
                "APPLICATION_COMMAND_INVALID_NAME",
                "Command name is invalid: lower case, 1 to 32 letters, digits, - and _",
            )
    problems.text(item.get("description"), (*path, "description"), low=1, high=100, required=True)


def _options(problems: Problems, options: Any, path: Path) -> None:
    where = (*path, "options")
    if not problems.items(options, where, high=25):
        return
    optional_seen = False
    names: set[str] = set()
    for index, option in enumerate(options):
        at = (*where, index)
        _option(problems, option, at)
        if option.get("name") in names:
            problems.add((*at, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", "Option name is taken")
        names.add(str(option.get("name")))
        if option.get("type") not in _GROUPS:
            if option.get("required") and optional_seen:
                problems.add(
                    at,
                    "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                    "Required options must be placed before non-required options",
                )
            optional_seen |= not option.get("required")


def _option(problems: Problems, option: Json, path: Path) -> None:
    _named(problems, option, path)
    if problems.number(option.get("type"), (*path, "type"), low=1, high=11) and option.get("type") in _GROUPS:
        _options(problems, option.get("options") or [], path)
    choices = option.get("choices") or []
    if problems.items(choices, (*path, "choices"), high=25):
        for index, choice in enumerate(choices):
            at = (*path, "choices", index)
            problems.text(choice.get("name"), (*at, "name"), low=1, high=100, required=True)
            if choice.get("value") is None or isinstance(choice["value"], str):
                problems.text(choice.get("value"), (*at, "value"), high=100, required=True)


def _size(item: Json) -> int:
    own = len(item.get("name") or "") + len(item.get("description") or "")
    own += sum(len(choice.get("name") or "") + len(str(choice.get("value"))) for choice in item.get("choices") or [])
    return own + sum(_size(option) for option in item.get("options") or [])
