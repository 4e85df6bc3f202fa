"""One limit for all of the bot's posts and edits, with the important ones first."""

import asyncio
import heapq
from collections import deque
from contextvars import ContextVar
from dataclasses import dataclass
from enum import IntEnum
from itertools import count

RATE, BURST = 48.0, 1

LATE_S = 0.03
"""A turn is gone so long after its time; otherwise requests that were held up would go at once.

Late ones move up to those that come on time, so the rate leaves room for that: see `Limiter`.
"""

DRAWN_S = 0.2
"""So long before its time a turn is given, if it is known by then: what is to be sent is drawn meanwhile."""

LATE_AT_MOST = 3
"""So many turns in a row are left unused by a request that is too late each time; then it goes with the next one."""


class Priority(IntEnum):
    """What goes first when Discord's limit is near. A card never waits for a count.

    At once goes what is asked beside the outbox: somebody who has pressed waits for it, or a shard that is to begin.
    """

    AT_ONCE = 0
    CARD = 1
    PHASE = 2
    COUNT = 3


@dataclass(slots=True)
class Turn:
    """Leave to send one request, between two moments of the loop's time; `place` in the order of those that waited."""

    at: float
    until: float
    priority: Priority = Priority.AT_ONCE
    place: int | None = None
    used: bool = False


_held: ContextVar[Turn | None] = ContextVar("held", default=None)


def hold(turn: Turn) -> None:
    """Have the next request of this task use a turn that it has waited for."""
    _held.set(turn)


class Limiter:
    """Lets `rate` requests a second through, evenly, at most `burst` at once, by priority and then by age.

    Discord allows 50 requests a second over everything but interaction replies
    (https://docs.discord.com/developers/topics/rate-limits). In no second do more than `(1 + LATE_S) * rate + burst`
    pass, even where each is as late as it may be. With the defaults these are 50, also if one of them takes a
    hundredth of a second longer to Discord than another; so ten thousand dailies due at once take hardly longer than
    they must.
    """

    def __init__(self, rate: float = RATE, burst: int = BURST) -> None:
        self._interval = 1 / rate
        self._slack = (burst - 1) * self._interval
        self._free_at = 0.0
        self._order = count()
        self._waiting: list[tuple[int, int, asyncio.Future[Turn]]] = []
        self._given: deque[Turn] = deque()
        """Those that no request has been sent with, the first first."""
        self._timer: asyncio.TimerHandle | None = None

    async def take(self, priority: Priority) -> None:
        """Wait for a turn; the next request of this task uses one."""
        hold(await self.queue(priority))

    async def use(self) -> None:
        """Called with each request that counts, right before it is sent: not without a turn that is still good.

        If this task has waited for one, the first of those that were given is used: whichever request it was given to
        may not be ready by then, and use a later one. Otherwise the request waits for the next one.
        """
        held, priority, place = _held.get(), Priority.AT_ONCE, None
        if held is not None and not held.used:
            held.used, priority, place = True, held.priority, held.place
            if await self._is_first_in_time():
                return
        for _ in range(LATE_AT_MOST):
            await self.queue(priority, place)  # what is drawn is not to wait behind what is not
            if await self._is_first_in_time():
                return

    async def _is_first_in_time(self) -> bool:
        """Wait for the first turn that was given, that nobody has used, and that is still good then; False without."""
        while self._given:
            if await _is_in_time(self._given.popleft()):
                return True
        return False

    def queue(self, priority: Priority, place: int | None = None) -> asyncio.Future[Turn]:
        """A request's turn, done when it may go; cancelled, it takes nobody's. It may keep the `place` that it had."""
        turn: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
        self.hurry(turn, priority, place)
        return turn

    def hurry(self, turn: asyncio.Future[Turn], priority: Priority, place: int | None = None) -> None:
        """Let a turn that waits come as early as this priority lets it."""
        heapq.heappush(self._waiting, (priority, next(self._order) if place is None else place, turn))
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
            priority, place, turn = heapq.heappop(self._waiting)
            given = self._use(now)
            given.priority, given.place = Priority(priority), place
            self._given.append(given)
            turn.set_result(given)

    def _next_at(self, now: float) -> float | None:
        """When the next turn may be given, by the loop's time; None where that is not known yet."""
        self._free_at = max(self._free_at, now - self._slack)
        return self._free_at - (0.0 if self._waiting[0][0] == Priority.COUNT else DRAWN_S)

    def _use(self, now: float) -> Turn:
        """A request may go when its turn is."""
        at = max(self._free_at, now)
        self._free_at += self._interval
        return Turn(at, at + LATE_S)

    def _look_again(self, loop: asyncio.AbstractEventLoop, at: float) -> None:
        if self._timer is not None and self._timer.when() > at:
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            self._timer = loop.call_at(at, self._again)

    def _again(self) -> None:
        self._timer = None
        self._serve()


async def _is_in_time(turn: Turn) -> bool:
    """Wait for a turn that is given ahead; whether it can still be used then."""
    now = asyncio.get_running_loop().time
    if now() < turn.at:
        await asyncio.sleep(turn.at - now())
    return now() <= turn.until
