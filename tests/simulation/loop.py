"""An event loop whose time jumps and whose chance comes from a seed; nothing in it waits for the machine."""

from __future__ import annotations

import asyncio
import contextvars
import heapq
import random
import zlib
from collections.abc import Callable, Generator
from types import FunctionType
from typing import Any, TypeVar

from tests.simulation.memory import Network

T = TypeVar("T")

PROCESS: contextvars.ContextVar[int] = contextvars.ContextVar("process", default=0)
"""Whose step this is: 0 for the world, and a number for each run of the bot, which dies with all of its steps."""


MANY = 200
"""So many tasks more than last time may be kept before those that are done are let go of."""


class RefusedError(RuntimeError):
    """Something wanted a socket, a thread or a process, of which a simulation has none."""


class _Future(asyncio.Future[T]):
    """Hashed by its turn, so that sets of them are walked the same in every process."""

    def __init__(self, turn: int, loop: SimulatedLoop) -> None:
        super().__init__(loop=loop)
        self._turn = turn

    def __hash__(self) -> int:
        return self._turn


class _Task(asyncio.Task[T]):
    """The same for tasks."""

    def __init__(self, turn: int, work: Generator[Any, None, T], **about: Any) -> None:
        self._turn = turn
        self.named = work_of(work)
        super().__init__(work, **about)

    def __hash__(self) -> int:
        return self._turn


class _Step(asyncio.Handle):
    """The library's, of which there are tens of thousands in a day, made and run without its questions."""

    __slots__ = ()

    def __init__(self, callback: Any, args: Any, loop: SimulatedLoop, context: contextvars.Context | None) -> None:
        self._context = contextvars.copy_context() if context is None else context
        self._loop = loop
        self._callback, self._args = callback, args
        self._cancelled = False
        self._repr = self._source_traceback = None

    def cancel(self) -> None:
        self._cancelled = True
        self._callback = self._args = None  # type: ignore[assignment]


class _Timer(_Step, asyncio.TimerHandle):
    """The same at its time."""

    __slots__ = ()


