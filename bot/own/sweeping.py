"""What goes by itself in time, whether or not anybody ever deletes or decides on anything again."""

from datetime import datetime

import structlog

from bot.kernel.background import note_stumble
from bot.own.ports import OwnStore
from bot.own.service import OwnService

_log = structlog.get_logger(__name__)


class Sweeping:
    """Drops what was deleted or decided on too long ago, one server after the other."""

    def __init__(self, store: OwnStore, own: OwnService) -> None:
        self._store = store
        self._own = own

    async def look(self, at: datetime) -> None:
        """Go through all servers; one of which something cannot be written holds up none of the others."""
        for guild_id in await self._store.servers():
            try:
                await self._own.sweep(guild_id, at)
            except Exception as error:  # noqa: BLE001 - see above
                note_stumble(_log, "deleted questions of a server are still there", error, guild=guild_id)
