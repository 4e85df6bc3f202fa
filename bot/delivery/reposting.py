"""What was posted earlier: it is found, so that it is not posted twice, or makes room for the same message anew."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.delivery.limiter import Limiter, Priority
from bot.delivery.nonces import nonce_of
from bot.delivery.noting import note
from bot.delivery.sender import Drawing, Sender
from bot.delivery.slots import Slots
from bot.kernel.custom_ids import mark
from bot.kernel.ports import Message, MessageKey, MessageStore

NONCE_HOLDS = timedelta(minutes=2)
"""Discord remembers a nonce for a few minutes; after this the channel's history is asked before posting again."""

CLOCKS_DIFFER = timedelta(days=1)
"""By so much this machine's clock may have been ahead of Discord's when a message was wanted."""

_log = structlog.get_logger(__name__)


class EarlierPosts:
    """What stands in channels already."""

    def __init__(self, store: MessageStore, sender: Sender, limiter: Limiter, slots: Slots) -> None:
        self._store = store
        self._sender = sender
        self._limiter = limiter
        self._slots = slots

    async def found_or_posted(self, message: Message, drawing: Drawing, at: datetime) -> tuple[int, datetime]:
        """A message that an earlier try has posted, or that is posted now: id and time."""
        found = await self._find(message, at)
        return found or await self._sender.post(message.channel_id, drawing, nonce_of(message))

    async def _find(self, message: Message, at: datetime) -> tuple[int, datetime] | None:
        """What an earlier try has posted, where it may have: id and time.

        That is known where it only could not be noted, as at each try while the disk is full.
        """
        unnoted = self._slots[message.key].unnoted
        if unnoted is not None and unnoted[0] == message.created_at:
            return unnoted[1]
        if abs(at - message.created_at) > NONCE_HOLDS:  # of a row from the future nobody knows the age
            since = message.created_at - CLOCKS_DIFFER if message.created_at <= at else None
            return await self._sender.find(message.channel_id, mark(message.key.game_id, message.key.code), since)
        return None

    async def take_away(self, key: MessageKey, at: datetime, redraw: Callable[[], None]) -> None:
        """Delete a message, and have its row say that it is still to be posted; whatever fails, it stays."""
        async with self._slots.take(key).busy:
            try:
                await self._delete(key, at)
            except Exception as error:  # noqa: BLE001 - whatever keeps the old one there, the message must be shown
                _log.warning("an old message stays", game=key.game_id, card=key.card, why=repr(error))
        redraw()

    async def _delete(self, key: MessageKey, at: datetime) -> None:
        message = await self._store.find(key)
        if message is None or message.message_id is None:
            return  # on its way, or posted without our knowing: with its nonce kept, it appears once
        await self._limiter.take(Priority.CARD)
        await self._sender.delete(message.channel_id, message.message_id)
        # Never as old as the one before: the new message needs a nonce of its own.
        created_at = max(at, message.created_at + timedelta(milliseconds=1))
        fresh = replace(message, message_id=None, created_at=created_at, settled=False)
        await note(self._store, message, replace(fresh, retry_at=None))
