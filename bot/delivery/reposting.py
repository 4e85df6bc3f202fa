"""A message that is to be posted anew at the bottom of its channel: the old one is taken away first."""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.delivery.limiter import Limiter, Priority
from bot.delivery.sender import Sender
from bot.delivery.slots import Slots
from bot.kernel.ports import MessageKey, MessageStore

_log = structlog.get_logger(__name__)


class EarlierPosts:
    """What stands in channels and is to make room."""

    def __init__(self, store: MessageStore, sender: Sender, limiter: Limiter, slots: Slots) -> None:
        self._store = store
        self._sender = sender
        self._limiter = limiter
        self._slots = slots

    async def take_away(self, key: MessageKey, at: datetime) -> None:
        """Delete a message, and have its row say that it is still to be posted; whatever fails, it stays."""
        async with self._slots.take(key).busy:
            try:
                await self._delete(key, at)
            except Exception as error:  # noqa: BLE001 - whatever keeps the old one there, the message must be shown
                _log.warning("an old message stays", game=key.game_id, card=key.card, why=repr(error))

    async def _delete(self, key: MessageKey, at: datetime) -> None:
        message = await self._store.find(key)
        if message is None or message.message_id is None:
            return  # on its way, or posted without our knowing: with its nonce kept, it appears once
        await self._limiter.take(Priority.CARD)
        await self._sender.delete(message.channel_id, message.message_id)
        # Never as old as the one before: the new message needs a nonce of its own.
        created_at = max(at, message.created_at + timedelta(milliseconds=1))
        fresh = replace(message, message_id=None, posted_at=None, created_at=created_at, settled=False)
        await self._store.put(replace(fresh, retry_at=None))
