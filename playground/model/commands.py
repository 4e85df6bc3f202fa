"""Application commands: what the bot registered, who may use what, and a person's use of one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from simcord.backend.command_access import command_access

from playground.limits.command import check_commands
from playground.limits.problems import Json
from playground.model.errors import ApiError, known, refuse_problems
from playground.model.kinds import has_room_for_messages
from playground.model.world import World

CREATES_A_DAY = 200
_DEFAULTS: Json = {
    "options": [],
    "description": "",
    "default_member_permissions": None,
    "dm_permission": True,
    "nsfw": False,
    "contexts": None,
    "integration_types": [0],
    "name_localizations": None,
    "description_localizations": None,
}


@dataclass(slots=True)
class Quota:
    """How many commands were created in each place on each day, which Discord limits to 200."""

    used: Counter[tuple[int | None, str]] = field(default_factory=Counter)

    def spend(self, scope: int | None, day: str, count: int) -> None:
        """Count new commands; raises ApiError 30034 past the day's limit."""
        if self.used[scope, day] + count > CREATES_A_DAY:
            message = f"Max number of daily application command creates has been reached ({CREATES_A_DAY})"
            raise ApiError(400, 30034, message)
        self.used[scope, day] += count


def overwrite(world: World, quota: Quota, scope: int | None, commands: list[Json]) -> list[Json]:
    """Replace all commands of a server, or the global ones; ids of those that stay are kept."""
    refuse_problems(check_commands(commands))
    if scope is not None and not world.bot_in(scope):
        raise known.missing_access()
    before = world.commands.get(scope, {})
    keyed = {(item["name"], int(item.get("type") or 1)): item for item in commands}
    quota.spend(scope, world.time.now().date().isoformat(), len(keyed.keys() - before.keys()))
    registered = {key: _registered(world, scope, item, before.get(key)) for key, item in keyed.items()}
    world.commands[scope] = registered
    world.version += 1
    return list(registered.values())


def _registered(world: World, scope: int | None, item: Json, before: Json | None) -> Json:
    command = {**_DEFAULTS, **{key: value for key, value in item.items() if value is not None}}
    command["type"] = int(item.get("type") or 1)
    command["id"] = before["id"] if before else str(world.snowflake())
    command["version"] = str(world.snowflake())
    command["application_id"] = str(world.application_id)
    if scope is not None:
        command["guild_id"] = str(scope)
    return command


def upsert(world: World, quota: Quota, scope: int | None, command: Json) -> Json:
    """Create one command, or replace the one of the same name and type."""
    key = (command.get("name"), int(command.get("type") or 1))
    others = [item for name, item in world.commands.get(scope, {}).items() if name != key]
    made = overwrite(world, quota, scope, [*others, command])
    return next(item for item in made if (item["name"], item["type"]) == key)


def find(world: World, scope: int | None, command_id: str) -> Json:
    """One command by id; raises ApiError 10063."""
    for command in world.commands.get(scope, {}).values():
        if command["id"] == command_id:
            return command
    raise ApiError(404, 10063, "Unknown application command")


def delete(world: World, scope: int | None, command_id: str) -> None:
    """Delete one command; raises ApiError 10063."""
    command = find(world, scope, command_id)
    del world.commands[scope][command["name"], command["type"]]
    world.version += 1


def usable(world: World, user_id: int, channel_id: int) -> list[Json]:
    """The commands that somebody is offered in a channel, sorted by name."""
    channel = world.get_channel(channel_id)
    if not has_room_for_messages(channel):
        return []
    scopes = {channel.guild_id, None}
    found = [item for scope in scopes for item in world.commands.get(scope, {}).values()]
    return sorted(
        (item for item in found if _offered(world, item, user_id, channel_id)),
        key=lambda item: (item["name"], item["type"]),
    )


def _offered(world: World, command: Json, user_id: int, channel_id: int) -> bool:
    channel = world.channels[channel_id]
    types = set(command.get("integration_types") or [0])
    installed = 1 in types and user_id in world.installed
    context = 0 if channel.guild_id is not None else 1 if channel.type == 1 else 2
    contexts = command.get("contexts")
    if contexts is not None and context not in contexts:
        return False
    if context == 2:
        return installed
    if channel.guild_id is not None and not world.bot_in(channel.guild_id):
        return installed
    if 0 not in types and not installed:
        return False
    return command_access(world, command, user_id=user_id, channel_id=channel_id).allowed
