"""What organisers set for their server, and the one greeting that it gets."""

from dataclasses import replace
from datetime import datetime

from bot.rounds.api import Settings
from bot.servers.ports import ServerStore
from bot.servers.rules import ServerSettings


class ServerService:
    """The servers' own settings."""

    def __init__(self, store: ServerStore) -> None:
        self._store = store
        self._greeted: set[int] = set()

    async def settings(self, guild_id: int) -> ServerSettings:
        """How Recall works on a server."""
        return await self._store.of(guild_id)

    async def set_quiz(self, guild_id: int, quiz: Settings, *, thread: bool) -> ServerSettings:
        """What a quiz is like there from now on, where its host says nothing else."""
        changed = replace(await self._store.of(guild_id), quiz=quiz, thread=thread)
        await self._store.put(guild_id, changed)
        return changed

    async def may_greet(self, guild_id: int, at: datetime) -> bool:
        """Whether a server is to be greeted now: true once for each, since it is noted before the greeting is sent."""
        if guild_id in self._greeted:
            return False
        self._greeted.add(guild_id)
        known = await self._store.of(guild_id)
        if known.welcomed_at is not None:
            return False
        await self._store.put(guild_id, replace(known, welcomed_at=at))
        return True
