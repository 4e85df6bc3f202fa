"""What the gateway tells of shards and servers, heard in the instant in which it is told.

The library tells of a shard's servers only when all of them have come, and keeps one that a new session does not list.
"""

import asyncio
from collections.abc import Callable, Collection
from typing import Any, Protocol

import discord
from discord.gateway import DiscordWebSocket

Parser = Callable[[Any], None]


class Listener(Protocol):
    """Who wants to know. Calls return at once."""

    def ready(self, shard: int, shards: int, listed: Collection[int]) -> None:
        """A shard begins a session; these servers are its."""

    def resumed(self, shard: int) -> None:
        """A shard goes on with its session."""

    def appeared(self, guild_id: int) -> None:
        """A server is there (again)."""

    def vanished(self, guild_id: int, *, gone: bool) -> None:
        """A server is away; `gone`: the bot is no member of it any more."""


def overhear(client: discord.Client, listener: Listener) -> None:
    """Have the listener told of every READY, RESUMED, GUILD_CREATE and GUILD_DELETE, after the library was."""
    parsers: dict[str, Parser] = client._connection.parsers  # noqa: SLF001 - the events themselves are nowhere else

    def ready(data: Any) -> None:
        shard, shards = data["shard"]
        listener.ready(int(shard), int(shards), [int(guild["id"]) for guild in data["guilds"]])

    def resumed(data: Any) -> None:
        listener.resumed(data["__shard_id__"] or 0)

    def created(data: Any) -> None:
        if not data.get("unavailable"):
            listener.appeared(int(data["id"]))

    def deleted(data: Any) -> None:
        listener.vanished(int(data["id"]), gone=not data.get("unavailable"))

    told = {"READY": ready, "RESUMED": resumed, "GUILD_CREATE": created, "GUILD_DELETE": deleted}
    for event, tell in told.items():
        parsers[event] = _in_turn(parsers[event], tell)


def _in_turn(parse: Parser, tell: Parser) -> Parser:
    def both(data: Any) -> None:
        parse(data)
        tell(data)

    return both


_received = DiscordWebSocket.received_message


async def _received_by_turns(socket: DiscordWebSocket, message: Any, /) -> None:
    """Called by the library with each thing that it is told, which it takes without a pause while more has come.

    A shard of thousands of servers would keep presses waiting, and requests whose turn it is, until it knows them all.
    """
    await _received(socket, message)
    await asyncio.sleep(0)


DiscordWebSocket.received_message = _received_by_turns  # type: ignore[method-assign]
