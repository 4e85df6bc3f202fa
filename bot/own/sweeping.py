"""What goes by itself in time, whether or not anybody ever deletes or decides on anything again."""

import asyncio
from datetime import datetime

import structlog

from bot.kernel.background import note_stumble
from bot.own.ports import OwnStore
from bot.own.rules import DECIDED_FOR
from bot.own.service import OwnService
from bot.own.turns import in_turn

_log = structlog.get_logger(__name__)


class Sweeping:
    """Drops what was deleted or decided on too long ago, one server after the other."""

    def __init__(self, store: OwnStore, own: OwnService) -> None:
        self._store = store
        self._own = own

    def turn(self, guild_id: int) -> asyncio.Lock:
        """The turn of all that changes a server's own questions."""
        return self._own.turn(guild_id)

    async def look(self, at: datetime) -> None:
        """Go through all servers; one of which something cannot be written holds up none of the others."""
        for guild_id in await self._store.servers():
            try:
                await self._sweep(guild_id, at)
            except Exception as error:  # noqa: BLE001 - see above
                note_stumble(_log, "deleted questions of a server are still there", error, guild=guild_id)

    @in_turn
    async def _sweep(self, guild_id: int, at: datetime) -> None:
        await self._own.drop_deleted(guild_id, at)
        await self._store.drop_decided(guild_id, at - DECIDED_FOR)
