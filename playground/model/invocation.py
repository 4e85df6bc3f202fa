"""A person's use of a slash command or of a context menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simcord.backend.errors import OptionError, SetupError
from simcord.interactions import validate_option_value, walk_to_subcommand

from playground.limits.problems import Json
from playground.model.commands import usable
from playground.model.refusal import invalid, not_found
from playground.model.resolved import Resolved
from playground.model.world import World

SUB, GROUP, USER, CHANNEL, ROLE, MENTIONABLE, ATTACHMENT = 1, 2, 6, 7, 8, 9, 11


def invocation(
    world: World, user_id: int, channel_id: int, name: str, options: Json, focused: str | None = None
) -> Json:
    """The ``data`` of a slash command (or, with ``focused``, of an autocomplete); raises RefusedError."""
    words = name.split()
    command = _pick(world, user_id, channel_id, words[0] if words else "", 1)
    try:
        leaf, nesting = walk_to_subcommand(command, words[1:])
    except SetupError as error:
        raise not_found(f"/{name}") from error
    resolved = Resolved(world, user_id, channel_id)
    built = _options(leaf, name, options, resolved, focused)
    node = command
    layers: list[Json] = []
    for step in nesting:
        node = next(item for item in node["options"] if item["name"] == step)
        layers.append({"name": step, "type": node["type"]})
    for layer in reversed(layers):
        built = [{**layer, "options": built}]
    return _data(command, {"options": built}, resolved)


def menu(world: World, user_id: int, channel_id: int, name: str, kind: int, target: str) -> Json:
    """The ``data`` of a context-menu command on a user (2) or message (3); raises RefusedError."""
    command = _pick(world, user_id, channel_id, name, kind)
    resolved = Resolved(world, user_id, channel_id)
    target_id = resolved.user(target) if kind == 2 else resolved.message(target)
    return _data(command, {"target_id": target_id}, resolved)


def _data(command: Json, more: Json, resolved: Resolved) -> Json:
    data = {"id": command["id"], "name": command["name"], "type": command["type"], **more}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    if resolved.data:
        data["resolved"] = resolved.data
    return data


def _pick(world: World, user_id: int, channel_id: int, name: str, kind: int) -> Json:
    for command in usable(world, user_id, channel_id):
        if command["name"] == name and command["type"] == kind:
            return command
    raise not_found(f"The command {name!r}")


def _options(leaf: Json, name: str, given: Json, resolved: Resolved, focused: str | None) -> list[Json]:
    declared = {item["name"]: item for item in leaf.get("options") or []}
    if any(item["type"] in {SUB, GROUP} for item in declared.values()):
        raise invalid("subcommand_missing", f"/{name} needs a subcommand: {', '.join(declared)}.")
    if unknown := given.keys() - declared.keys():
        raise invalid("option_unknown", f"/{name} has no option {min(unknown)!r}.")
    missing = [key for key, item in declared.items() if item.get("required") and key not in given]
    if missing and focused is None:
        raise invalid("option_required", f"/{name} needs the option {missing[0]!r}.")
    return [_option(name, declared[key], value, resolved, focused) for key, value in given.items()]


def _option(name: str, option: Json, value: Any, resolved: Resolved, focused: str | None) -> Json:
    if focused == option["name"]:
        if not option.get("autocomplete"):
            raise invalid("no_autocomplete", f"{focused!r} has no autocomplete.")
        return {"name": focused, "type": option["type"], "value": value, "focused": True}
    readers: dict[int, Callable[[Any], str]] = {
        USER: resolved.user,
        ROLE: resolved.role,
        MENTIONABLE: resolved.mentionable,
        CHANNEL: lambda item: resolved.channel(item, option.get("channel_types")),
        ATTACHMENT: resolved.attachment,
    }
    reader = readers.get(option["type"])
    if reader is not None:
        wire: Any = reader(value)
    else:
        try:
            wire = validate_option_value(name, option, value)
        except OptionError as error:
            raise invalid(error.code.replace("-", "_"), f"{error}.") from error
    return {"name": option["name"], "type": option["type"], "value": wire}
