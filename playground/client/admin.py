"""What a test, a campaign or the page does to the world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from playground.client.connection import Connection, Json, as_object, as_objects


class Admin(Connection):
    """The admin API of ``docs/playground-api.md``."""

    async def world(self) -> Json:
        """Application id, bot, servers, people, whether the bot is online."""
        return as_object(await self.call("GET", "/admin/world"))

    async def people(self) -> list[Json]:
        """Everybody there is."""
        return as_objects(await self.call("GET", "/member"))

    async def create_people(self, name: str, count: int | None = None) -> list[Json]:
        """New people; with ``count``, name1, name2 and so on."""
        return as_objects(await self.call("POST", "/admin/people", {"name": name, "count": count}))

    async def create_guilds(
        self,
        name: str,
        *,
        count: int | None = None,
        channels: Sequence[str] = ("quiz",),
        members: Sequence[str] = (),
        bot: bool = True,
        joined_at: str | None = None,
    ) -> list[Json]:
        """New servers, each ``{id, name, channel_ids}``; ``joined_at``: when the bot came, if not now."""
        there = {"channels": [*channels], "members": [*members], "bot": bot, "joined_at": joined_at}
        body = {"name": name, "count": count, **there}
        return as_objects(await self.call("POST", "/admin/guilds", body))

    async def delete_guild(self, guild_id: str) -> None:
        """Delete a server."""
        await self.call("DELETE", f"/admin/guilds/{guild_id}")

    async def add_bot(self, guild_id: str) -> None:
        """Invite the bot (back)."""
        await self.call("PUT", f"/admin/guilds/{guild_id}/bot")

    async def remove_bot(self, guild_id: str) -> None:
        """Remove the bot from a server; the server stays."""
        await self.call("DELETE", f"/admin/guilds/{guild_id}/bot")

    async def begin_outage(self, guild_id: str, *, listed: bool = True) -> None:
        """Let a server be unavailable to the bot; ``listed``: whether READY names it meanwhile."""
        await self.call("PUT", f"/admin/guilds/{guild_id}/outage", {"listed": listed})

    async def end_outage(self, guild_id: str) -> None:
        """Let it be available again."""
        await self.call("DELETE", f"/admin/guilds/{guild_id}/outage")

    async def create_channel(
        self,
        guild_id: str,
        name: str,
        *,
        channel_type: int = 0,
        parent_id: str | None = None,
    ) -> Json:
        """A new channel."""
        body = {"name": name, "type": channel_type, "parent_id": parent_id}
        return as_object(await self.call("POST", f"/admin/guilds/{guild_id}/channels", body))

    async def delete_channel(self, channel_id: str) -> None:
        """Delete a channel or thread."""
        await self.call("DELETE", f"/admin/channels/{channel_id}")

    async def change_channel(self, channel_id: str, **fields: Any) -> Json:
        """Change a channel or thread: ``name``, ``slow_mode``, ``archived``, ``locked``, ``archive_after``."""
        return as_object(await self.call("PATCH", f"/admin/channels/{channel_id}", fields))

    async def delete_message(self, channel_id: str, message_id: str) -> None:
        """Delete anybody's message."""
        await self.call("DELETE", f"/admin/channels/{channel_id}/messages/{message_id}")

    async def add_to_thread(self, thread_id: str, user: str) -> None:
        """Let somebody into a thread, private ones too; ``"bot"`` is the bot."""
        await self.call("PUT", f"/admin/channels/{thread_id}/members/{user}")

    async def remove_from_thread(self, thread_id: str, user: str) -> None:
        """Take somebody out of a thread; ``"bot"`` is the bot."""
        await self.call("DELETE", f"/admin/channels/{thread_id}/members/{user}")

    async def rename(self, user: str, name: str) -> Json:
        """Give somebody another shown name, in every server."""
        return as_object(await self.call("PATCH", f"/admin/people/{user}", {"global_name": name}))

    async def set_overwrite(
        self,
        channel_id: str,
        target: str,
        *,
        target_type: Literal["role", "member"] = "member",
        allow: Sequence[str] = (),
        deny: Sequence[str] = (),
    ) -> None:
        """Allow or deny in a channel; ``target`` is an id, ``"bot"`` or ``"everyone"``."""
        body = {"type": target_type, "allow": [*allow], "deny": [*deny]}
        await self.call("PUT", f"/admin/channels/{channel_id}/overwrites/{target}", body)

    async def delete_overwrite(self, channel_id: str, target: str) -> None:
        """Remove an overwrite."""
        await self.call("DELETE", f"/admin/channels/{channel_id}/overwrites/{target}")

    async def create_role(self, guild_id: str, name: str, permissions: Sequence[str] = ()) -> Json:
        """A new role."""
        body = {"name": name, "permissions": [*permissions]}
        return as_object(await self.call("POST", f"/admin/guilds/{guild_id}/roles", body))

    async def set_permissions(self, guild_id: str, role: str, permissions: Sequence[str]) -> None:
        """Set a role's permissions; ``role`` is an id, ``"bot"`` or ``"everyone"``."""
        await self.call("PATCH", f"/admin/guilds/{guild_id}/roles/{role}", {"permissions": [*permissions]})

    async def set_member(self, guild_id: str, user: str, *, roles: Sequence[str] = (), nick: str | None = None) -> None:
        """Let somebody join a server, or change their roles there."""
        await self.call("PUT", f"/admin/guilds/{guild_id}/members/{user}", {"roles": [*roles], "nick": nick})

    async def remove_member(self, guild_id: str, user: str) -> None:
        """Remove somebody from a server."""
        await self.call("DELETE", f"/admin/guilds/{guild_id}/members/{user}")

    async def clock(self) -> Json:
        """``{now, offset_seconds, revision}``."""
        return as_object(await self.call("GET", "/admin/clock"))

    async def advance(self, seconds: float) -> Json:
        """Move the whole playground's time forward."""
        return as_object(await self.call("POST", "/admin/clock", {"advance_seconds": seconds}))

    async def fault(
        self,
        path: str,
        action: Literal["status", "rate_limit", "drop", "hang"] = "status",
        **more: Any,
    ) -> str:
        """Let the next matching requests of the bot fail; see Faults. Answers the fault's id.

        ``code=50083`` alone is Discord's own refusal of that code.
        """
        return str((await self.call("POST", "/admin/faults", {"path": path, "action": action, **more}))["id"])

    async def clear_faults(self) -> None:
        """Forget faults that have not happened."""
        await self.call("DELETE", "/admin/faults")

    async def gateway(self, action: str, *, shard: int | None = None, **more: int | None) -> Json:
        """Trouble at the gateway; see Gateway actions. `more`: its `count` or `code`."""
        return as_object(await self.call("POST", "/admin/gateway", {"action": action, "shard": shard, **more}))

    async def sessions(self) -> list[Json]:
        """The bot's gateway sessions."""
        return as_objects(await self.call("GET", "/admin/gateway"))

    async def stats(self) -> Json:
        """Counters since the start or the last reset."""
        return as_object(await self.call("GET", "/admin/stats"))

    async def reset_stats(self) -> None:
        """Set the counters to zero."""
        await self.call("DELETE", "/admin/stats")

    async def requests(self, limit: int = 100) -> list[Json]:
        """The bot's latest REST requests, newest last."""
        return as_objects(await self.call("GET", "/admin/requests", limit=limit))

    async def presses(self, presses: Sequence[Json], within: float = 10) -> list[Json]:
        """Many presses at once, for load: ``{user, channel_id, message_id, custom_id}`` each."""
        body = {"presses": [*presses], "timeout": within}
        return as_objects(await self.call("POST", "/admin/presses", body))
