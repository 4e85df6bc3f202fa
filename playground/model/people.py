"""What one person sees and may do outside interactions; every refusal is a RefusedError or Discord's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import discord
from simcord.backend.models import Channel, Message, User

from playground.limits.problems import Json
from playground.model import messages, threads
from playground.model.kinds import POSTS_ONLY, PRIVATE_THREAD, PUBLIC_THREAD, STARTS, has_room_for_messages
from playground.model.messages import Upload
from playground.model.refusal import RefusedError, forbidden, invalid, not_found, unavailable
from playground.model.world import World

#: So many of the bot's messages in a channel, as one person sees them, are looked through for the times that they name:
#: a day's post may have a quiz night below it.
RECENT = 500


def find_user(world: World, name_or_id: str) -> User:
    """A person by id or user name; raises RefusedError."""
    if name_or_id.isdigit() and (user := world.users.get(int(name_or_id))):
        return user
    for user in world.users.values():
        if user.name == name_or_id.lower() and not user.bot and not user.system:
            return user
    raise not_found(f"The person {name_or_id!r}")


def everybody(world: World) -> list[User]:
    """All people, the bot not among them."""
    return [user for user in world.users.values() if not user.bot and not user.system]


@dataclass(frozen=True, slots=True)
class Person:
    """The world as one person has it before them."""

    world: World
    user: User

    def channel(self, channel_id: int) -> Channel:
        """A channel they can see."""
        channel = self.world.channels.get(channel_id)
        if channel is None or not self.world.can_see(self.user.id, channel_id):
            raise not_found("The channel")
        return channel

    def message(self, channel_id: int, message_id: int) -> Message:
        """A message they can see."""
        self.channel(channel_id)
        message = self.world.messages[channel_id].get(message_id)
        if message is None or not self.world.sees_message(self.user.id, message):
            raise not_found("The message")
        return message

    def history(self, channel_id: int, limit: int, before: int | None, after: int | None) -> list[Json]:
        """Messages they can see, newest first."""
        self.channel(channel_id)
        low, high = after or 0, before or 1 << 63
        # Ids only grow, so the order of insertion is the order of ids.
        seen = (
            message
            for message in reversed(self.world.messages[channel_id].values())
            if low < message.id < high and self.world.sees_message(self.user.id, message)
        )
        return [self.world.message_json(message, self.user.id) for message in islice(seen, limit)]

    def times(self) -> list[Json]:
        """The moments still to come that the bot's messages name to them, the next first, each once."""
        now, found = self.world.time.now().timestamp(), dict[tuple[int, int], Json]()
        for channel_id in [item for item in self.world.channels if self.world.can_see(self.user.id, item)]:
            for message in self._newest_of_bot(channel_id):
                for at in filter(lambda at: at > now, messages.stamps(message)):
                    found[at, channel_id] = {"at": at, "channel_id": str(channel_id), "message_id": str(message.id)}
        return [found[key] for key in sorted(found)]

    def _newest_of_bot(self, channel_id: int) -> Iterable[Message]:
        """What the bot said last in a channel, as far as they see it."""
        bot = self.world.bot_user.id
        newest = reversed(self.world.messages[channel_id].values())
        seen = (item for item in newest if item.author_id == bot and self.world.sees_message(self.user.id, item))
        return islice(seen, RECENT)

    def describe(self) -> Json:
        """Themselves, their servers and their direct messages with the bot."""
        dm = self.world.get_dm_channel(self.user.id)
        groups = [item for item in self.world.channels.values() if self._in_group(item)]
        return {
            "user": self.world.user_json(self.user),
            "guilds": [self.guild(guild_id) for guild_id in self.guild_ids()],
            "dm": self.world.channel_json(dm),
            "groups": [self.world.channel_json(item) for item in groups],
            "installed": self.user.id in self.world.installed,
        }

    def _in_group(self, channel: Channel) -> bool:
        return channel.type == 3 and self.user.id in channel.recipient_ids

    def guild_ids(self) -> list[int]:
        """The servers they are in."""
        return [guild.id for guild in self.world.guilds.values() if self.user.id in guild.members]

    def guild(self, guild_id: int) -> Json:
        """One of their servers, with the channels and threads they can see there."""
        guild = self.world.guilds.get(guild_id)
        if guild is None or self.user.id not in guild.members:
            raise not_found("The server")
        whole = self.world.guild_json(guild)
        seen = [item for item in (*whole["channels"], *whole["threads"]) if self._sees(item)]
        keep = ("id", "name", "owner_id", "roles", "member_count")
        member = self.world.member_json(guild, self.user.id, with_user=False)
        return {
            **{key: whole[key] for key in keep},
            "channels": seen,
            "archived": self._archived(guild_id),
            "member": member,
        }

    def _archived(self, guild_id: int) -> list[Json]:
        """The archived threads of a server that they can see."""
        threads = [self.world.channels[item] for item in self.world.guilds[guild_id].thread_ids]
        shut = [item for item in threads if item.thread_metadata is not None and item.thread_metadata.archived]
        return [self.world.channel_json(item) for item in shut if self.world.can_see(self.user.id, item.id)]

    def _sees(self, channel: Json) -> bool:
        return self.world.can_see(self.user.id, int(channel["id"]))

    def members(self, guild_id: int) -> list[Json]:
        """The members of one of their servers."""
        self.guild(guild_id)
        guild = self.world.guilds[guild_id]
        return [self.world.member_json(guild, user_id) for user_id in guild.members]

    def needs(self, channel: Channel, permission: str) -> None:
        """Raise RefusedError unless they have a permission (discord.py's name) in a channel."""
        if channel.guild_id is not None and not self.may(channel, permission):
            raise forbidden(f"{self.user.global_name} lacks the permission {permission} in #{channel.name}.")

    def may(self, channel: Channel, permission: str) -> bool:
        """Whether they have a permission (discord.py's name) in a channel."""
        return threads.may(self.world, self.user.id, channel, permission)

    def send(self, channel_id: int, content: str, reply_to: str | None, files: Iterable[Upload]) -> Json:
        """Send a message."""
        channel = self.channel(channel_id)
        uploads = [*files]
        self.may_write(channel)
        body: Json = {"content": content}
        if reply_to:
            body["message_reference"] = {"message_id": reply_to}
        sent = messages.create(self.world, channel_id, body, uploads, author_id=self.user.id)
        if channel.is_thread:
            self.world.add_thread_member(channel_id, self.user.id)
        return self.world.message_json(sent, self.user.id)

    def may_write(self, channel: Channel) -> None:
        """Raise unless they may write in a channel now; an archived thread is opened by it."""
        if channel.guild_id is None:
            return
        if has_room_for_messages(channel):
            self.needs(channel, "send_messages_in_threads" if channel.is_thread else "send_messages")
        threads.require_writing(self.world, self.user.id, channel)
        if (wait := self._slow_mode(channel)) > 0:
            raise RefusedError(429, "slow_mode", f"Slow mode is on in #{channel.name}: {wait:.0f} seconds to wait.")

    def _slow_mode(self, channel: Channel) -> float:
        """Seconds until they may write again in a channel; whoever moderates it need not wait."""
        moderating = ("manage_messages", "manage_channels", "bypass_slowmode")
        if not channel.rate_limit_per_user or any(self.may(channel, item) for item in moderating):
            return 0
        written = reversed(self.world.messages[channel.id].values())
        last = next((item for item in written if item.author_id == self.user.id), None)
        if last is None:
            return 0
        since = self.world.time.now() - discord.utils.snowflake_time(last.id)
        return channel.rate_limit_per_user - since.total_seconds()

    def edit(self, channel_id: int, message_id: int, content: str) -> Json:
        """Edit their own message."""
        message = self.message(channel_id, message_id)
        if message.author_id != self.user.id:
            raise forbidden("Only their own messages can be edited.")
        return self.world.message_json(messages.edit(self.world, message, {"content": content}))

    def delete(self, channel_id: int, message_id: int) -> None:
        """Delete a message."""
        message = self.message(channel_id, message_id)
        if message.is_ephemeral:
            raise unavailable("ephemeral", "A message that only one person sees is dismissed, not deleted.")
        threads.refuse_archived(self.channel(channel_id))
        if message.author_id != self.user.id:
            if self.channel(channel_id).guild_id is None:
                raise forbidden("In direct messages, only their own messages can be deleted.")
            self.needs(self.channel(channel_id), "manage_messages")
        self.world.delete_message(channel_id, message_id)

    def dismiss(self, channel_id: int, message_id: int) -> None:
        """Dismiss an ephemeral: it is gone from this person's screen, the bot is not told."""
        message = self.message(channel_id, message_id)
        if not message.is_ephemeral:
            raise unavailable("not_ephemeral", "Only a message that they alone see can be dismissed.")
        self.world.hidden.setdefault(self.user.id, set()).add(message_id)
        gone = {"id": str(message_id), "channel_id": str(channel_id)}
        self.world.tell(self.user.id, "MESSAGE_DELETE", gone)

    def react(self, channel_id: int, message_id: int, emoji: str, *, on: bool) -> None:
        """React to a message, or take it back."""
        message = self.message(channel_id, message_id)
        threads.refuse_archived(self.channel(channel_id))
        change = self.world.add_reaction if on else self.world.remove_reaction
        change(channel_id, message.id, emoji, self.user.id)

    def create_thread(self, channel_id: int, name: str, message_id: str | None, *, private: bool) -> Json:
        """Start a thread."""
        channel = self.channel(channel_id)
        self.needs(channel, "create_private_threads" if private else "create_public_threads")
        source = self.message(channel_id, int(message_id)) if message_id else None
        if source is not None and source.id in self.world.channels:
            raise unavailable("thread_exists", "This message has a thread already.")
        kinds = STARTS.get(channel.type, ())
        kind = PRIVATE_THREAD if private else next(iter(kinds), 0)
        if kind not in kinds:
            raise unavailable("channel_type", f"No such thread can be started in #{channel.name}.")
        if channel.type in POSTS_ONLY:
            return self._post(channel, name)
        body = {"name": name, "type": kind}
        return self.world.channel_json(threads.start(self.world, self.user.id, channel, body, source))

    def _post(self, forum: Channel, name: str) -> Json:
        """Begin a post of a forum with its name as the first message."""
        self.needs(forum, "send_messages")
        thread = self.world.create_thread(forum.id, name, self.user.id, type=PUBLIC_THREAD, broadcast=False)
        self.world.announce_thread_create(thread)
        messages.create(self.world, thread.id, {"content": name}, author_id=self.user.id)
        return self.world.channel_json(thread)

    def change_thread(self, channel_id: int, body: Json) -> Json:
        """Archive, lock, rename or slow a thread, or the other way round."""
        thread = self.world.get_thread(self.channel(channel_id).id)
        return self.world.channel_json(threads.edit(self.world, self.user.id, thread, body))

    def thread_member(self, channel_id: int, user: User, *, on: bool) -> None:
        """Let somebody into a thread, or out of it; themselves too."""
        change = threads.join if on else threads.leave
        change(self.world, self.user.id, self.channel(channel_id), user.id)

    def rename(self, name: str) -> Json:
        """Take another shown name, everywhere."""
        if not 1 <= len(name.strip()) <= 32:
            raise invalid("length", "A name has 1 to 32 characters.")
        self.world.rename_user(self.user.id, name)
        return self.world.user_json(self.user)

    def set_nick(self, guild_id: int, nick: str | None) -> Json:
        """Take another name in one server, or none of its own."""
        self.guild(guild_id)
        if nick is not None and not 1 <= len(nick.strip()) <= 32:
            raise invalid("length", "A nickname has 1 to 32 characters.")
        self.world.edit_member(guild_id, self.user.id, {"nick": nick})
        return self.world.member_json(self.world.guilds[guild_id], self.user.id)

    def delete_channel(self, channel_id: int) -> None:
        """Delete a channel or thread."""
        channel = self.channel(channel_id)
        if channel.guild_id is None:
            raise unavailable("direct", "Direct messages cannot be deleted.")
        if not (channel.is_thread and channel.owner_id == self.user.id):
            self.needs(channel, "manage_threads" if channel.is_thread else "manage_channels")
        self.world.delete_channel(channel_id)

    def group(self, others: list[User]) -> Json:
        """A group of people without the bot, where only user-installed commands work."""
        ids = sorted({self.user.id, *(user.id for user in others)})
        if len(ids) < 2:
            raise RefusedError(400, "malformed", "A group needs somebody else: name another person in `with`.")
        for channel in self.world.channels.values():
            if channel.type == 3 and channel.recipient_ids == ids:
                return self.world.channel_json(channel)
        made = self.world.create_channel(None, None, type=3)
        made.recipient_ids = ids
        return self.world.channel_json(made)

    def leave(self, guild_id: int) -> None:
        """Leave a server."""
        self.guild(guild_id)
        self.world.remove_member(guild_id, self.user.id)

    def install(self, *, on: bool) -> None:
        """Install the app for themselves, or remove it."""
        change: Any = self.world.installed.add if on else self.world.installed.discard
        change(self.user.id)
        self.world.version += 1
