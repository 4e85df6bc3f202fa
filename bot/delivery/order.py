"""A game's messages come in order: the last reveal is shown before the next question is posted."""

import asyncio

import structlog

from bot.delivery.limiter import Limiter, Priority
from bot.delivery.slots import Slot, Slots, age
from bot.kernel.ports import Message, MessageStore

HOLD = 30.0
"""So many seconds a post waits at the most for what its game's older messages are still to show."""

_log = structlog.get_logger(__name__)


class Order:
    """Who goes first among the messages of one game."""

    def __init__(self, store: MessageStore, slots: Slots, limiter: Limiter) -> None:
        self._store = store
        self._slots = slots
        self._limiter = limiter

    async def wait_for_older(self, message: Message) -> None:
        """Have the older messages of the game shown first, and wait for that a while."""
        try:
            async with asyncio.timeout(HOLD):
                for older in await self._behind(message):
                    if older.failures:
                        older.wake()
                    if older.turn is not None:
                        self._limiter.hurry(older.turn, Priority.CARD)
                    if older.behind is not None:
                        await older.behind.wait()
        except TimeoutError:
            _log.warning("a message comes before an older one", game=message.key.game_id, card=message.key.card)

    async def _behind(self, message: Message) -> list[Slot]:
        """The older messages of the same game that are still to show something urgent."""
        found = [await self._store.find(key) for key in self._slots.beside(message.key)]
        older = [row.key for row in found if row is not None and not row.settled and age(row) < age(message)]
        return [self._slots[key] for key in older if key in self._slots]
