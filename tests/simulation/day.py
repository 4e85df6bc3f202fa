"""A day of Recall out of a seed: several servers on several shards, people in them, and whatever can go wrong."""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from unittest.mock import patch

from bot.features import features
from bot.kernel.background import give_up
from bot.kernel.questions import Kind
from bot.kernel.sources import Source
from bot.storage.database import of_storage
from playground.client import Playground, RefusedError
from tests.campaigns.evening.crowd import Venue
from tests.campaigns.evening.judge import DAY, Judge, unforeseen
from tests.campaigns.faults import ALLOWED, PEOPLE
from tests.prepared import upgrade_or_copy
from tests.simulation.astray import ASTRAY, go_astray
from tests.simulation.bot import Bot
from tests.simulation.disk import Storage
from tests.simulation.drawings import Drawings
from tests.simulation.given import Given
from tests.simulation.knobs import small_limits
from tests.simulation.laws import Keys, at_rest, every_day, practiced_meanwhile
from tests.simulation.log import Log, kept
from tests.simulation.loop import SimulatedLoop
from tests.simulation.order import Order
from tests.simulation.people import LEAVER, STRANGER, DayCrowd, nothing_is_left
from tests.simulation.place import discord_of
from tests.simulation.remembered import Memories
from tests.simulation.standing import Standing
from tests.simulation.still import WallClock, still
from tests.simulation.troubles import SHARDS, DayTroubles
from tests.simulation.watch import Watch
from tests.sources import offering
from tests.strategies import question
from tests.wire.dailies import Days
from tests.wire.processes import Stage

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
LIBRARIES = ("discord", "asyncio", "aiohttp")
SERVERS = 2
MOST_TURNS = 80
PRESSES = 10
LOOKS = 4
DAYS_OF_DUST = 5
"""So many days' objects are let go of together, which takes as long as those of one."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a day holds: so many troubles and crashes within so many `seconds` of play.

    `astray`: whether the bot's clock is days ahead for a while at its end.
    """

    troubles: int
    crashes: int
    seconds: float = 30.0
    astray: bool = False

    def with_less(self, what: str, many: int) -> Shape:
        """The same with only so many of one thing."""
        changed: dict[str, Any] = {what: many}
        return replace(self, **changed)


def shape_of(seed: int) -> Shape:
    """What the seed has in store."""
    chance = random.Random(seed)  # noqa: S311 - the same again
    troubles, crashes = chance.randint(0, 8), chance.randint(0, 3)
    return Shape(troubles, crashes, astray=chance.random() < ASTRAY)


@dataclass
class Told:
    """What became of a day."""

    seed: int
    shape: Shape
    trace: int = 0
    steps: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)


@dataclass
class _Stage:
    """What the crowd and the judge of the evenings ask of theirs."""

    playground: Playground
    bot: _Process

    @property
    def database(self) -> Path:
        return self.bot.bot.database


@dataclass
class _Process:
    bot: Bot
    log: Log

    def said(self) -> str:
        return self.log.said()


MANY, FEW = 42, 12
"""Questions: where there are few, everybody meets the same."""


@cache
def _source(many: int) -> Source:
    """So many, of every kind in turn."""
    kinds = [*Kind]
    return offering(
        [
            question(f"q{number}", kinds[number % len(kinds)], stem=f"Question {number}?", explanation=f"Key {number}.")
            for number in range(many)
        ]
    )


