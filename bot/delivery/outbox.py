"""Messages that must appear: each posted once, then redrawn from state whenever that has changed.

The rows say which messages there are. Here is only what is on its way: for each message at most one request in
flight, changes in between merged into the next, and the limiter in front of all of them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.custom_ids import base36, mark
from bot.delivery.limiter import Limiter, Priority
from bot.delivery.sender import BlockedError, Drawing, GoneError, Sender, UnreachableError
from bot.service.background import Background
from bot.service.ports import Message, MessageKey, MessageStore, StorageError

SPACING = 2.0
"""Seconds between two edits of one message that are not urgent."""

NONCE_HOLDS = timedelta(minutes=2)
"""Discord remembers a nonce for a few minutes; after this the channel's history is asked before posting again."""

RETRY_FIRST, RETRY_MOST = 1.0, 60.0
"""Seconds until the first new try when Discord cannot be reached, doubled up to the most."""

_log = structlog.get_logger(__name__)

Draw = Callable[[MessageKey], Awaitable[Drawing | None]]
"""What a message shows now; None where it has nothing to show any more."""


class Listener(Protocol):
    """Who wants to know what became of a message."""

    async def posted(self, key: MessageKey, at: datetime) -> None:
        """It is on the screen since `at`."""

    async def blocked(self, key: MessageKey, at: datetime) -> None:
        """It cannot be shown."""


@dataclass(slots=True)
class _Slot:
    """One message's way: what it still needs, and its task."""

    wanted: bool = True
    urgent: asyncio.Event = field(default_factory=asyncio.Event)
    failures: int = 0
    task: asyncio.Task[None] | None = None


class Delivery:
    """The outbox at work."""

    def __init__(
        self,
        store: MessageStore,
        sender: Sender,
        draw: Draw,
        limiter: Limiter,
        background: Background,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._sender = sender
        self._draw = draw
        self._limiter = limiter
        self._background = background
        self._now = now
        self._slots: dict[MessageKey, _Slot] = {}
        self._listener: Listener | None = None
        self._open = False

    def tell(self, listener: Listener) -> None:
        """Say who wants to know what became of messages."""
        self._listener = listener

    async def reconcile(self) -> None:
        """Tell of what was posted before: the telling may have been lost with the process that posted."""
        for message in await self._store.unsettled():
            if message.posted_at is not None and self._listener is not None:
                await self._listener.posted(message.key, message.posted_at)

    async def open(self) -> None:
        """Begin to deliver, with everything that is not settled yet."""
        self._open = True
        for message in await self._store.unsettled():
            self.redraw(message.key, urgent=True)

    async def close(self, within: float) -> None:
        """Give what is on its way `within` seconds, then let it go: the rows remember it."""
        tasks = [slot.task for slot in self._slots.values() if slot.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=within)
        self._open = False
        for task in tasks:
            task.cancel()

    def redraw(self, key: MessageKey, *, urgent: bool) -> None:
        """Show what has changed, or the message itself if it is not there yet."""
        if not self._open:
            return
        slot = self._slots.setdefault(key, _Slot())
        slot.wanted = True
        if urgent:
            slot.urgent.set()
        if slot.task is None:
            slot.task = asyncio.get_running_loop().create_task(self._work(key, slot))

    def repost(self, key: MessageKey, at: datetime) -> None:
        """Post the message anew at the bottom of its channel, and take the old one away."""
        self._background.run(self._repost(key, at))

    @property
    def pending(self) -> int:
        """How many messages wait to be posted or redrawn."""
        return len(self._slots)

    async def _work(self, key: MessageKey, slot: _Slot) -> None:
        """Deliver while something is wanted, then linger, so that the next change keeps its distance too."""
        try:
            while slot.wanted:
                urgent = slot.urgent.is_set()
                slot.wanted = False
                slot.urgent.clear()
                delay = await self._deliver(key, slot, urgent=urgent)
                await self._rest(slot, delay)
        except Exception:  # noqa: BLE001 - whatever it is, the game must not wait for this message for ever
            _log.exception("a message could not be delivered", game=key.game_id, card=key.card)
            await self._report_blocked(key)
        finally:
            self._slots.pop(key, None)

    async def _rest(self, slot: _Slot, seconds: float) -> None:
        """Leave the message alone for a while; what is urgent cuts the rest short, unless Discord is away."""
        try:
            await asyncio.wait_for(slot.urgent.wait() if not slot.failures else asyncio.Event().wait(), seconds)
        except TimeoutError:
            return

    async def _deliver(self, key: MessageKey, slot: _Slot, *, urgent: bool) -> float:
        """Bring one message up to date; how long to leave it alone then, in seconds."""
        try:
            message = await self._store.find(key)
            if message is not None and not message.settled:
                await self._show(message, urgent=urgent)
        except (UnreachableError, StorageError) as error:
            slot.failures += 1
            slot.wanted = True
            delay = min(RETRY_MOST, RETRY_FIRST * 2.0 ** (slot.failures - 1))
            _log.warning("a message must wait", game=key.game_id, card=key.card, again_in_s=delay, why=str(error))
            return delay
        slot.failures = 0
        return SPACING

    async def _show(self, message: Message, *, urgent: bool) -> None:
        drawing = await self._draw(message.key)
        if drawing is None:
            await self._store.put(replace(message, settled=True))
            return
        try:
            if message.message_id is None:
                await self._post(message, drawing)
            else:
                await self._limiter.take(Priority.PHASE if urgent else Priority.COUNT)
                await self._sender.edit(message.channel_id, message.message_id, drawing)
                if drawing.settled:
                    await self._store.put(replace(message, settled=True))
        except GoneError:
            await self._repost(message.key, self._now())
        except BlockedError as error:
            _log.warning(
                "a channel is closed to us", game=message.key.game_id, channel=message.channel_id, why=str(error)
            )
            if drawing.settled:
                await self._store.put(replace(message, settled=True))
            else:
                await self._report_blocked(message.key)

    async def _post(self, message: Message, drawing: Drawing) -> None:
        found = None
        if self._now() - message.created_at > NONCE_HOLDS:
            found = await self._sender.find(message.channel_id, mark(message.key.game_id, message.key.code))
        if found is None:
            await self._limiter.take(Priority.CARD)
            found = await self._sender.post(message.channel_id, drawing, nonce_of(message))
        message_id, at = found
        recorded = replace(message, message_id=message_id, posted_at=at, settled=drawing.settled)
        await self._store.put(recorded)
        if self._listener is not None:
            await self._listener.posted(message.key, at)

    async def _report_blocked(self, key: MessageKey) -> None:
        if self._listener is not None:
            await self._listener.blocked(key, self._now())

    async def _repost(self, key: MessageKey, at: datetime) -> None:
        message = await self._store.find(key)
        if message is None:
            return
        try:
            await self._store.put(replace(message, message_id=None, posted_at=None, created_at=at, settled=False))
            if message.message_id is not None:
                await self._limiter.take(Priority.CARD)
                await self._sender.delete(message.channel_id, message.message_id)
        except (UnreachableError, StorageError) as error:
            _log.warning("an old message stays", game=key.game_id, card=key.card, why=str(error))
        self.redraw(key, urgent=True)


def nonce_of(message: Message) -> str:
    """The same for every try to post this message, at most 25 characters: game, card and the row's age."""
    millisecond = int(message.created_at.timestamp() * 1000)
    return f"{base36(message.key.game_id)}.{message.key.card[:7]}.{base36(millisecond)}"[:25]
