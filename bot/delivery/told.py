"""Who is told what became of a message: its game always, and whoever waits to see it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Protocol

import structlog

from bot.kernel.background import may_pass, note_failure
from bot.kernel.obstacles import Barrier, Obstacle
from bot.kernel.ports import Message, MessageKey

MOST_BARRED = 100
"""So many refusals are remembered, the latest ones, for whoever waits a moment too late."""

_log = structlog.get_logger(__name__)

Find = Callable[[MessageKey], Awaitable[Message | None]]
"""A message's row."""


class Listener(Protocol):
    """Who wants to know what became of a message."""

    async def posted(self, key: MessageKey, at: datetime) -> None:
        """It is on the screen since `at`."""

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """It cannot be shown, for now or for good."""

    async def cleared(self, key: MessageKey, at: datetime) -> None:
        """What kept it from being shown is out of the way: it shows the latest."""


class Told:
    """The listener, if there is one, and those who wait for messages."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self.listener: Listener | None = None
        self._waiting: dict[MessageKey, list[asyncio.Future[Barrier | None]]] = {}
        self._barred: dict[MessageKey, Barrier] = {}
        self._owed = set[MessageKey]()

    async def posted(self, key: MessageKey, at: datetime) -> None:
        """Tell the listener; those who wait are answered once that is done, see `answer`."""
        if self.listener is not None:
            await self.listener.posted(key, at)

    async def posted_before(self, messages: Iterable[Message]) -> None:
        """Tell of what an earlier process posted; one game that cannot be told must not keep the bot from starting."""
        for message in messages:
            if message.message_id is None or message.posted_at is None:
                continue
            try:
                await self.posted(message.key, message.posted_at)
            except Exception as error:  # noqa: BLE001 - see above
                note_failure(_log, "a game could not be told of its message", error, game=message.key.game_id)
                if may_pass(error):
                    self._owed.add(message.key)

    def owed(self, key: MessageKey) -> bool:
        """Whether its game could not be told of what an earlier process posted; whoever asks will do it."""
        owed = key in self._owed
        self._owed.discard(key)
        return owed

    async def cleared(self, message: Message, at: datetime) -> None:
        """Tell the listener, if it was refused before."""
        if self.listener is not None and message.refused:
            await self.listener.cleared(message.key, at)

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """Tell the listener, then those who wait."""
        if self.listener is not None:
            await self.listener.blocked(key, at, obstacle)
        self._remember(key, obstacle.barrier)
        self.answer(key, obstacle.barrier)

    async def refused(
        self, message: Message, at: datetime, barrier: Barrier, *, missing: bool, doubtful: bool = False
    ) -> None:
        """The same of a message that is `missing` from its channel, or may be, or stands there as it was."""
        stood = message.posted_at is not None
        obstacle = Obstacle(barrier, unseen=missing and not stood, deleted=missing and stood, doubtful=doubtful)
        await self.blocked(message.key, at, obstacle)

    def _remember(self, key: MessageKey, barrier: Barrier) -> None:
        self._barred.pop(key, None)
        self._barred[key] = barrier
        if len(self._barred) > MOST_BARRED:
            del self._barred[next(iter(self._barred))]

    async def wait(self, key: MessageKey, within: float, *, anew: bool) -> Barrier | None:
        """Until a message is on the screen, then None; else what keeps it away, `LATE` after `within` seconds.

        One that was refused and taken back before anybody waited never comes.
        """
        told: asyncio.Future[Barrier | None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(told)
        try:
            if not anew:
                message = await self._find(key)
                if message is None and key in self._barred:
                    return self._barred[key]
                if message is not None and message.message_id is not None:
                    return None
            return await asyncio.wait_for(told, within)
        except TimeoutError:
            return Barrier.LATE
        finally:
            self._leave(key, told)

    def answer(self, key: MessageKey, barrier: Barrier | None) -> None:
        """It is on the screen, or this keeps it away."""
        for told in self._waiting.pop(key, []):
            if not told.done():
                told.set_result(barrier)

    def _leave(self, key: MessageKey, told: asyncio.Future[Barrier | None]) -> None:
        others = [one for one in self._waiting.pop(key, []) if one is not told]
        if others:
            self._waiting[key] = others
