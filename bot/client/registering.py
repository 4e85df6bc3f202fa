"""Discord's list of our commands: as it should be, whatever else has been at it, and with few registrations."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import discord
import structlog

from bot.client.client import RecallClient
from bot.delivery.sender import UNREACHABLE
from bot.kernel.ports import StorageError
from bot.storage.stores import SqlMeta

LOOK_AGAIN = timedelta(hours=6)
"""Discord takes 200 new commands a day: whatever keeps on removing them, we must not keep on making them."""

_FACT = "commands_hash"
_log = structlog.get_logger(__name__)


class Registration:
    """Compares what Discord has with what it had after our last registration, for this application."""

    def __init__(self, client: RecallClient, meta: SqlMeta) -> None:
        self._client = client
        self._meta = meta
        self._looked_at: datetime | None = None

    async def look(self, at: datetime) -> None:
        """Register the commands where ours have changed, or Discord's; asked at every connection, it looks seldom."""
        if self._looked_at is not None and abs(at - self._looked_at) < LOOK_AGAIN:
            return
        self._looked_at = at
        try:
            await self._look()
        except (StorageError, *UNREACHABLE) as error:
            self._looked_at = None  # the next connection is another chance
            _log.warning("the commands could not be registered", why=str(error))
        except discord.HTTPException as error:
            _log.warning("Discord refuses to register the commands", why=error.text, code=error.code)

    async def _look(self) -> None:
        if await self._meta.get(_FACT) != await self._as_it_is():
            await self._client.tree.sync()
            await self._meta.put(_FACT, await self._as_it_is())
            _log.info("commands registered")

    async def _as_it_is(self) -> str:
        """Whose commands, what they should be, and what Discord has: every change there makes another version."""
        application = self._client.application_id or 0
        theirs: list[Any] = await self._client.http.get_global_commands(application)
        marks = sorted((str(one["id"]), str(one.get("version"))) for one in theirs)
        return f"{application} {self._client.commands_hash()} {hashlib.sha256(repr(marks).encode()).hexdigest()}"
