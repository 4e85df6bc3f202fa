"""What organisers set for their server, and the one greeting that it gets."""

import asyncio
from datetime import datetime

from bot.kernel.turns import Turns
from bot.rounds.api import Settings
from bot.servers.ports import ServerStore
from bot.servers.rules import Hosting, ServerSettings


class ServerService:
    """The servers' own settings."""

    def __init__(self, store: ServerStore) -> None:
        self._store = store
        self._turns = Turns()

    def turn(self, guild_id: int) -> asyncio.Lock:
        """Held by whoever reads a server's settings in order to change them."""
        return self._turns.of(guild_id)

    async def settings(self, guild_id: int) -> ServerSettings:
        """How Recall works on a server."""
        return await self._store.of(guild_id)

    async def set_quiz(self, guild_id: int, quiz: Settings, *, thread: bool) -> ServerSettings:
        """What a quiz is like there from now on, where its host says nothing else."""
        await self._store.set_quiz(guild_id, quiz, thread=thread)
        return await self._store.of(guild_id)

    async def set_hosting(self, guild_id: int, hosting: Hosting, role: int | None = None) -> ServerSettings:
        """Who may start quizzes there from now on; `role` is the one that may."""
        await self._store.set_hosting(guild_id, hosting, role)
        return await self._store.of(guild_id)

    async def may_greet(self, guild_id: int, at: datetime) -> bool:
        """Whether a server is to be greeted now: true once for each, since it is noted before the greeting is sent."""
        return await self._store.welcome(guild_id, at)
