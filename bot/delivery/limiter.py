"""One limit for all of the bot's posts and edits, with the important ones first."""

import asyncio
import heapq
from enum import IntEnum
from itertools import count

RATE, BURST = 47.0, 2


class Priority(IntEnum):
    """What goes first when Discord's limit is near. A card never waits for a count."""

    CARD = 0
    PHASE = 1
    COUNT = 2


class Limiter:
    """Lets `rate` requests a second through, evenly, at most `burst` at once, by priority and then by age.

    Discord allows 50 requests a second over everything but interaction replies
    (https://docs.discord.com/developers/topics/rate-limits). In no second do more than `rate + burst` pass; the
    defaults are as near to the limit as that allows, so that ten thousand dailies due at once take hardly longer
    than they must.
    """

    def __init__(self, rate: float = RATE, burst: int = BURST) -> None:
        self._interval = 1 / rate
        self._slack = (burst - 1) * self._interval
        self._free_at = 0.0
        self._order = count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._timer: asyncio.TimerHandle | None = None

    def divide(self, processes: int) -> None:
        """Keep to an even part of the limit while there are so many processes that share it."""
        rate, burst = (RATE, BURST) if processes == 1 else ((RATE + BURST - processes) / processes, 1)
        self._interval = 1 / rate
        self._slack = (burst - 1) * self._interval

    def queue(self, priority: Priority) -> asyncio.Future[None]:
        """A request's turn, done when it may go; cancelled, it takes nobody's place."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.hurry(turn, priority)
        return turn

    def hurry(self, turn: asyncio.Future[None], priority: Priority) -> None:
        """Let a turn that waits come as early as this priority lets it."""
        heapq.heappush(self._waiting, (priority, next(self._order), turn))
        self._serve()

    @property
    def backlog(self) -> int:
        """How many requests wait."""
        return len({turn for _, _, turn in self._waiting if not turn.done()})

    def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            if self._waiting[0][2].done():
                heapq.heappop(self._waiting)
                continue
            now = loop.time()
            at = self._next_at(now)
            if at is None:
                return
            if at > now:
                self._look_again(loop, at)
                return
            _, _, turn = heapq.heappop(self._waiting)
            self._use()
            turn.set_result(None)

    def _next_at(self, now: float) -> float | None:
        """When the next request may go, by the loop's time; None where that is not known yet."""
        self._free_at = max(self._free_at, now - self._slack)
        return self._free_at

    def _use(self) -> None:
        """A request goes now."""
        self._free_at += self._interval

    def _look_again(self, loop: asyncio.AbstractEventLoop, at: float) -> None:
        if self._timer is not None and self._timer.when() > at:
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            self._timer = loop.call_at(at, self._again)

    def _again(self) -> None:
        self._timer = None
        self._serve()
