"""Ids of games where several processes give some out: each takes a block from the database before it needs one."""

from itertools import chain

from sqlalchemy import Text, Update, cast, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.background import Background
from bot.kernel.ports import StorageError
from bot.storage.columns import Whole
from bot.storage.stores import LAST_ID, SqlGameIds, note_ids
from bot.storage.tables import meta
from bot.storage.writer import Writer

BLOCK = 1_000
"""Enough for whatever begins at once; what is left of a block when its process ends is never given out."""

USED_UP = "no id for a new game could be had from the database"


class SharedGameIds(SqlGameIds):
    """Ids that no other process gives out: a block of them is ours, and the next is taken before it ends."""

    def __init__(self, reading: AsyncEngine, writer: Writer, background: Background) -> None:
        super().__init__(reading)
        self._writer = writer
        self._background = background
        self._ids = chain[int]()
        self._left = 0
        self._taking = False

    async def open(self) -> None:
        """Take the first block. Raises `StorageError`."""
        self._ids, self._left = chain[int](), 0
        await self._take()

    def next_id(self, *, at_any_time: bool = False) -> int:
        """An id that no game has had. Raises `ClosedError`, and `StorageError` where the database gave no block."""
        if not at_any_time:
            self.gate()
        if self._left <= BLOCK // 2 and not self._taking:
            self._taking = True
            self._background.run(self._take())
        if not self._left:
            raise StorageError(USED_UP)
        self._left -= 1
        return next(self._ids)

    async def _take(self) -> None:
        try:
            taken = await self._writer.execute("ids", note_ids(), _take_block())
        finally:
            self._taking = False
        last = int(taken[0].value)
        self._ids = chain(self._ids, range(last - BLOCK + 1, last + 1))
        self._left += BLOCK


def _take_block() -> Update:
    """What is noted as the last id moves by a block; whoever comes at the same time waits, and gets the next one."""
    value = meta.c.value
    moved = update(meta).where(meta.c.name == LAST_ID).values(value=cast(cast(value, Whole) + BLOCK, Text))
    return moved.returning(value)
