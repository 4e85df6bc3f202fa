"""The ``resolved`` objects of an interaction, looked up as one person sees the world."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import Any

from playground.limits.problems import Json
from playground.model.refusal import invalid, not_found
from playground.model.world import World


@dataclass(slots=True)
class Resolved:
    """The ``resolved`` part of an interaction, filled while values are read."""

    world: World
    user_id: int
    channel_id: int
    data: Json = field(default_factory=dict)

    def user(self, value: Any) -> str:
        """A user, with their membership where there is one."""
        user = self.world.users.get(_id(value))
        if user is None:
            raise not_found(f"User {value}")
        self._put("users", user.id, self.world.user_json(user))
        guild = self._guild()
        if guild is not None and user.id in guild.members:
            member = self.world.member_json(guild, user.id, with_user=False)
            member["permissions"] = str(self.world.compute_permissions(guild.id, user.id, self.channel_id))
            self._put("members", user.id, member)
        return str(user.id)

    def role(self, value: Any) -> str:
        """A role of this server."""
        guild = self._guild()
        if guild is None or _id(value) not in guild.roles:
            raise not_found(f"Role {value}")
        self._put("roles", _id(value), self.world.role_json(guild.roles[_id(value)]))
        return str(_id(value))

    def mentionable(self, value: Any) -> str:
        """A user or a role."""
        return self.user(value) if _id(value) in self.world.users else self.role(value)

    def channel(self, value: Any, types: list[int] | None = None) -> str:
        """A channel that this person can see, of one of the allowed types."""
        channel = self.world.channels.get(_id(value))
        if channel is None or not self.world.can_see(self.user_id, channel.id):
            raise not_found(f"Channel {value}")
        if types and channel.type not in types:
            raise invalid("channel_type", f"#{channel.name} is not of an allowed type.")
        payload = self.world.channel_json(channel)
        payload["permissions"] = str(self.world.permissions(self.user_id, channel))
        self._put("channels", channel.id, payload)
        return str(channel.id)

    def message(self, value: Any) -> str:
        """A message of this channel that this person sees."""
        message = self.world.messages.get(self.channel_id, {}).get(_id(value))
        if message is None or not self.world.sees_message(self.user_id, message):
            raise not_found(f"Message {value}")
        self._put("messages", message.id, self.world.message_json(message))
        return str(message.id)

    def attachment(self, value: Any) -> str:
        """An uploaded file, ``{filename, data}`` with base64."""
        name, data = read_file(value)
        stored = self.world.cdn.store_attachment(self.world.snowflake(), self.channel_id, name, data, None)
        self._put("attachments", int(stored["id"]), stored)
        return str(stored["id"])

    def _guild(self) -> Any:
        guild_id = self.world.channels[self.channel_id].guild_id
        return None if guild_id is None else self.world.guilds[guild_id]

    def _put(self, kind: str, key: int, value: Json) -> None:
        self.data.setdefault(kind, {})[str(key)] = value


def _id(value: Any) -> int:
    text = str(value)
    if not text.isdigit():
        raise invalid("id", f"{text!r} is not an id.")
    return int(text)


def read_file(value: Any) -> tuple[str, bytes]:
    """Name and content of ``{filename, data}``; raises RefusedError."""
    try:
        return str(value["filename"]), base64.b64decode(value["data"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise invalid("file", "A file is {filename, data} with its content in base64.") from error
