"""One limit for all of the bot's posts and edits, with the important ones first."""

import asyncio
import heapq
from enum import IntEnum
from itertools import count


class Priority(IntEnum):
    """What goes first when Discord's limit is near. A card never waits for a count."""

    CARD = 0
    PHASE = 1
    COUNT = 2


class Limiter:
    """Lets `rate` requests a second through, evenly, at most `burst` at once, by priority and then by age.

    Discord allows 50 requests a second over everything but interaction replies
    (https://docs.discord.com/developers/topics/rate-limits); the default leaves room for discord.py's own.
    """

    def __init__(self, rate: float = 45.0, burst: int = 10) -> None:
        self._interval = 1 / rate
        self._slack = burst * self._interval
        self._free_at = 0.0
        self._order = count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def take(self, priority: Priority) -> None:
        """Wait for this request's turn."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, next(self._order), turn))
        self._serve()
        await turn

    @property
    def backlog(self) -> int:
        """How many requests wait."""
        return len(self._waiting)

    def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            now = loop.time()
            self._free_at = max(self._free_at, now - self._slack)
            if self._free_at > now:
                if self._timer is None:
                    self._timer = loop.call_at(self._free_at, self._again)
                return
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._free_at += self._interval
                turn.set_result(None)

    def _again(self) -> None:
        self._timer = None
        self._serve()
