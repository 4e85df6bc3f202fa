"""What tests and the page do to the world: servers, people, roles, permissions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import discord
from simcord.backend.models import Channel, Guild, Member, Overwrite, User
from simcord.enums import OverwriteType

from playground.limits.problems import Json
from playground.model import seed
from playground.model.kinds import IN_SERVERS
from playground.model.people import find_user
from playground.model.refusal import RefusedError, invalid, not_found
from playground.model.world import World


def bits(names: Iterable[Any]) -> int:
    """Permission bits of discord.py's names; raises RefusedError."""
    try:
        return discord.Permissions(**dict.fromkeys(map(str, names), True)).value
    except TypeError as error:
        raise invalid("permission", f"{error}.") from error


def guild_of(world: World, guild_id: int) -> Guild:
    """A server; raises RefusedError."""
    if guild_id not in world.guilds:
        raise not_found("The server")
    return world.guilds[guild_id]


def create_people(world: World, name: str, count: int | None) -> list[Json]:
    """New people; with ``count``, name1, name2 and so on."""
    names = [name] if count is None else [f"{name}{index}" for index in range(1, count + 1)]
    taken = {user.name for user in world.users.values()}
    if not all(1 <= len(item.strip()) <= 32 for item in names):
        raise invalid("length", "A name has 1 to 32 characters.")
    if clash := [item for item in names if item.lower() in taken]:
        raise RefusedError(409, "name_taken", f"The name {clash[0]!r} is taken.")
    made = [User(world.snowflake(), item.lower(), global_name=item) for item in names]
    for user in made:
        world.users[user.id] = user
    world.version += 1
    return [world.user_json(user) for user in made]


def create_guilds(world: World, body: Json) -> list[Json]:
    """New servers, as ``POST /admin/guilds`` describes."""
    name, count = str(body.get("name") or "Server"), body.get("count")
    names = [name] if count is None else [f"{name} {index}" for index in range(1, int(count) + 1)]
    people = [find_user(world, str(item)) for item in body.get("members") or []]
    # Each id gets a millisecond of its own, in the past, so that servers spread over the shards.
    first = world.snowflake() - (len(names) << 22)
    ids = [int(body["id"])] if body.get("id") else [first + (index << 22) for index in range(len(names))]
    return [_create_guild(world, guild_id, item, people, body) for guild_id, item in zip(ids, names, strict=True)]


def _create_guild(world: World, guild_id: int, name: str, people: list[User], body: Json) -> Json:
    if guild_id in world.guilds:
        raise RefusedError(409, "id_taken", f"There is a server {guild_id} already.")
    guild = seed.add_guild(world, guild_id, name, [], world.snowflake(), bot=body.get("bot", True))
    if (joined_at := body.get("joined_at")) and world.bot_user.id in guild.members:
        guild.members[world.bot_user.id].joined_at = str(joined_at)
    channels = [str(item) for item in body.get("channels") or []]
    made = [seed.add_channels(world, guild, [item], world.snowflake())[0] for item in channels]
    for index, channel in enumerate(made):
        channel.position = index
    for user in people:
        guild.members[user.id] = Member(user.id, joined_at=world.now_iso())
    world.emit("GUILD_CREATE", world.guild_json(guild))
    return {"id": str(guild_id), "name": name, "channel_ids": [str(item.id) for item in made]}


def create_channel(world: World, guild_id: int, body: Json) -> Json:
    """A new channel."""
    guild_of(world, guild_id)
    parent = int(body["parent_id"]) if body.get("parent_id") else None
    name, kind = str(body.get("name") or "channel"), int(body.get("type") or 0)
    if kind not in IN_SERVERS:
        raise invalid("channel_type", f"A server has channels of the types {', '.join(map(str, IN_SERVERS))}.")
    return world.channel_json(world.create_channel(guild_id, name, type=kind, parent_id=parent))


def create_role(world: World, guild_id: int, body: Json) -> Json:
    """A new role."""
    guild_of(world, guild_id)
    name, permissions = str(body.get("name") or "role"), bits(body.get("permissions") or [])
    return world.role_json(world.create_role(guild_id, name, permissions=permissions))


def set_permissions(world: World, guild_id: int, role: str, names: Iterable[str]) -> Json:
    """Give a role exactly these permissions; ``role`` is an id, ``bot`` or ``everyone``."""
    guild = guild_of(world, guild_id)
    role_id = _role(guild, role)
    return world.role_json(world.edit_role(guild_id, role_id, {"permissions": bits(names)}))


def _role(guild: Guild, name: str) -> int:
    if name == "everyone":
        return guild.id
    if name == "bot":
        return next(role.id for role in guild.roles.values() if role.managed)
    if not name.isdigit() or int(name) not in guild.roles:
        raise not_found(f"The role {name!r}")
    return int(name)


def set_overwrite(world: World, channel_id: int, target: str, body: Json) -> None:
    """Allow or deny in a channel, to a role or a member."""
    channel = world.get_channel(channel_id)
    kind = OverwriteType.MEMBER if _is_member(target, body) else OverwriteType.ROLE
    allow, deny = bits(body.get("allow") or []), bits(body.get("deny") or [])
    world.set_overwrite(channel_id, Overwrite(_target(world, channel, target, kind), kind, allow, deny))


def delete_overwrite(world: World, channel_id: int, target: str) -> None:
    """Remove an overwrite."""
    channel = world.get_channel(channel_id)
    kind = OverwriteType.ROLE if target == "everyone" else OverwriteType.MEMBER
    target_id = int(target) if target.isdigit() else _target(world, channel, target, kind)
    world.delete_overwrite(channel_id, target_id)


def _is_member(target: str, body: Json) -> bool:
    return target == "bot" or (target != "everyone" and body.get("type", "member") == "member")


def _target(world: World, channel: Channel, target: str, kind: OverwriteType) -> int:
    if target == "bot":
        return world.bot_user.id
    if kind is OverwriteType.MEMBER:
        return find_user(world, target).id
    if channel.guild_id is None:
        raise RefusedError(409, "direct", "Direct messages have no permissions.")
    return _role(world.guilds[channel.guild_id], target)


def set_member(world: World, guild_id: int, user: User, body: Json) -> Json:
    """Let somebody join, or change their roles and nickname."""
    guild = guild_of(world, guild_id)
    roles = [_role(guild, str(item)) for item in body.get("roles") or []]
    if user.id in guild.members:
        world.edit_member(guild_id, user.id, {"role_ids": roles, "nick": body.get("nick")})
    else:
        world.add_member(guild_id, user.id, roles=roles, nick=body.get("nick"), announce=True)
    return world.member_json(guild, user.id)


def describe(world: World) -> Json:
    """The world in short, as ``GET /admin/world`` answers."""
    return {
        "application_id": str(world.application_id),
        "bot": world.user_json(world.bot_user),
        "guild_count": len(world.guilds),
        "guilds": [
            {"id": str(item.id), "name": item.name, "bot": world.bot_in(item.id)} for item in world.guilds.values()
        ],
        "people_count": len(world.users) - 2,
    }
