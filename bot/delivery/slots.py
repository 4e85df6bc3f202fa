"""What is on its way just now: a slot for each message, until it has come to rest."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.delivery.limiter import Priority, Turn
from bot.kernel.ports import Message, MessageKey
from bot.kernel.waits import waits

RETRY_FIRST = 1.0
"""Seconds until the first new try after a failure; doubled with each one after that."""

LAST_AFTER = 6
"""What has failed so often in a row, for about a minute, goes last at Discord's limit: it may go on for hours."""


@dataclass(slots=True)
class Slot:
    """One message's way: what it still needs, and its task.

    `anyway` that it is drawn although it was settled, `turn` is its place at the limiter, `untold` that nobody could
    yet be told of its post, `doubtful` that an earlier try may have posted it, `unnoted` what was posted for the row
    made then, and could not be noted, `busy` held by who posts it or takes it away. `behind` is there while something
    urgent is still to be shown, and set then; `place` leaves the one that it has among those that are begun with.

    There may be thousands of slots, so what few of them need is made when it is needed.
    """

    wanted: bool = True
    anyway: bool = False
    urgent: bool = False
    turn: asyncio.Future[Turn] | None = None
    untold: bool = False
    doubtful: bool = False
    unnoted: tuple[datetime, tuple[int, datetime]] | None = None
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    failures: int = 0
    resting: asyncio.Future[None] | None = None
    behind: asyncio.Event | None = None
    place: Callable[[], None] | None = None
    task: asyncio.Task[None] | None = None

    def hasten(self) -> None:
        """It has something urgent to show; after a failure it waits for Discord or its time all the same."""
        self.urgent = True
        self.behind = self.behind or asyncio.Event()
        if not self.failures:
            self.wake()

    def catch_up(self) -> None:
        """Nothing urgent is still to be shown."""
        if self.behind is not None:
            self.behind.set()
            self.behind = None

    async def rest(self, seconds: float) -> None:
        """Leave the message alone for a while. What is urgent cuts that short; after a failure, Discord's return."""
        if self.urgent and not self.failures:
            return
        loop = asyncio.get_running_loop()
        self.resting = loop.create_future()
        timer = loop.call_later(seconds, self.wake)
        try:
            await self.resting
        finally:
            timer.cancel()
            self.resting = None

    def wake(self) -> None:
        """Let it rest no longer."""
        if self.resting is not None and not self.resting.done():
            self.resting.set_result(None)

    def leave_place(self) -> None:
        """Its turn has come, or it needs none: another may have the place."""
        if (leave := self.place) is not None:
            self.place = None
            leave()

    def is_due(self, message: Message, at: datetime) -> bool:
        """Whether there is something to show, and now."""
        return self.anyway if message.settled else self.urgent or not waits(message.retry_at, at)

    def fail(self, most: float) -> float:
        """It did not get through, and an earlier try may have; in how many seconds to try again, at the `most`."""
        self.failures += 1
        self.wanted = self.doubtful = True
        return min(most, RETRY_FIRST * 2.0 ** (self.failures - 1))

    def priority(self, *, stands: bool) -> Priority:
        """What goes before its next request, by whether it is on the screen already."""
        if self.failures >= LAST_AFTER:
            return Priority.COUNT
        if not stands:
            return Priority.CARD
        return Priority.PHASE if self.urgent else Priority.COUNT


class Slots(dict[MessageKey, Slot]):
    """The slots by message."""

    def __init__(self) -> None:
        super().__init__()
        self._of_game: defaultdict[int, dict[MessageKey, None]] = defaultdict(dict)
        """In the order in which they were wanted."""

    def take(self, key: MessageKey) -> Slot:
        """The message's slot, a new one if it has none."""
        self._of_game[key.game_id].setdefault(key)
        slot = self.get(key)  # asked for with each answer, which rarely needs a new one
        if slot is None:
            slot = self[key] = Slot()
        return slot

    def drop(self, key: MessageKey, slot: Slot) -> None:
        """Nothing more is on its way for this message."""
        slot.catch_up()
        self.pop(key, None)
        self._of_game[key.game_id].pop(key, None)
        if not self._of_game[key.game_id]:
            del self._of_game[key.game_id]

    def beside(self, key: MessageKey) -> list[MessageKey]:
        """The other messages of the same game that are still to show something urgent."""
        others = (other for other in self._of_game[key.game_id] if other != key)
        return [other for other in others if self[other].behind is not None]

    def tasks(self) -> set[asyncio.Task[None]]:
        """Everything that is being worked on."""
        return {slot.task for slot in self.values() if slot.task is not None}

    async def finish(self, within: float) -> None:
        """Give all of them, and what follows them, at the most so many seconds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        while (tasks := self.tasks()) and (left := until - loop.time()) > 0:
            await asyncio.wait(tasks, timeout=left)

    def forgive(self) -> None:
        """What waits after failures is tried at once, and begins with the shortest wait again."""
        for slot in self.values():
            if slot.failures:
                slot.failures = 0
                slot.wake()

    def under_way(self, card: str) -> int:
        """How many messages of a kind are being posted or redrawn: those that only rest, or that fail, aside."""
        theirs = (slot for key, slot in self.items() if key.card == card and not slot.failures)
        return sum(slot.wanted or slot.busy.locked() for slot in theirs)

    def failing(self) -> set[MessageKey]:
        """What did not get through at the last try, and is tried again and again by itself."""
        return {key for key, slot in self.items() if slot.failures}


def age(message: Message) -> tuple[datetime, str]:
    """By which a game's messages are ordered."""
    return message.created_at, message.key.card
