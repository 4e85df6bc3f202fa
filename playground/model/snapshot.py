"""The world as one JSON document, and back."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict
from simcord.backend.models import Channel, Guild, Message, User

from playground.clock import Clock
from playground.limits.problems import Json
from playground.model.seed import empty_world
from playground.model.world import World

VERSION = 1


class Snapshot(BaseModel):
    """Everything that outlives a restart. Interactions under way do not, as they do not outlive the bot's silence."""

    model_config = ConfigDict(extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")

    version: int = VERSION
    offset_seconds: float
    users: list[User]
    guilds: list[Guild]
    channels: list[Channel]
    messages: list[Message]
    direct: dict[int, int]
    installed: set[int]
    hidden: dict[int, set[int]]
    commands: list[Json]
    files: dict[str, bytes]
    base: str


def take(world: World) -> bytes:
    """Encode a world."""
    snapshot = Snapshot(
        offset_seconds=world.time.elapsed,
        users=[*world.users.values()],
        guilds=[*world.guilds.values()],
        channels=[*world.channels.values()],
        messages=[item for channel in world.messages.values() for item in channel.values()],
        direct=world.dm_channels,
        installed=world.installed,
        hidden=world.hidden,
        commands=[item for scope in world.commands.values() for item in scope.values()],
        files=world.cdn.blobs,
        base=world.cdn.base,
    )
    return snapshot.model_dump_json().encode()


def restore(data: bytes, clock: Clock) -> World:
    """The world of :func:`take`; raises ValueError when the document is damaged or of another version."""
    snapshot = Snapshot.model_validate_json(data)
    if snapshot.version != VERSION:
        raise ValueError(f"version {snapshot.version}, not {VERSION}")
    clock.advance(snapshot.offset_seconds)
    world = empty_world(clock)
    world.users = {item.id: item for item in snapshot.users}
    if world.application_id not in world.users:
        raise ValueError("the bot is missing")
    world.bot_user = world.users[world.application_id]
    world.guilds = {item.id: item for item in snapshot.guilds}
    world.channels = {item.id: item for item in snapshot.channels}
    world.messages = {channel_id: {} for channel_id in world.channels}
    for message in snapshot.messages:
        world.messages[message.channel_id][message.id] = message
    world.dm_channels, world.installed, world.hidden = snapshot.direct, snapshot.installed, snapshot.hidden
    for command in snapshot.commands:
        scope = int(command["guild_id"]) if "guild_id" in command else None
        world.commands.setdefault(scope, {})[command["name"], command["type"]] = command
    world.cdn.blobs.update(snapshot.files)
    world.cdn.previous_base = snapshot.base
    return world


def rebase(value: Any, old: str, new: str) -> Any:
    """The same JSON with file addresses of an earlier run made to point at this one."""
    if isinstance(value, str):
        return new + value[len(old) :] if value.startswith(old + "/cdn/") else value
    if isinstance(value, list):
        return [rebase(item, old, new) for item in value]
    if isinstance(value, dict):
        return {key: rebase(item, old, new) for key, item in value.items()}
    return value


def rebase_world(world: World, base: str) -> None:
    """Let every stored file address point at ``base``, where the playground listens now."""
    old = world.cdn.previous_base
    if not old or old == base:
        return
    for channel in world.messages.values():
        for message in channel.values():
            message.attachments = rebase(message.attachments, old, base)
            message.embeds = rebase(message.embeds, old, base)
            message.components = rebase(message.components, old, base)
