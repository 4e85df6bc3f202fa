"""Messages that must appear: each posted once, then redrawn from state whenever that has changed.

The rows say which messages there are. Here is only what is on its way: for each message at most one request in
flight, changes in between merged into the next, and the limiter in front of all of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.delivery.limiter import Limiter, Priority, hold
from bot.delivery.noting import note
from bot.delivery.order import Order
from bot.delivery.queue import Queue
from bot.delivery.reposting import EarlierPosts
from bot.delivery.sender import (
    BlockedError,
    Drawing,
    GoneError,
    MalformedError,
    PostponedError,
    Sender,
    UnreachableError,
)
from bot.delivery.shut import Shut
from bot.delivery.slots import Slot, Slots
from bot.delivery.told import Listener, Told
from bot.delivery.waiting import Waiting
from bot.kernel.background import Background, give_up, may_pass, note_stumble
from bot.kernel.deciding import begin
from bot.kernel.obstacles import Barrier, Obstacle
from bot.kernel.ports import Message, MessageKey, MessageStore, StorageError
from bot.kernel.waits import waits

SPACING = 2.0
"""Seconds between two edits of one message that are not urgent."""

RETRY_MOST = 60.0
"""Seconds until a new try at the most when Discord cannot be reached."""

STORAGE_MOST = 8.0
"""The same for the database, whose return nobody tells of: players wait for the card, and asking it costs little."""

RETRIED_AT_ONCE = 50

_log = structlog.get_logger(__name__)

Draw = Callable[[MessageKey], Awaitable[Drawing | None]]
"""What a message shows now; None where it has nothing to show any more."""


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
        self._slots = Slots()
        self._order = Order(store, self._slots, limiter)
        self._earlier_posts = EarlierPosts(store, sender, limiter, self._slots)
        self._shut = Shut()
        self._queue = Queue(self._begin, self._catch_up)
        self._waiting = Waiting()
        self._told = Told(store.find)
        self._open = self._closed = False
        self._earlier: set[MessageKey] | None = None
        self._to_draw_anew: set[int] = set()

    def tell(self, listener: Listener) -> None:
        """Say who wants to know what became of messages."""
        self._told.listener = listener

    async def reconcile(self) -> None:
        """Tell of what was posted before: the telling may have been lost with the process that posted.

        Only what is there by now may have been posted by an earlier process without its knowing.
        """
        unsettled = await self._store.unsettled()
        self._earlier = {message.key for message in unsettled}
        await self._told.posted_before(unsettled)

    async def open(self) -> None:
        """Begin to deliver, with everything that is not settled yet; after the end nothing begins any more."""
        if self._closed:
            return
        self._open = True
        unsettled, now = await self._store.unsettled(), self._now()
        to_post: dict[int, None] = {}
        for message in () if self._closed else unsettled:
            if waits(message.retry_at, now):
                self._shut.add(message, doubtful=True)
                continue
            self._queue.leave(message.key)
            if message.message_id is None:
                to_post.setdefault(message.key.game_id)
        for game_id in to_post:
            self._queue.hasten(game_id)  # with what is older, such as the last reveal
        self._queue.go_on()

    def _catch_up(self, key: MessageKey) -> Slot:
        slot = self._begin(key, urgent=True)
        # An earlier run may have posted it, but for one begun since, by a press that came before the opening.
        slot.doubtful |= self._earlier is None or key in self._earlier
        return slot

    async def retry(self, at: datetime) -> None:
        """Try again what was refused some time ago, and what could not be drawn anew."""
        if self._to_draw_anew:
            await self.draw_anew(())
        for message in await self._store.to_retry(at, RETRIED_AT_ONCE, self._slots.failing()):
            self.redraw(message.key, urgent=False, unposted=message.message_id is None)

    def reconnected(self) -> None:
        """Discord is back: what waits because it did not answer is tried at once."""
        self._slots.forgive()

    async def close(self, within: float) -> None:
        """Give what is on its way `within` seconds, then let it go: the rows remember it."""
        await self._slots.finish(within)
        self._open, self._closed = False, True
        self._queue.clear()
        await give_up(self._slots.tasks())

    def redraw(self, key: MessageKey, *, urgent: bool, unposted: bool = False) -> None:
        """Show what has changed, or the message itself; what is known to be `unposted` waits behind no counts."""
        if not self._open:
            return
        if urgent:
            self._queue.hasten(key.game_id)  # what is older is to be shown first
        elif key not in self._slots and not unposted:
            self._queue.change(key)
            return
        self._begin(key, urgent=urgent)

    def _begin(self, key: MessageKey, *, urgent: bool = False) -> Slot:
        slot = self._slots.take(key)
        slot.anyway |= self._queue.begun(key)
        slot.untold |= self._told.owed(key)
        slot.wanted = True
        if urgent and not slot.urgent:
            slot.hasten()
            if slot.turn is not None:
                self._limiter.hurry(slot.turn, Priority.PHASE)
        if slot.task is None:
            slot.task = asyncio.get_running_loop().create_task(self._work(key, slot))
        return slot

    async def draw_anew(self, games: Collection[int]) -> None:
        """Draw every message of these games that is not in its last state: it may show who is not there any more.

        Where the rows cannot be read just now, it is tried again: whoever is gone stays gone meanwhile.
        """
        self._to_draw_anew.update(games)
        wanted = set(self._to_draw_anew)
        try:
            unsettled = await self._store.unsettled()
        except Exception as error:  # noqa: BLE001 - see above
            note_stumble(_log, "games cannot be drawn anew just now", error, games=len(wanted))
            return
        self._to_draw_anew -= wanted
        for message in unsettled:
            if message.key.game_id in wanted:
                self.redraw(message.key, urgent=False, unposted=message.message_id is None)

    def refresh(self, key: MessageKey) -> None:
        """Draw a settled message again; should that get lost, nothing matters."""
        if self._open:
            self._queue.anyway.add(key)
            self.redraw(key, urgent=False)

    def repost(self, key: MessageKey, at: datetime) -> None:
        """Post the message anew at the bottom of its channel, and take the old one away."""
        if self._open:
            self._background.run(self._earlier_posts.take_away(key, at, lambda: self.redraw(key, urgent=True)))

    async def stands(self, key: MessageKey, within: float, *, anew: bool = False) -> Barrier | None:
        """Wait until a message is on the screen (`anew`, even if it is), then None; else what keeps it away.

        After `within` seconds that is `LATE`.
        """
        return await self._told.wait(key, within, anew=anew)

    @property
    def pending(self) -> int:
        """How many messages wait to be posted or redrawn."""
        return len(self._slots) + len(self._queue)

    def under_way(self, card: str) -> int:
        """How many messages of a kind are being posted or redrawn: those that only rest, or that fail, aside."""
        return self._slots.under_way(card) + self._queue.of(card)

    def failing(self, card: str) -> list[int]:
        """The games whose message of a kind did not get through at the last try, and is tried again by itself."""
        return [key.game_id for key in self._slots.failing() if key.card == card]

    @property
    def held_back(self) -> int:
        """How many requests wait for their turn at Discord's limit."""
        return self._limiter.backlog

    async def _work(self, key: MessageKey, slot: Slot) -> None:
        """Deliver while something is wanted, then linger, so that the next change keeps its distance too."""
        structlog.contextvars.bind_contextvars(game=key.game_id)
        try:
            while slot.wanted:
                slot.wanted = False
                delay = await self._deliver(key, slot)
                await slot.rest(delay)
        finally:
            self._slots.drop(key, slot)

    async def _deliver(self, key: MessageKey, slot: Slot) -> float:
        """Bring one message up to date; how long to leave it alone then, in seconds."""
        begin()  # whoever began with it, what it shows is found out from here on
        try:
            async with slot.busy:
                await self._bring_up_to_date(key, slot)
        except (UnreachableError, StorageError) as error:
            delay = slot.fail(STORAGE_MOST if isinstance(error, StorageError) else RETRY_MOST)
            self._waiting.failed(key, error, delay, self._now())
            return delay
        finally:
            slot.leave_place()
        slot.failures = 0
        self._waiting.succeeded(key, self._now())
        if not slot.urgent:
            slot.catch_up()
        return SPACING

    async def _bring_up_to_date(self, key: MessageKey, slot: Slot) -> None:
        try:
            if slot.untold:
                # Presses were refused until now, so this is when the message began to be of use.
                await self._tell_posted(key, slot, self._now())
            message = await self._store.find(key)
            if message is None or message.settled:
                self._shut.let_go(key)
            if message is not None and slot.is_due(message, self._now()):
                slot.anyway = False
                await self._show(message, slot)
        except (UnreachableError, StorageError):
            raise
        except Exception as error:  # a bug, unless it passes: the game must not wait for this message for ever
            if may_pass(error):
                raise StorageError(f"The database cannot be read: {getattr(error, 'orig', error)}") from error
            _log.exception("a message could not be delivered", game=key.game_id, card=key.card)
            await self._told.blocked(key, self._now(), Obstacle(Barrier.MALFORMED, unseen=False))

    async def _show(self, message: Message, slot: Slot) -> None:
        slot.doubtful = slot.doubtful or message.key in self._shut.doubtful
        if message.message_id is None:
            await self._order.wait_for_older(message)
        await self._take_turn(message, slot)
        # What is drawn from here on shows every change up to now.
        slot.wanted = False
        slot.urgent = False
        drawing = await self._draw(message.key)
        if drawing is None:
            await self._settle(message)
            return
        try:
            await self._request(message, drawing, slot)
        except MalformedError as error:
            await self._malformed(message, drawing, error, slot)

    async def _request(self, message: Message, drawing: Drawing, slot: Slot) -> None:
        """Post or edit; what Discord refuses because of the place or the moment is left for later."""
        try:
            if message.message_id is None:
                await self._post(message, drawing, slot)
            else:
                await self._edit(message, message.message_id, drawing)
        except GoneError:
            if drawing.settled:
                await self._settle(message)
                return
            await note(self._store, message, replace(message, message_id=None, created_at=self._now()))
            self.redraw(message.key, urgent=True)
        except PostponedError as error:
            _log.warning(
                "Discord has one message wait", game=message.key.game_id, card=message.key.card, why=str(error)
            )
            await self._postpone(message, slot, timedelta(seconds=error.seconds))
        except BlockedError as error:
            await self._refused(message, drawing, error, slot)

    async def _edit(self, message: Message, message_id: int, drawing: Drawing) -> None:
        await self._sender.edit(message.channel_id, message_id, drawing)
        self._shut.let_go(message.key)
        if message.refused:  # stays noted until its game knows: whoever cannot tell it now tells it again
            await note(self._store, message, replace(message, retry_at=None))
            await self._told.cleared(message, self._now())
        if not message.settled and (drawing.settled or message.refused):
            await note(self._store, message, replace(message, settled=drawing.settled, refused=0, retry_at=None))

    async def _malformed(self, message: Message, drawing: Drawing, error: MalformedError, slot: Slot) -> None:
        """Discord shows no such message: a question is the game's to leave out, anything else is shown plainly."""
        key = message.key
        _log.error("Discord refuses a message as malformed", game=key.game_id, card=key.card, why=str(error))
        for plain in () if drawing.asks else drawing.plainer():
            try:
                await self._request(message, plain, slot)
            except MalformedError as again:
                _log.error("and what is left of it too", game=key.game_id, card=key.card, why=str(again))
            else:
                return
        if message.message_id is None or not drawing.asks:
            await self._told.refused(message, self._now(), Barrier.MALFORMED, missing=message.message_id is None)
            await self._settle(message)

    async def _refused(self, message: Message, drawing: Drawing, error: BlockedError, slot: Slot) -> None:
        """Leave it, unless the channel may open again: a message that stands there must not keep its old buttons."""
        key, missing = message.key, message.message_id is None
        _log.warning("a channel is closed to us", game=key.game_id, channel=message.channel_id, why=str(error))
        if missing or not drawing.settled:
            doubtful = missing and slot.doubtful
            unseen = missing and not doubtful
            await self._told.refused(message, self._now(), error.barrier, missing=unseen, doubtful=doubtful)
            if await self._store.find(key) is None:
                return  # with nobody to see it, the game has been taken back
            if drawing.settled:  # now that it knows, the game may want it to be tried again
                drawing = await self._draw(key) or drawing
        if drawing.settled and (error.gone or (missing and not slot.doubtful)):
            await self._settle(message)
        elif not error.gone:
            await self._postpone(message, slot)

    async def _postpone(self, message: Message, slot: Slot, wait: timedelta = timedelta()) -> None:
        """Try it again later, as the row says: a new process is not to hammer. What was settled needs it no more."""
        if message.settled:
            return
        self._shut.add(message, doubtful=slot.doubtful)
        await note(self._store, message, self._shut.postpone(message, self._now(), wait))

    def reopened(self, channel_id: int) -> None:
        """What is allowed in a channel has changed: try there again what was refused."""
        for key in self._shut.opened(channel_id):
            self.redraw(key, urgent=True)

    def retry_refused(self) -> None:
        """Much may have changed unheard: try everywhere again what was refused."""
        for channel_id in {*self._shut.values()}:
            self.reopened(channel_id)

    async def _settle(self, message: Message) -> None:
        """Nothing more is to come of it."""
        self._shut.let_go(message.key)
        if not message.settled:
            await note(self._store, message, replace(message, settled=True, refused=0, retry_at=None))

    async def _take_turn(self, message: Message, slot: Slot) -> None:
        slot.turn = self._limiter.queue(slot.priority(stands=message.message_id is not None))
        try:
            hold(await slot.turn)
        finally:
            slot.turn = None
            slot.leave_place()

    async def _post(self, message: Message, drawing: Drawing, slot: Slot) -> None:
        asked_at = self._now()
        found = await self._earlier_posts.found_or_posted(message, drawing, asked_at)
        slot.unnoted = message.created_at, found
        message_id, at = found
        # What an earlier try posted shows what was then.
        earlier = slot.doubtful and at < asked_at
        settled = drawing.settled and not earlier
        slot.wanted, slot.doubtful = slot.wanted or earlier, False
        # As in an edit, that it was refused stays noted until its game knows that it is shown.
        stands = replace(message, message_id=message_id, posted_at=at, settled=settled and not message.refused)
        noted = await note(self._store, message, replace(stands, retry_at=None))
        slot.unnoted = None
        if noted:
            self._shut.let_go(message.key)
            await self._tell_posted(message.key, slot, at)
            await self._told.cleared(message, self._now())
            if message.refused:
                await note(self._store, stands, replace(stands, settled=settled, refused=0, retry_at=None))

    async def _tell_posted(self, key: MessageKey, slot: Slot, at: datetime) -> None:
        slot.untold = True
        await self._told.posted(key, at)
        slot.untold = False
        self._told.answer(key, None)
