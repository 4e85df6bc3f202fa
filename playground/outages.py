"""Servers that Discord itself cannot reach for a while: what the bot is told of them."""

from __future__ import annotations

from playground.gateway import Gateway
from playground.model.refusal import RefusedError
from playground.model.world import World


class Outages:
    """Begins and ends them. While one lasts, nothing of the server reaches the bot, and its requests there get 503."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    def begin(self, guild_id: int, *, listed: bool) -> None:
        """GUILD_DELETE with `unavailable`; `listed`: whether a READY meanwhile names the server."""
        if not self._world.bot_in(guild_id):
            raise RefusedError(409, "not_in", "The bot is not in this server.")
        if guild_id not in self._world.outages:
            self._gateway.publish("GUILD_DELETE", {"id": str(guild_id), "unavailable": True})
        self._world.outages[guild_id] = listed

    def end(self, guild_id: int) -> None:
        """GUILD_CREATE, with all that happened meanwhile in it."""
        if self._world.outages.pop(guild_id, None) is not None and self._world.bot_in(guild_id):
            payload = self._world.guild_json(self._world.guilds[guild_id])
            self._gateway.publish("GUILD_CREATE", {**payload, "unavailable": False})
