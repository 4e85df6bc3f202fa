"""The world: SimCord's backend with our clock, without its logs, and with private messages announced."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import quote

from simcord.backend import Backend, serializers
from simcord.backend.access import channel_accessible
from simcord.backend.cdn import CdnStore
from simcord.backend.errors import BackendError
from simcord.backend.models import Channel, Guild, Interaction, Message, Role, User

from playground.clock import Clock
from playground.model.kinds import ANNOUNCEMENT_THREAD, PUBLIC_THREAD

Json = dict[str, Any]
PrivateListener = Callable[[int, str, Json], None]

#: How many ephemeral messages and interactions are remembered, so that a long load run does not grow.
MEMORY = 50_000
THINKING = 1 << 7
GROUP_DM = 3


class Files(CdnStore):
    """Uploaded files; they are served by the playground itself under ``base``."""

    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.previous_base = ""

    def store_attachment(
        self, attachment_id: int, channel_id: int, filename: str, data: bytes, description: str | None
    ) -> Json:
        """Keep a file and describe it as Discord does."""
        stored = super().store_attachment(attachment_id, channel_id, filename, data, description)
        path = f"/cdn/attachments/{channel_id}/{attachment_id}/{filename}"
        self._blobs[path] = self._blobs.pop(stored["url"])
        url = self.base + quote(path)
        return {**stored, "url": url, "proxy_url": url}

    @property
    def blobs(self) -> dict[str, bytes]:
        """Every file by the path of its address."""
        return self._blobs


class World(Backend):
    """Everything that exists: people, servers, channels, messages, commands, interactions under way."""

    def __init__(self, clock: Clock) -> None:
        self._last_id = (0, 0)
        super().__init__(clock=cast("Any", clock))
        self.time = clock
        self.cdn: Files = Files()
        self.private_listeners: list[PrivateListener] = []
        self.watched: set[int] = set()
        self.installed: set[int] = set()
        self.outages: dict[int, bool] = {}
        self.hidden: dict[int, set[int]] = {}
        self.version = 0
        self._json: dict[int, str] = {}
        self._nonces: dict[str, tuple[float, Message]] = {}
        self._ephemerals: deque[tuple[int, int]] = deque()
        self._recent: deque[int] = deque()
        self.http_requests = cast("Any", deque(maxlen=0))
        self.transcript = cast("Any", deque(maxlen=0))

    # Ids and time.

    def snowflake(self) -> int:
        """A new id whose time is the playground's present."""
        last_time, last_sequence = self._last_id
        milliseconds = max(self.clock.milliseconds(), last_time)  # type: ignore[attr-defined]
        sequence = last_sequence + 1 if milliseconds == last_time else 0
        self._last_id = (milliseconds, sequence)
        return cast("int", (milliseconds << 22) | sequence)

    # What is announced.

    def emit(self, event: str, payload: Mapping[str, Any]) -> None:
        """Tell every listener, keeping no log."""
        self.version += 1
        if event.startswith("MESSAGE"):
            self._json.pop(int(payload.get("id") or payload.get("message_id") or 0), None)
        for listener in self.subscribers:
            listener(event, payload)

    def tell(self, user_id: int, event: str, payload: Json) -> None:
        """Tell one person alone; whoever watches no stream (:attr:`watched`) need not be told."""
        self.version += 1
        self._json.pop(int(payload.get("id", 0)), None)
        for listener in self.private_listeners:
            listener(user_id, event, payload)

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        """Install a message; an ephemeral one is announced to its reader."""
        super().commit_message(message, broadcast=broadcast and not message.is_ephemeral)
        if message.is_ephemeral:
            self._remember_ephemeral(message)
            self.tell_reader("MESSAGE_CREATE", message)
        return message

    def edit_message(self, channel_id: int, message_id: int, fields: Json) -> Message:
        """Change a message; an ephemeral change is announced to its reader."""
        message = super().edit_message(channel_id, message_id, fields)
        if message.is_ephemeral:
            self.tell_reader("MESSAGE_UPDATE", message)
        return message

    def delete_message(self, channel_id: int, message_id: int) -> None:
        """Delete a message; an ephemeral deletion is announced to its reader."""
        message = self.get_message(channel_id, message_id)
        super().delete_message(channel_id, message_id)
        if message.is_ephemeral and (reader := reader_of(message)):
            self.tell(reader, "MESSAGE_DELETE", {"id": str(message_id), "channel_id": str(channel_id)})

    def tell_reader(self, event: str, message: Message) -> None:
        """Announce an ephemeral message to the one person who sees it, unless they dismissed it."""
        self.version += 1
        self._json.pop(message.id, None)
        reader = reader_of(message)
        if reader in self.watched and self.sees_message(reader, message):
            self.tell(reader, event, self.message_json(message))

    def _remember_ephemeral(self, message: Message) -> None:
        self._ephemerals.append((message.channel_id, message.id))
        while len(self._ephemerals) > MEMORY:
            channel_id, message_id = self._ephemerals.popleft()
            self.messages.get(channel_id, {}).pop(message_id, None)

    # Payloads.

    def message_json(self, message: Message, for_user: int | None = None) -> Json:
        """A message as Discord sends it."""
        return dict(serializers.message_payload(self, message, for_user=for_user))

    def message_text(self, message: Message) -> str:
        """The same, encoded; kept until the message changes, since a card is pressed many times."""
        text = self._json.get(message.id)
        if text is None:
            text = self._json[message.id] = json.dumps(self.message_json(message), separators=(",", ":"))
            if len(self._json) > MEMORY // 10:
                self._json.pop(next(iter(self._json)))
        return text

    def user_json(self, user: User) -> Json:
        """A user as Discord sends one."""
        return dict(serializers.user_payload(user))

    def member_json(self, guild: Guild, user_id: int, *, with_user: bool = True) -> Json:
        """A member of a server as Discord sends one."""
        return dict(serializers.member_payload(self, guild, guild.members[user_id], with_user=with_user))

    def role_json(self, role: Role) -> Json:
        """A role as Discord sends one."""
        return dict(serializers.role_payload(role))

    def channel_json(self, channel: Channel) -> Json:
        """A channel as Discord sends one."""
        payload = dict(serializers.channel_payload(self, channel))
        if channel.type == GROUP_DM:
            payload["recipients"] = [self.user_json(self.users[uid]) for uid in channel.recipient_ids]
        if self.bot_user.id in channel.thread_members:
            payload["member"] = dict(serializers.thread_member_payload(channel, self.bot_user.id))
        return {**payload, "flags": 0}

    def guild_json(self, guild: Guild) -> Json:
        """A server as GUILD_CREATE carries it when the bot joins; archived threads are not listed there."""
        payload = dict(serializers.guild_create_payload(self, guild))
        # Discord says "unavailable: false" of a server that comes back after READY, and nothing on joining.
        del payload["unavailable"]
        payload["channels"] = [self.channel_json(self.channels[item]) for item in guild.channel_ids]
        payload["threads"] = [self.channel_json(item) for item in self.active_threads(guild.id)]
        return payload

    def remove_guild(self, guild_id: int) -> None:
        """Delete a server, and tell those who were in it. Raises ApiError 10004."""
        members = [*self.get_guild(guild_id).members]
        super().remove_guild(guild_id)
        for user_id in members:
            self.tell(user_id, "GUILD_DELETE", {"id": str(guild_id)})

    # Channels and threads.

    def delete_channel(self, channel_id: int) -> None:
        """Delete a channel, and the threads in it with it."""
        for thread in [item for item in self.channels.values() if item.is_thread and item.parent_id == channel_id]:
            super().delete_channel(thread.id)
        super().delete_channel(channel_id)

    def archived_threads(self, channel_id: int, *, private: bool) -> list[Channel]:
        """The archived threads of a channel; those of an announcement channel are public too."""
        found = super().archived_threads(channel_id, private=private)
        if private:
            return found
        news = (item for item in self.channels.values() if item.type == ANNOUNCEMENT_THREAD)
        return [*found, *(item for item in news if item.parent_id == channel_id and _is_archived(item))]

    def add_thread_member(self, thread_id: int, user_id: int) -> Channel:
        """Let somebody into a thread; for the bot, a private one begins to exist only then."""
        is_new = user_id not in self.get_channel(thread_id).thread_members
        thread = super().add_thread_member(thread_id, user_id)
        if is_new and user_id == self.bot_user.id and thread.type != PUBLIC_THREAD:
            self.emit("THREAD_CREATE", self.channel_json(thread))
        return thread

    def rename_user(self, user_id: int, name: str) -> None:
        """Give somebody another shown name, which every server hears of."""
        self.get_user(user_id).global_name = name
        for guild in self.guilds.values():
            if user_id in guild.members:
                self.announce_member_update(guild.id, user_id)
        self.version += 1

    def set_mentions(self, message: Message, text: str) -> None:
        """Work out whom a message names and pings."""
        channel = self.channels[message.channel_id]
        author = None
        if message.reference and message.reference.get("type", 0) == 0:
            target = self.messages.get(channel.id, {}).get(int(message.reference["message_id"]))
            author = target.author_id if target else None
        message.reply_author_id = author
        found = self._mention_state(channel, message.author_id, text, message.allowed_mentions, author)
        message.mention_user_ids, message.mention_role_ids = found[0], found[1]
        message.ping_user_ids, message.ping_role_ids, message.mention_everyone = found[2:]

    def owners(self, user_id: int, guild_id: int | None) -> Json:
        """Discord's ``authorizing_integration_owners``: the server (key 0), the user who installed (key 1)."""
        found: Json = {}
        if guild_id is None or self.bot_in(guild_id):
            found["0"] = str(guild_id or 0)
        if user_id in self.installed:
            found["1"] = str(user_id)
        return found

    # Who is where and sees what.

    def bot_in(self, guild_id: int) -> bool:
        """Whether the bot is a member of a server."""
        guild = self.guilds.get(guild_id)
        return guild is not None and self.bot_user.id in guild.members

    def remove_bot(self, guild_id: int) -> None:
        """Take the bot out of a server; the server stays. Raises ApiError 10004."""
        guild = self.get_guild(guild_id)
        if guild.members.pop(self.bot_user.id, None) is not None:
            self.emit("GUILD_DELETE", {"id": str(guild_id)})

    def add_bot(self, guild_id: int) -> None:
        """Invite the bot, with the role it had. Raises ApiError 10004."""
        guild = self.get_guild(guild_id)
        if not self.bot_in(guild_id):
            roles = [role.id for role in guild.roles.values() if role.managed]
            self.add_member(guild_id, self.bot_user.id, roles=roles)
            self.emit("GUILD_CREATE", self.guild_json(guild))

    def can_see(self, user_id: int, channel_id: int) -> bool:
        """Whether somebody can open a channel."""
        channel = self.channels.get(channel_id)
        if channel is not None and channel.type == GROUP_DM:
            return user_id in channel.recipient_ids
        return channel_accessible(self, channel_id, user_id)

    def sees_message(self, user_id: int, message: Message) -> bool:
        """Whether somebody has a message before their eyes."""
        return message.visible_to(user_id) and message.id not in self.hidden.get(user_id, ())

    def permissions(self, user_id: int, channel: Channel) -> int:
        """Somebody's permissions in a channel; in direct messages, those that matter there."""
        if channel.guild_id is None:
            return DIRECT_PERMISSIONS
        try:
            return self.compute_permissions(channel.guild_id, user_id, channel.id)
        except BackendError:
            return 0

    # Nonces and interactions.

    def message_with_nonce(self, nonce: str, seconds: float) -> Message | None:
        """The bot's message of the last few minutes with this nonce, in whatever channel, if it still exists."""
        found = self._nonces.get(nonce)
        if found is None or self.time.now().timestamp() - found[0] > seconds:
            return None
        return self.messages.get(found[1].channel_id, {}).get(found[1].id)

    def remember_nonce(self, nonce: str, message: Message) -> None:
        """Keep a nonce so that the same one gives the same message."""
        self._nonces[nonce] = (self.time.now().timestamp(), message)
        if len(self._nonces) > MEMORY:
            self._nonces.pop(next(iter(self._nonces)))

    def remember_interaction(self, record: Interaction) -> None:
        """Keep an interaction, and forget the oldest beyond what is remembered."""
        self.interactions[record.id] = record
        self.interaction_tokens[record.token] = record.id
        self._recent.append(record.id)
        while len(self._recent) > MEMORY:
            gone = self.interactions.pop(self._recent.popleft(), None)
            if gone is not None:
                self.interaction_tokens.pop(gone.token, None)


#: View, send, embed, attach, read history, react, use external emoji and commands (Discord's bits).
DIRECT_PERMISSIONS = (1 << 10) | (1 << 11) | (1 << 14) | (1 << 15) | (1 << 16) | (1 << 6) | (1 << 18) | (1 << 31)


def _is_archived(thread: Channel) -> bool:
    return thread.thread_metadata is not None and thread.thread_metadata.archived


def reader_of(message: Message) -> int:
    """The one person who sees an ephemeral message; 0 when there is none."""
    user = (message.interaction_metadata or {}).get("user") or {}
    return int(user.get("id", 0))