class Day:
    """One day, from setting up to the judge."""

    def __init__(self, loop: SimulatedLoop, shape: Shape, folder: Path, log: Log) -> None:
        self._loop = loop
        self._shape = shape
        self._log = log
        self._rng = loop.chance
        self._wall = WallClock(loop)
        self._storage = Storage(loop)
        database = folder / "run1" / "recall.sqlite3"
        database.parent.mkdir()
        upgrade_or_copy(database)
        self.bot = Bot(database, loop, self._wall, _source(self._rng.choice((MANY, FEW))), SHARDS)
        self.memories = Memories()
        self.drawings = Drawings()
        self.given = Given()
        self._turn = asyncio.Lock()
        self.counts: Counter[str] = Counter()
        self.violations: list[str] = []

    @property
    def wall(self) -> WallClock:
        return self._wall

    async def live(self) -> None:
        """Set up, play with trouble beside it, end, judge."""
        async with discord_of(self._loop, self._wall, SHARDS) as (server, playground):
            keys = self._keys = Keys(server.world, lambda: self.bot.database, lambda: self._storage.is_calm)
            watch = Watch(server, self.bot, lambda: self._storage.is_calm)
            order = Order(lambda: self.bot.database)
            standing = Standing()
            self._follow(order, standing)
            self._start()
            await self._is_up(playground)
            stage = cast("Stage", _Stage(playground, _Process(self.bot, self._log)))
            crowd = await self._set_up(stage)
            troubles = DayTroubles(playground, self._rng, crowd.venues, self._stop, self._storage)
            troubles.seconds_left, troubles.hush = watch.seconds_left, crowd.hush
            troubles.leave_amid = crowd.leave_amid
            watching = [asyncio.ensure_future(watch.keep())]
            watching.append(asyncio.ensure_future(self.memories.watch(lambda: self.bot.number)))
            await self._play(crowd, troubles)
            judge = Judge(stage, crowd, crowd.venues, self._rng, presses=PRESSES)
            await self._end(playground, judge)
            if self._shape.astray:
                await self._go_astray(playground)
            await playground.advance(1800)
            await asyncio.sleep(8)
            await give_up(watching)
            self.violations += await self._unrest()
            self.violations += [*keys.violations, *watch.violations, *crowd.violations]
            self.violations += [*self.memories.violations, *order.violations, *standing.violations]
            self.violations += [*self._storage.commits.violations, *self.drawings.violations, *self.given.violations]
            self.violations += [*every_day(self.bot.database), *practiced_meanwhile(self.bot.database)]
            self.violations += await judge.violations()
            leaver = stage.playground.member(LEAVER)
            self.violations += await nothing_is_left(
                leaver, crowd.venues[0].daily, crowd.ids[LEAVER], self.bot.database
            )
            self.counts += crowd.counts + troubles.counts
            if not (self._shape.troubles or self._shape.crashes) and crowd.counts["failed"]:
                self.violations.append(f"{crowd.counts['failed']} presses were not answered, and nothing was wrong")
            self.counts["acknowledged"] = len(crowd.acknowledged)
            await self._stop(again=False)
            self.violations += self.bot.left

    def _start(self) -> None:
        self._storage.commits.begin()
        self.bot.start()

    def _follow(self, order: Order, standing: Standing) -> None:
        """Have the laws of what is written look at each commit."""
        self._storage.commits.waiting = lambda: self.bot.app.writer._waiting if self.bot.app is not None else []

        def done(work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
            order.look(work, arguments)
            standing.look(work, arguments)
            self._storage.done(work, arguments)

        self._loop.is_done = done

    async def _unrest(self) -> list[str]:
        """What is not at rest, nor comes to it: there is always something that is looked at now and then."""
        found: list[str] = []
        for _ in range(LOOKS):
            if self.bot.app is None or not (found := [*at_rest(self.bot.app, self._loop.tasks_of(self.bot.number))]):
                return []
            await asyncio.sleep(1.7)
        return found

    async def _set_up(self, stage: Stage) -> DayCrowd:
        playground = stage.playground
        ids = {name: int(await playground.member(name).id()) for name in PEOPLE}
        venues = []
        for guild in await playground.create_guilds(
            "Server", count=SERVERS, channels=["one", "two", "daily"], members=PEOPLE
        ):
            await playground.set_permissions(guild["id"], "everyone", ALLOWED)
            venues.append(venue := Venue(guild["id"], guild["channel_ids"][:2], guild["channel_ids"][2]))
            venue.threads.append(await venue.open_thread(playground))
            venue.quiz += venue.threads
        async with asyncio.timeout(120):
            while not await playground.member("ada").commands(venues[0].daily):  # noqa: ASYNC110 - the bot registers them in its time
                await asyncio.sleep(0.5)
        for venue in venues:
            assert "The daily is on" in (said := await Days(stage, venue.daily).set_up(questions=2)), said
        [stranger] = await playground.create_people(STRANGER)
        await playground.set_member(venues[-1].guild, STRANGER)
        everybody = {**ids, STRANGER: int(stranger["id"])}
        return DayCrowd(playground, self._rng, venues, everybody, database=lambda: self.bot.database)

    async def _play(self, crowd: DayCrowd, troubles: DayTroubles) -> None:
        playing = asyncio.ensure_future(crowd.act_all())
        lanes = [self._make(troubles, kind) for kind in troubles.chosen(self._shape.troubles)]
        lanes += [self._crash(crowd) for _ in range(self._shape.crashes)]
        await crowd.playground.advance(300)
        await asyncio.gather(asyncio.sleep(self._shape.seconds), *lanes)
        await crowd.playground.clear_faults()
        self._storage.heal()
        crowd.going = False
        await playing
        async with self._turn:
            await self._is_up(crowd.playground)

    async def _make(self, troubles: DayTroubles, kind: str) -> None:
        await asyncio.sleep(self._rng.uniform(0, self._shape.seconds))
        with suppress(TimeoutError, RefusedError, StopIteration):
            await troubles.make(kind)

    async def _crash(self, crowd: DayCrowd) -> None:
        """At any step at all, and often between two that belong together; then somebody starts it again."""
        await asyncio.sleep(self._rng.uniform(0, self._shape.seconds))
        async with self._turn:
            await self._moment(crowd)
            self.bot.kill()
            self.counts["crashes"] += 1
            await asyncio.sleep(self._rng.choice([0.2, 2.0, 9.0]))
            self._start()

    async def _moment(self, crowd: DayCrowd) -> None:
        """Now; or as soon as something is on the disk or on the screen, and nobody knows; or somebody is erased.

        Or the disk says that a message stands, and its game does not know.
        """
        moment = asyncio.Event()
        kind = self._rng.randrange(5)
        if kind == 1:
            self._storage.at_commit = moment.set
        elif kind == 2:
            self._keys.at_post = moment.set
        elif kind == 3:
            crowd.at_erasure = moment.set
        elif kind == 4:
            self._storage.at_row = moment.set
        else:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(moment.wait(), 5)

    async def _stop(self, *, again: bool = True) -> None:
        async with self._turn:
            if self.bot.app is None or self.bot.has_ended or not self.bot.is_up:
                return
            await self.bot.stop()
            if again:
                self._start()

    async def _is_up(self, playground: Playground) -> None:
        """As a supervisor would: what left by itself is started again."""
        for _ in range(100):
            if self.bot.has_ended:
                if (error := self.bot.why_ended()) is not None:
                    self._log.add("warning", "the bot left by itself", None if foreseen(error) else error)
                self.bot.kill()
                self._start()
            await asyncio.sleep(1)
            if await _hears_all(playground):
                return
        self.violations.append("the bot does not come up")

    async def _end(self, playground: Playground, judge: Judge) -> None:
        """Let so much time pass that everything has come to its end."""
        for turn in range(MOST_TURNS):
            if await judge.all_ended():
                return
            await playground.advance(DAY + 3600 if turn in (4, 30) else 650)
            await asyncio.sleep(2)

    async def _go_astray(self, playground: Playground) -> None:
        async with self._turn:
            await go_astray(self.bot, playground, self._rng, self._wall.now(), self._start)
        self.counts["clocks days ahead"] += 1


async def _hears_all(playground: Playground) -> bool:
    """Whether each shard is connected. What is pressed on the servers of another one is lost, as it is on Discord."""
    connected = {session["shard"][0] for session in await playground.sessions() if session["connected"]}
    return len(connected) == SHARDS


def foreseen(error: BaseException) -> bool:
    """Whether a start may end like this: the program says in a line that it cannot read or write."""
    return of_storage(error) is not None


_over: list[SimulatedLoop] = []
"""The loops of days that have not been let go of."""


def _sweep() -> None:
    """Let go of days that are over. What was killed in them leaves now, and nobody is to hear what it says then."""
    gc.unfreeze()
    unheard = patch.object(sys, "unraisablehook", lambda _: None)
    with kept(*LIBRARIES, "sqlalchemy"), unheard, warnings.catch_warnings(action="ignore"):
        while _over:
            _over.pop().let_go()
        gc.collect()
        gc.collect()  # what the first still woke


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        yield Path(name)


def live(seed: int, shape: Shape | None = None, *, keep: Path | None = None) -> Told:
    """Live a day, as the seed has it unless a shape is given. `keep`: where its trace is written."""
    shape = shape or shape_of(seed)
    told = Told(seed, shape)
    features()  # what is imported may draw numbers, which come from the seed below
    gc.freeze()  # whatever is there before it need not be looked through at its end
    gc.disable()  # nor anything on the way to it
    loop = SimulatedLoop(seed, disorder=random.Random(seed).choice([0, 0, 0.1]))  # noqa: S311
    loop.keeps_trace = [] if keep else None
    with _folder() as folder, kept(*LIBRARIES) as log, small_limits(random.Random(~seed)):  # noqa: S311
        day = Day(loop, shape, folder, log)
        upgraded = patch("bot.storage.upgrading.upgrade", lambda *_: None)
        with still(loop, day.wall), upgraded, day.memories.known(), day.drawings.known(), day.given.known():
            try:
                loop.run_until_complete(asyncio.wait_for(day.live(), 7 * DAY))
            except Exception as error:  # noqa: BLE001 - a day that ends like this is one to be looked at
                log.add("error", "the day ended", error)
                day.violations += unforeseen(log.said())
        told.counts, told.violations = day.counts, day.violations
        told.trace, told.steps = loop.trace, loop.steps
        loop.end()
        _over.append(loop)
    if keep and loop.keeps_trace is not None:
        keep.write_text("\n".join(loop.keeps_trace))
        if log.events:
            keep.with_suffix(".log").write_text(log.said())
    if len(_over) == DAYS_OF_DUST:
        _sweep()
    gc.freeze()  # what the day leaves behind waits for the next sweep: whoever comes after need not look through it
    gc.enable()
    return told
