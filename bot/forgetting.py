"""Whoever is erased by one shard is erased by all, with what each had in memory, also where its process was deaf."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.cluster.api import LEFTOVER_WITH, Due, ErasureStore, Letter, Post
from bot.kernel.background import note_failure
from bot.kernel.haste import Haste, on
from bot.kernel.ports import StorageError
from bot.playing import Playing

LOOK_S = 60.0
"""What could not be done is tried again after so long."""

DONE_WITHIN_S, LOOKS = 5.0, 50
"""So long whoever erases everything waits for the other shards, and looks so often whether they are done."""

LETTER: Letter = {"erasure": True}
"""It names nobody: who it is stands in the rows."""

_log = structlog.get_logger(__name__)


class Forgetting:
    """Looks for what the shards of this process have to do: at each letter, at each beginning, and now and then."""

    def __init__(self, store: ErasureStore, post: Post, playing: Callable[[], Mapping[int, Playing]]) -> None:
        """`playing`: what plays just now, by shard."""
        self._store = store
        self._post = post
        self._playing = playing
        self._woken = asyncio.Event()
        self.shards = 0
        """How many the bot has."""

    @asynccontextmanager
    async def telling(self, shard: int, player_id: int, stand_in: int, games: Collection[int]) -> AsyncIterator[None]:
        """While a shard erases somebody: have the others do so. Raises `StorageError` before anything is erased.

        The row comes first, since a process can end at any time; the letter last, so that the others do not wait for
        the same rows meanwhile. Whoever has looked before that does so again: there may have been more in its memory.
        Whoever is erased comes back after the others are done, unless one is not heard of for too long.
        """
        await self._store.put(shard, player_id, stand_in, games)
        try:
            yield
        finally:
            with suppress(StorageError):  # they look by themselves, only later
                await self._store.put(shard, player_id, stand_in, games)
                await self._post.send(LETTER)
                await self._until_done(player_id, stand_in)

    async def _until_done(self, player_id: int, stand_in: int) -> None:
        with suppress(SQLAlchemyError, OSError):
            for _ in range(LOOKS):
                if not await self._store.waits(player_id, stand_in):
                    break
                await asyncio.sleep(DONE_WITHIN_S / LOOKS)

    def wake(self) -> None:
        """Have it look soon: there may be something."""
        self._woken.set()

    async def wake_once_open(self, playing: Playing) -> None:
        """Have it look once the rows are read: they may be from before, if whoever wrote them last was killed."""
        if await playing.has_opened():
            self.wake()

    async def run(self) -> None:
        """For as long as nobody cancels this."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._woken.wait()
            self._woken.clear()
            with on(Haste.RETURN):
                await self.look()

    async def look(self) -> None:
        """Do what is due where the rows are read; what fails is due as before."""
        open_now = {shard: playing for shard, playing in self._playing().items() if playing.opened}
        try:
            found = await self._store.due(open_now, self.shards) if open_now else []
        except Exception as error:  # noqa: BLE001 - as below
            note_failure(_log, "who was erased elsewhere is not known just now", error)
            return
        for due in found:
            await self._erase(open_now.get(due.part) or open_now[LEFTOVER_WITH], due)

    async def _erase(self, playing: Playing, due: Due) -> None:
        try:
            await playing.app.erase_again(due.player_id, due.stand_in, due.games)
            await self._store.done(due)
        except Exception as error:  # noqa: BLE001 - it is tried again
            note_failure(_log, "somebody who was erased elsewhere could not be erased here yet", error)
