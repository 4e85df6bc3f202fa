"""Gateway events: which intents they need, and which server they belong to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

import discord
from simcord import intents as rules

from playground.model.world import World

PRIVILEGED = discord.Intents(members=True, presences=True, message_content=True).value
KNOWN = discord.Intents.all().value
_CONTENT = discord.Intents(message_content=True).value
_GUILD_EVENTS = {"GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"}
_MESSAGES = {"MESSAGE_CREATE", "MESSAGE_UPDATE"}
_IN_A_CHANNEL = ("MESSAGE_", "TYPING_", "THREAD_")


@cache
def _bits(name: str) -> int:
    return int(discord.Intents(**{name: True}).value)


def guild_of(event: str, payload: Mapping[str, Any]) -> int | None:
    """The server of an event, None for direct messages."""
    found = payload.get("id") if event in _GUILD_EVENTS else payload.get("guild_id")
    return None if found is None else int(found)


def allowed(event: str, payload: Mapping[str, Any], intents: int) -> bool:
    """Whether a session with these intents is sent this event."""
    needed = rules.required_intent(event, payload)
    return needed is None or bool(intents & _bits(needed))


def seen_by_bot(world: World, event: str, payload: Mapping[str, Any]) -> bool:
    """Whether the bot hears of it: not of what is written in a channel, or of a thread, that it cannot see."""
    if not event.startswith(_IN_A_CHANNEL):
        return True
    channel_id, bot = int(payload.get("channel_id") or payload["id"]), world.bot_user.id
    if channel_id not in world.channels or str(bot) in payload.get("removed_member_ids", ()):
        return True
    return world.can_see(bot, channel_id)


def encoded(world: World, event: str, payload: Mapping[str, Any], intents: int) -> str:
    """The payload as a session with these intents gets it: without content it may not read."""
    if event == "GUILD_CREATE":
        seen = [item for item in payload["threads"] if world.can_see(world.bot_user.id, int(item["id"]))]
        pruned = {**payload, "threads": seen}
        rules.prune_guild_create(pruned, discord.Intents._from_value(intents), world.bot_user.id)  # noqa: SLF001
        return _text(pruned)
    if event in _MESSAGES and not intents & _CONTENT and _by_others(world, payload):
        censored = deepcopy(dict(payload))
        rules.censor_message(censored, world.bot_user.id, backend=world)
        return _text(censored)
    return _text(payload)


def _by_others(world: World, payload: Mapping[str, Any]) -> bool:
    author = (payload.get("author") or {}).get("id")
    return payload.get("guild_id") is not None and author != str(world.bot_user.id)


def _text(payload: Mapping[str, Any]) -> str:
    return json.dumps(payload, separators=(",", ":"))


def ready(world: World, session_id: str, url: str, shard: tuple[int, int], guilds: Iterable[Any]) -> dict[str, Any]:
    """The READY payload; every one of the shard's servers is unavailable until its GUILD_CREATE."""
    return {
        "v": 10,
        "user": world.user_json(world.bot_user),
        "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds if _listed(world, guild)],
        "session_id": session_id,
        "resume_gateway_url": url,
        "shard": list(shard),
        "application": {"id": str(world.application_id), "flags": 0},
        "private_channels": [],
        "relationships": [],
    }


def _listed(world: World, guild: Any) -> bool:
    """Discord lists a server that has an outage; tests may have it left out, as happens too."""
    return world.outages.get(guild.id, True)


def guilds(world: World, shard: tuple[int, int]) -> list[Any]:
    """The servers of a shard that the bot is in."""
    index, count = shard
    return [guild for guild in world.guilds.values() if (guild.id >> 22) % count == index and world.bot_in(guild.id)]


def member_chunks(world: World, request: dict[str, Any]) -> list[dict[str, Any]]:
    """GUILD_MEMBERS_CHUNK payloads for a REQUEST_GUILD_MEMBERS."""
    guild = world.guilds.get(int(request["guild_id"]))
    if guild is None:
        return []
    wanted = request.get("user_ids")
    ids = list(guild.members)
    if wanted:
        asked = {int(item) for item in (wanted if isinstance(wanted, list) else [wanted])}
        ids = [item for item in ids if item in asked]
    elif request.get("query"):
        start = str(request["query"]).lower()
        ids = [item for item in ids if world.users[item].name.lower().startswith(start)]
    if request.get("limit"):
        ids = ids[: int(request["limit"])]
    chunks = [ids[index : index + 1000] for index in range(0, len(ids), 1000)] or [[]]
    nonce = {"nonce": request["nonce"]} if request.get("nonce") else {}
    return [
        {
            "guild_id": str(guild.id),
            "members": [world.member_json(guild, item) for item in chunk],
            "chunk_index": index,
            "chunk_count": len(chunks),
            **nonce,
        }
        for index, chunk in enumerate(chunks)
    ]