class SimulatedLoop(asyncio.BaseEventLoop):
    """Runs what is ready one by one, and where nothing is, jumps to the next timer.

    `disorder` is how often, of those that are ready, one is drawn instead of taking the first. asyncio promises the
    order in which they became ready; a little disorder finds who relies on it. `befalls` is asked of
    what would have gone to a thread: what is to be called, and with what. It gives the seconds before and after, or
    raises in its place.
    """

    def __init__(self, seed: int, *, disorder: float = 0.0) -> None:
        super().__init__()
        self.chance = random.Random(seed)  # noqa: S311 - no secret: the same day again
        self.network = Network(self, self.chance)
        self.steps = 0
        self.trace = 0
        self.keeps_trace: list[str] | None = None
        self.befalls: Callable[[Callable[..., Any], tuple[Any, ...]], tuple[float, float]] = self._usually
        self.is_done: Callable[[Callable[..., Any], tuple[Any, ...]], None] = lambda *_: None
        """Told of each piece of work that would have gone to a thread, and what it was given, once it is done."""
        self._disorder = disorder
        self._now = 1_000.0
        self._turns = 0
        self._ready: list[asyncio.Handle] = []
        self._waiting: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._dead: set[int] = set()
        self._tasks: dict[int, list[_Task[Any]]] = {}
        self._crowded: dict[int, int] = {}
        self._numbers: dict[str, int] = {}
        self._graves: list[object] = []
        self.set_task_factory(self._task)  # type: ignore[arg-type]

    # Time

    def time(self) -> float:
        """Seconds; they begin at 1000."""
        return self._now

    def _run_once(self) -> None:
        """Run one step after the other, until the loop is told to stop."""
        ready, waiting, dead = self._ready, self._waiting, self._dead
        while not self._stopping:  # type: ignore[attr-defined]
            if waiting and (waiting[0][0] <= self._now or waiting[0][2]._cancelled):
                self._admit()
            if not ready:
                if not waiting:
                    raise RuntimeError("Everybody waits for somebody else: nothing will ever happen.")
                self._now = max(self._now, waiting[0][0])
                continue
            handle = self._next() if self._disorder else ready.pop(0)
            if not handle._cancelled and handle._context.get(PROCESS, 0) not in dead:  # type: ignore[attr-defined]
                self._note(handle)
                handle._run()

    def _admit(self) -> None:
        """Make ready whose time has come."""
        waiting = self._waiting
        while waiting and (waiting[0][2]._cancelled or waiting[0][0] <= self._now):
            timer = heapq.heappop(waiting)[2]
            timer._scheduled = False  # type: ignore[attr-defined]
            if not timer._cancelled:
                self._ready.append(timer)

    def call_soon(self, callback: Any, *args: Any, context: Any = None) -> asyncio.Handle:  # type: ignore[override]
        """After what is ready already."""
        if self._closed:  # type: ignore[attr-defined]
            self._check_closed()  # type: ignore[attr-defined]
        step = _Step(callback, args, self, context)
        self._ready.append(step)
        return step

    def call_at(self, when: float, callback: Any, *args: Any, context: Any = None) -> asyncio.TimerHandle:  # type: ignore[override]
        """What comes at the same time comes in the order in which it was asked for."""
        self._check_closed()  # type: ignore[attr-defined]
        timer = _Timer(callback, args, self, context)
        timer._when, timer._scheduled = when, True  # type: ignore[attr-defined]
        self._turns += 1
        heapq.heappush(self._waiting, (when, self._turns, timer))
        return timer

    get_debug = bool  # each future and task asks: never

    def _next(self) -> asyncio.Handle:
        if len(self._ready) > 1 and self.chance.random() < self._disorder:
            return self._ready.pop(self.chance.randrange(len(self._ready)))
        return self._ready.pop(0)

    def _note(self, handle: asyncio.Handle) -> None:
        """What ran, and when, in one number."""
        self.steps += 1
        called = handle._callback  # type: ignore[attr-defined]
        if type(called) is FunctionType:
            name = called.__qualname__
        else:
            owner = getattr(called, "__self__", None)
            name = owner.named if type(owner) is _Task else work_of(called)
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = zlib.crc32(name.encode())
        self.trace = (self.trace * 31 + number + hash(self._now)) & 0xFFFFFFFF  # of a float, it is the same everywhere
        if self.keeps_trace is not None:
            self.keeps_trace.append(f"{self._now:.9f} {name}")

    # Those who live and die

    def _task(self, _: object, work: Generator[Any, None, T], **about: Any) -> _Task[T]:
        self._turns += 1
        task: _Task[T] = _Task(self._turns, work, loop=self, **about)
        context = about.get("context")
        process = PROCESS.get() if context is None else context.get(PROCESS, 0)
        tasks = self._tasks.setdefault(process, [])
        tasks.append(task)
        if len(tasks) > self._crowded.get(process, MANY):
            tasks[:] = [one for one in tasks if not one.done()]
            self._crowded[process] = 2 * len(tasks) + MANY
        return task

    def create_future(self) -> asyncio.Future[Any]:
        """A future whose place in a set does not depend on where it lies in memory."""
        self._turns += 1
        return _Future(self._turns, self)

    def tasks_of(self, process: int) -> list[asyncio.Task[Any]]:
        """What it has not finished; what it has is let go of.

        A task that failed keeps its error, and that the frames that it came through, with whoever waited in them.
        """
        for tasks in self._tasks.values():
            tasks[:] = [task for task in tasks if not task.done()]
        return [*self._tasks.get(process, ())]

    def kill(self, process: int) -> None:
        """Nothing of this process runs any more, not even what it would do on leaving; its connections break."""
        self._dead.add(process)
        self._graves += self.tasks_of(process)
        self.network.cut(process)

    def end(self) -> None:
        """Let go of what was killed, and of what still waits."""
        for tasks in self._tasks.values():
            for task in tasks:
                task._log_destroy_pending = False  # type: ignore[attr-defined]
        self._ready.clear()
        self._waiting.clear()
        self.close()

    def let_go(self) -> None:
        """Hold nothing of a day that is over.

        A connection that somebody had as they were killed is on the library's list of those that it has to close, and
        holds this loop: by way of their tasks, that would hold everything that there was.
        """
        self._tasks.clear()
        self._graves.clear()
        self.network.ends.clear()
        self.befalls, self.is_done = self._usually, lambda *_: None

    # Instead of threads and sockets

    def run_in_executor(self, _: object, work: Callable[..., T], *arguments: Any) -> asyncio.Future[T]:  # type: ignore[override]
        """In this thread, a little later; the answer comes a little later again."""
        done: asyncio.Future[T] = self.create_future()

        def finish(result: T) -> None:
            if not done.done():
                done.set_result(result)

        def begin(after: float) -> None:
            try:
                result = work(*arguments)
            except Exception as error:  # noqa: BLE001 - it is the caller's
                if not done.done():
                    done.set_exception(error)
                return
            self.is_done(work, arguments)
            self.call_later(after, finish, result)

        try:
            before, after = self.befalls(work, arguments)
        except Exception as error:  # noqa: BLE001 - what befell it is the caller's, too
            done.set_exception(error)
            return done
        self.call_later(before, begin, after)
        return done

    def _usually(self, _: Callable[..., Any], __: tuple[Any, ...]) -> tuple[float, float]:
        return self.chance.uniform(0, 0.004), self.chance.uniform(0, 0.002)

    async def create_server(self, factory: Callable[[], Any], *_: Any, **__: Any) -> Any:  # type: ignore[override]
        """The one server of the network."""
        return self.network.serve(factory)

    async def create_unix_connection(self, factory: Callable[[], asyncio.Protocol], *_: Any, **__: Any) -> Any:  # type: ignore[override]
        """A connection with that server."""
        return await self.network.connect(factory)

    async def getaddrinfo(self, *_: Any, **__: Any) -> Any:
        raise RefusedError("a name was to be looked up")

    async def create_connection(self, *_: Any, **__: Any) -> Any:
        raise RefusedError("a socket was to be opened")

    def _process_events(self, _: object) -> None:
        raise RefusedError("there is nothing to be waited for")

    def _write_to_self(self) -> None:
        """Nobody sleeps, so nobody needs to be woken."""

    def _timer_handle_cancelled(self, _: object) -> None:
        """Those who were cancelled are passed over when their time comes."""

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        """What was killed is not complained about."""
        future = context.get("future") or context.get("task")
        if future not in self._graves:
            super().default_exception_handler(context)


def work_of(called: Any) -> str:
    """What is called, by its name in the code."""
    while hasattr(called, "func"):
        called = called.func
    return str(getattr(called, "__qualname__", type(called).__qualname__))
