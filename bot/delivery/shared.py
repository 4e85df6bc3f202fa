"""One limit for all processes that run the bot together: turns out of one row, a few at a time."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from bot.delivery.limiter import RATE, Limiter, Priority
from bot.kernel.background import give_up

APART_S = 1 / RATE

MOST = 8
"""So many turns are asked for at once; a process that is killed takes no more with it."""

FEW = 4
"""With fewer turns than that, the next are asked for: nothing is lost by waiting, and no count comes in between."""

AHEAD_S = {Priority.CARD: 1.0, Priority.PHASE: 0.5, Priority.COUNT: 0.05}
"""So far ahead turns may be taken: with more work than the limit allows, counts wait for cards of all processes."""

LATE_S = 0.03
"""A turn is gone so long after its time; otherwise a process that was held up would use several at once."""

PATIENCE_S = 1.0

Book = Callable[[int, float], Awaitable[tuple[float, int]]]
"""Takes so many turns, at most so many seconds ahead: in how many seconds the first is, and how many there are.

Where there are none, it is to be asked again in so many seconds. The turns are `APART_S` apart.
"""

_log = structlog.get_logger(__name__)


class SharedLimiter(Limiter):
    """Lets a request through when it is its turn among those of all processes.

    While the row cannot be reached, each keeps to an even part of the limit, which `divide` says, and goes on.
    """

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book
        self._turns: deque[tuple[float, float]] = deque()
        """From when and until when each can be used."""
        self._asking: asyncio.Task[None] | None = None
        self._asked_for = Priority.CARD
        self._more_urgent = asyncio.Event()
        self._alone = False
        self._next_try = 0.0

    def hurry(self, turn: asyncio.Future[None], priority: Priority) -> None:
        """Let a turn that waits come as early as this priority lets it."""
        if priority < self._asked_for:
            self._more_urgent.set()
        super().hurry(turn, priority)

    async def close(self) -> None:
        """Ask for nothing more."""
        if self._asking is not None:
            await give_up({self._asking})

    def _next_at(self, now: float) -> float | None:
        if self._alone:
            if now >= self._next_try:
                self._ask()
            return super()._next_at(now)
        while self._turns and self._turns[0][1] < now:
            self._turns.popleft()
        if len(self._turns) < min(FEW, len(self._waiting)):
            self._ask()
        return self._turns[0][0] if self._turns else None

    def _use(self) -> None:
        if self._turns:
            self._turns.popleft()
        super()._use()

    def _ask(self) -> None:
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._get_turns(), name="turns")

    async def _get_turns(self) -> None:
        """Ask until there are turns, or nobody waits, or the row cannot be reached."""
        loop = asyncio.get_running_loop()
        while self._waiting:
            self._asked_for = priority = Priority(self._waiting[0][0])
            self._more_urgent.clear()
            wanted = 1 if priority is Priority.COUNT or self._alone else min(MOST, len(self._waiting))
            sent = loop.time()
            try:
                async with asyncio.timeout(PATIENCE_S):
                    in_s, turns = await self._book(wanted, AHEAD_S[priority])
            except Exception as error:  # noqa: BLE001 - whatever it is, what is to be sent must not wait for ever
                self._go_alone(error)
                break
            if self._alone:
                await self._come_back()
            elif turns:
                self._have(sent, loop.time(), in_s, turns)
                break
            else:
                await self._wait(in_s)
        self._asking, self._asked_for = None, Priority.CARD
        self._serve()

    def _have(self, sent: float, answered: float, in_s: float, turns: int) -> None:
        """The row's clock was looked at between sending and answer."""
        times = [in_s + number * APART_S for number in range(turns)]
        self._turns.extend((sent + time, answered + time + LATE_S) for time in times)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._more_urgent.wait()
        except TimeoutError:
            pass

    def _go_alone(self, error: Exception) -> None:
        """Others may still use turns that they took ahead: these come first."""
        now = asyncio.get_running_loop().time()
        if not self._alone:
            _log.warning("the limit on requests is divided evenly until the database answers", why=_brief(error))
            self._turns.clear()
            self._free_at = max(self._free_at, now + AHEAD_S[Priority.CARD])
        self._alone, self._next_try = True, now + PATIENCE_S

    async def _come_back(self) -> None:
        """What was sent by the even part counts for one second more."""
        _log.info("requests take turns over all processes again")
        self._alone = False
        await asyncio.sleep(1)


def _brief(error: Exception) -> str:
    return str(getattr(error, "orig", error)).partition("\n")[0] or type(error).__name__
