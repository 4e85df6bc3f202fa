"""What one person can do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Literal

from playground.client.connection import Connection, Json, Outcome, Wait, as_object, as_objects
from playground.client.feed import Feed


class Member:
    """What one person can do. ``wait``: see Interactions in ``docs/playground-api.md``."""

    def __init__(self, connection: Connection, user: str) -> None:
        self.connection = connection
        self.user = user
        self._path = f"/member/{user}"

    async def me(self) -> Json:
        """``{user, guilds, dm, groups, installed}``."""
        return as_object(await self._call("GET", ""))

    async def id(self) -> str:
        """Their user id."""
        return str((await self.me())["user"]["id"])

    async def channels(self, guild_id: str) -> list[Json]:
        """The channels and threads they can see in a server."""
        guilds = (await self.me())["guilds"]
        return next((as_objects(guild["channels"]) for guild in guilds if guild["id"] == guild_id), [])

    async def channel(self, channel_id: str) -> Json:
        """One channel, with their permissions."""
        return as_object(await self._call("GET", f"/channels/{channel_id}"))

    async def messages(self, channel_id: str, limit: int = 50) -> list[Json]:
        """Newest first."""
        return as_objects(await self._call("GET", f"/channels/{channel_id}/messages", limit=limit))

    async def message(self, channel_id: str, message_id: str) -> Json:
        """One message as it is now."""
        return as_object(await self._call("GET", f"/channels/{channel_id}/messages/{message_id}"))

    async def send(
        self, channel_id: str, content: str, *, reply_to: str | None = None, files: Sequence[Json] = ()
    ) -> Json:
        """Send a message."""
        body = {"content": content, "reply_to": reply_to, "files": [*files]}
        return as_object(await self._call("POST", f"/channels/{channel_id}/messages", body))

    async def edit(self, channel_id: str, message_id: str, content: str) -> Json:
        """Edit their own message."""
        return as_object(
            await self._call("PATCH", f"/channels/{channel_id}/messages/{message_id}", {"content": content})
        )

    async def delete(self, channel_id: str, message_id: str) -> None:
        """Delete a message."""
        await self._call("DELETE", f"/channels/{channel_id}/messages/{message_id}")

    async def dismiss(self, channel_id: str, message_id: str) -> None:
        """Dismiss an ephemeral."""
        await self._call("POST", f"/channels/{channel_id}/messages/{message_id}/dismiss")

    async def create_thread(
        self, channel_id: str, name: str, *, message_id: str | None = None, private: bool = False
    ) -> Json:
        """Start a thread."""
        body = {"name": name, "message_id": message_id, "private": private}
        return as_object(await self._call("POST", f"/channels/{channel_id}/threads", body))

    async def change_thread(self, channel_id: str, **fields: Any) -> Json:
        """Change a thread: ``name``, ``slow_mode``, ``archived``, ``locked``, ``archive_after``."""
        return as_object(await self._call("PATCH", f"/channels/{channel_id}", fields))

    async def add_to_thread(self, channel_id: str, user: str) -> None:
        """Let somebody into a thread; ``"bot"`` is the bot."""
        await self._call("PUT", f"/channels/{channel_id}/members/{user}")

    async def remove_from_thread(self, channel_id: str, user: str) -> None:
        """Take somebody out of a thread; oneself too."""
        await self._call("DELETE", f"/channels/{channel_id}/members/{user}")

    async def rename(self, name: str) -> Json:
        """Take another shown name, in every server."""
        return as_object(await self._call("PATCH", "", {"global_name": name}))

    async def set_nick(self, guild_id: str, nick: str | None) -> Json:
        """Take another name in one server; None goes back to the shown name."""
        return as_object(await self._call("PATCH", f"/guilds/{guild_id}", {"nick": nick}))

    async def delete_channel(self, channel_id: str) -> None:
        """Delete a channel or thread, if they may."""
        await self._call("DELETE", f"/channels/{channel_id}")

    async def commands(self, channel_id: str) -> list[Json]:
        """The commands they may use there."""
        return as_objects(await self._call("GET", f"/channels/{channel_id}/commands"))

    async def slash(
        self,
        channel_id: str,
        name: str,
        options: Json | None = None,
        *,
        wait: Wait = "ack",
        within: float = 5,
    ) -> Outcome:
        """Run a slash command, ``name`` being the whole path (``"quiz start"``)."""
        body = {"name": name, "options": options or {}}
        return await self._act(f"/channels/{channel_id}/commands", body, wait, within)

    async def autocomplete(self, channel_id: str, name: str, focused: str, options: Json | None = None) -> list[Json]:
        """The bot's suggestions for one option, given what is typed so far."""
        body = {"name": name, "options": options or {}, "focused": focused}
        return (await self._act(f"/channels/{channel_id}/autocomplete", body, "ack", 5)).choices or []

    async def shown(self, channel_id: str, name: str, option: str, value: str, options: Json | None = None) -> str:
        """What the bot calls a value of an option, as it stands in the field of an app that has chosen it.

        Some apps send that in the value's place. Raises LookupError where the bot suggests no such value.
        """
        choices = await self.autocomplete(channel_id, name, option, options)
        found = next((choice["name"] for choice in choices if choice["value"] == value), None)
        if found is None:
            raise LookupError(f"The bot suggests no {value!r} for {option!r}.")
        return str(found)

    async def message_command(
        self,
        channel_id: str,
        name: str,
        message_id: str,
        *,
        wait: Wait = "ack",
        within: float = 5,
    ) -> Outcome:
        """A context-menu command on a message."""
        body = {"name": name, "type": 3, "target_id": message_id}
        return await self._act(f"/channels/{channel_id}/commands", body, wait, within)

    async def user_command(
        self,
        channel_id: str,
        name: str,
        user_id: str,
        *,
        wait: Wait = "ack",
        within: float = 5,
    ) -> Outcome:
        """A context-menu command on a user."""
        body = {"name": name, "type": 2, "target_id": user_id}
        return await self._act(f"/channels/{channel_id}/commands", body, wait, within)

    async def press(
        self,
        message: Json,
        *,
        label: str | None = None,
        custom_id: str | None = None,
        wait: Wait = "ack",
        within: float = 5,
    ) -> Outcome:
        """Press a button of a message, by its label or custom_id."""
        body = {"label": label, "custom_id": custom_id}
        return await self._act(f"{_at(message)}/press", body, wait, within)

    async def select(
        self,
        message: Json,
        values: Sequence[str],
        *,
        custom_id: str | None = None,
        wait: Wait = "ack",
        within: float = 5,
    ) -> Outcome:
        """Choose in a select; without ``custom_id``, in the only one there is."""
        return await self._act(f"{_at(message)}/select", {"values": [*values], "custom_id": custom_id}, wait, within)

    async def submit(
        self,
        shown: Outcome,
        values: Json,
        *,
        wait: Wait = "ack",
        within: float = 5,
    ) -> Outcome:
        """Submit the form that an interaction showed."""
        return await self._act(f"/interactions/{shown.id}/submit", {"values": values}, wait, within)

    async def forge(self, body: Json, *, wait: Wait = "ack", within: float = 5) -> Outcome:
        """Send an interaction that no honest client would."""
        return await self._act("/forge", body, wait, within)

    async def outcome(self, interaction_id: str, *, wait: Wait = "ack", within: float = 5) -> Outcome:
        """The outcome of an earlier interaction."""
        return Outcome(**await self._call("GET", f"/interactions/{interaction_id}", wait=wait, within=within))

    def watch(self, by: Literal["", "computer", "person"] = "") -> Feed:
        """Their event stream; use as ``async with member.watch() as feed``. ``by`` says who watches."""
        return Feed(self.connection, self.user, by)

    async def times(self) -> list[Json]:
        """The moments still to come that the bot's messages name, ``{at, channel_id, message_id}``, the next first."""
        return as_objects(await self._call("GET", "/times"))

    async def wait_for_message(
        self,
        channel_id: str,
        matches: Callable[[Json], bool],
        *,
        within: float = 60,
    ) -> Json:
        """The newest message of a channel that matches, as soon as there is one; raises TimeoutError."""
        async with asyncio.timeout(within), self.watch() as feed:
            there = next((item for item in await self.messages(channel_id) if matches(item)), None)
            return there or await feed.message(channel_id, matches, within=within)

    async def _act(self, path: str, body: Json, wait: Wait, within: float) -> Outcome:
        return Outcome(**await self._call("POST", path, {**body, "wait": wait, "timeout": within}))

    async def _call(self, method: str, path: str, body: Any = None, **query: str | int | float) -> Any:
        return await self.connection.call(method, self._path + path, body, **query)


def _at(message: Json) -> str:
    return f"/channels/{message['channel_id']}/messages/{message['id']}"
