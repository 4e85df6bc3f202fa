"""How long a server is remembered after it has removed the bot."""

import asyncio
from collections.abc import Callable, Sequence, Set
from datetime import UTC, datetime, timedelta

import structlog

from bot.kernel.people import ForgottenServer
from bot.servers.ports import DepartureStore
from bot.servers.rules import Away

KEPT_FOR = timedelta(days=30)
"""From the moment at which the absence was noticed, without days on which nobody looked. Coming back within this time
brings everything back."""

BEGUN = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where an absence was noticed once the forgetting has begun: it goes on, whoever comes back meanwhile."""

_log = structlog.get_logger(__name__)


class RetentionService:
    """Compares the servers of which something is stored with those that the bot is in.

    `present` gives these, with the ones that an outage has made unavailable; None while it is not known. `forget` has
    every feature drop what memory says of a game, or of a server.
    """

    def __init__(
        self, store: DepartureStore, present: Callable[[], Set[int] | None], forget: Callable[[object], None]
    ) -> None:
        self._store = store
        self._present = present
        self._forget = forget
        self._looking = asyncio.Lock()

    async def look(self, at: datetime) -> None:
        """Note who has left, cancel for who is back, forget who has been away for too long."""
        async with self._looking:
            known, departed = await self._store.known(), await self._store.departed()
            present = self._present()
            if present is None:
                return
            begun = {guild_id for guild_id, away in departed.items() if away.since == BEGUN}
            if back := (departed.keys() & present) - begun:
                await self._store.cancel(back)
            if gone := known - present - departed.keys():
                _log.info("removed from servers", servers=len(gone), forgotten_in_days=KEPT_FOR.days)
            away = {guild_id: departed[guild_id].seen(at) for guild_id in departed.keys() - present - begun}
            if away or gone:
                await self._store.note(away | dict.fromkeys(gone, Away(at, at)))
            await self._erase_all(
                begun | {guild_id for guild_id, one in away.items() if at - one.since >= KEPT_FOR}, at
            )

    async def _erase_all(self, guild_ids: Set[int], at: datetime) -> None:
        """One that cannot be erased is tried again with the next look. Raises why, once the others are."""
        failed: Exception | None = None
        for guild_id in sorted(guild_ids):
            try:
                await self._erase(guild_id, at)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others' time is up, too
                failed = failed or error
        if failed is not None:
            raise failed

    async def _erase(self, guild_id: int, at: datetime) -> None:
        forgotten = 0

        def gone(games: Sequence[int]) -> None:
            nonlocal forgotten
            forgotten += len(games)
            for game_id in games:
                self._forget(game_id)

        await self._store.erase(guild_id, at, gone)
        self._forget(ForgottenServer(guild_id))
        _log.info("forgot a server that removed the bot", games=forgotten)
