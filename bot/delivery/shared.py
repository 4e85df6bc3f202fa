"""One limit for all processes that run the bot together: turns out of one row, a few at a time."""

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.delivery.limiter import DRAWN_S, LATE_S, RATE, Limiter, Priority, Turn
from bot.kernel.background import give_up

APART_S = 1 / RATE

MOST = 6
"""A process has so many turns at most that it gives to nobody yet; if it is killed, they are lost with it."""

FEW = 3
"""With fewer turns than that, the next are asked for: nothing is lost by waiting, and no count comes in between."""

AHEAD_S = {Priority.AT_ONCE: 1.25, Priority.CARD: 1.0, Priority.PHASE: 0.5, Priority.COUNT: 0.05}
"""So far ahead turns may be taken: with more work than the limit allows, counts wait for cards of all processes."""

PATIENCE_S, AGAIN_S = 1.0, 0.2
"""An answer that takes longer than the first is given up; how long to wait then."""

LOOKS, STALE_S = 20, 10.0
"""Who has not asked the row for so long asks first what time it is, so often at most: fast answers tell best."""

NO_NEWS, IN_VAIN = 0.8, 4
"""Where so many answers in a row each leave this much of what is not known, none is going to come sooner."""

SURE_S = LATE_S / 2
"""What the time is must be known as well as that; then no turn is used outside of its time."""

DRIFT = 0.0005
"""Two clocks may drift apart by so many seconds a second."""


@dataclass(frozen=True, slots=True)
class Booked:
    """What the row says, in seconds of its own clock: the time, when the first turn is, and how many there are.

    Without any, `first_at` is when the next is free. The turns are `APART_S` apart.
    """

    now: float
    first_at: float
    turns: int = 0


Book = Callable[[int, float, float], Awaitable[Booked]]
"""Takes so many turns, or none: the first at most so many seconds ahead, and at least so many."""


class RowClock:
    """The row's clock on the loop's: it was looked at between the asking and the answer."""

    def __init__(self) -> None:
        self._least, self._most, self._at = -math.inf, math.inf, -math.inf

    def learn(self, asked: float, answered: float, now: float) -> None:
        """What it said then. Where that cannot be, somebody has set it, and what was known before is void."""
        drift = DRIFT * self.age(answered) if self._most < math.inf else 0.0
        least, most = max(self._least - drift, asked - now), min(self._most + drift, answered - now)
        if least > most:
            least, most = asked - now, answered - now
        self._least, self._most, self._at = least, most, answered

    def age(self, at: float) -> float:
        """How long ago it was looked at."""
        return at - self._at

    @property
    def unsure_s(self) -> float:
        """How far apart the times are that it may be."""
        return self._most - self._least

    @property
    def is_sure(self) -> bool:
        """Whether what was seen says it well enough."""
        return self.unsure_s <= SURE_S

    def span(self, then: float) -> tuple[float, float]:
        """Between which moments of the loop it says `then`."""
        return then + self._least, then + self._most


class SharedLimiter(Limiter):
    """Lets a request through when it is its turn among those of all processes.

    While the row cannot be reached, nothing is sent: a process that may not see what the others do has nothing to say.
    """

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book
        self._clock = RowClock()
        self._turns: deque[Turn] = deque()
        self._asking: asyncio.Task[None] | None = None
        self._asked_for = Priority.AT_ONCE
        self._more_urgent = asyncio.Event()
        self._lead_s = 0.0
        """As long as an answer takes: a turn that is sooner would be gone before it comes."""

    def hurry(self, turn: asyncio.Future[Turn], priority: Priority, place: int | None = None) -> None:
        """Let a turn that waits come as early as this priority lets it."""
        if priority < self._asked_for:
            self._more_urgent.set()
        super().hurry(turn, priority, place)

    async def close(self) -> None:
        """Ask for nothing more."""
        if self._asking is not None:
            await give_up({self._asking})

    def _next_at(self, now: float) -> float | None:
        while self._turns and self._turns[0].until < now:
            self._turns.popleft()
        if len(self._turns) < min(FEW, len(self._waiting)) and (self._asking is None or self._asking.done()):
            self._asking = asyncio.create_task(self._get_turns(), name="turns")
        return self._turns[0].at - DRAWN_S if self._turns else None

    def _use(self, now: float) -> Turn:  # noqa: ARG002 - a turn says itself when it is
        return self._turns.popleft()

    async def _get_turns(self) -> None:
        """Ask until there are turns, or nobody waits."""
        while self._waiting:
            self._asked_for = priority = Priority(self._waiting[0][0])
            self._more_urgent.clear()
            wanted = 1 if priority is Priority.COUNT else min(MOST, len(self._waiting)) - len(self._turns)
            booked = await self._ask(max(1, wanted), AHEAD_S[priority])
            if booked is None:
                await asyncio.sleep(AGAIN_S)
            elif booked.turns:
                self._have(booked)
                break
            else:
                await self._wait(booked.first_at - booked.now - AHEAD_S[priority])
        self._asking, self._asked_for = None, Priority.AT_ONCE
        self._serve()

    async def _ask(self, wanted: int, ahead_s: float) -> Booked | None:
        """None where the row cannot be reached just now: then the log says so elsewhere, as all of Recall needs it."""
        try:
            await self._ask_for_time()
            return await self._look(wanted, ahead_s)
        except Exception:  # noqa: BLE001 - whatever it is, what is to be sent has to wait
            return None

    async def _ask_for_time(self) -> None:
        if self._clock.age(asyncio.get_running_loop().time()) > STALE_S:
            in_vain = 0
            for _ in range(LOOKS):
                before = self._clock.unsure_s
                await self._look(0, 0)
                in_vain = in_vain + 1 if self._clock.unsure_s > NO_NEWS * before else 0
                if self._clock.is_sure or in_vain == IN_VAIN:
                    break

    async def _look(self, wanted: int, ahead_s: float) -> Booked:
        loop = asyncio.get_running_loop()
        asked = loop.time()
        async with asyncio.timeout(PATIENCE_S):
            booked = await self._book(wanted, ahead_s, self._lead_s)
        answered = loop.time()
        self._lead_s = min(AHEAD_S[Priority.CARD], max(answered - asked, self._lead_s / 2))
        self._clock.learn(asked, answered, booked.now)
        return booked

    def _have(self, booked: Booked) -> None:
        """None is used before it is certain to be its time; however uncertain that is, it can be used for a moment."""
        for number in range(booked.turns):
            soonest, latest = self._clock.span(booked.first_at + number * APART_S)
            self._turns.append(Turn(latest, max(soonest + LATE_S, latest + SURE_S)))

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._more_urgent.wait()
        except TimeoutError:
            pass
