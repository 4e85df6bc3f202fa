"""Evenings of three processes on one bot, which are killed, stopped, cut off, and told to move.

They share one PostgreSQL and one loopback Discord with six shards. On a server of each shard people play rounds, duels
and dailies, and somebody sits a mock exam, while processes die, stand still, lose the database or Discord, are drained
and replaced, and the database itself is killed. After each event no acknowledged answer is missing and none came from a
process that had lost the shard; after each evening everything has ended with the fold of its answers, each daily was
posted once, and presses were answered soon enough.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import signal
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import psycopg

from playground.client import Json, buttons
from tests.campaigns.evening.crowd import Crowd, Venue
from tests.campaigns.evening.judge import Judge
from tests.campaigns.exams import STUDY_GROUP, Killer, Sitter, alone, checked, everywhere, sit
from tests.campaigns.faults import ALLOWED
from tests.campaigns.several.dailies import post
from tests.campaigns.several.events import ELSEWHERE, LIMITS, RETURNED, WEIGHTS, Events, evening
from tests.campaigns.several.fences import fenced_writes, takings
from tests.campaigns.several.house import PATIENCE_S, SHARDS, House, a_house
from tests.campaigns.several.probes import Probe, Probes
from tests.wire.dailies import Days, is_post
from tests.wire.processes import Stage, a_nursery

RUNS = 480
"""Events: in 20 evenings, 200 kills and 100 times that all processes are replaced."""

EVENTS_AN_EVENING = sum(WEIGHTS.values())
PEOPLE = ("ada", "ben", "chloe", "dev")
GUESTS = 2
PROBER, EXAMINEE = "prober", "sitter"
MORE = 12
"""Servers with nothing but a daily, which becomes due in the middle of things."""

COLUMNS = ("events", "shards", "p50", "p99", "worst", "limit")

AGAIN_S = 0.5

AT_REST_S = 20
"""For so long no session may have begun or ended: one of its own takes the place of a dead process's by then."""

PAUSE = (0.6, 1.6)
"""So long somebody in the crowd thinks, in seconds: three processes and their judge share the machine."""


def main(seed: int, runs: int) -> int:
    """Have so many things happen; 0 only if nothing was violated and presses were answered soon enough."""
    total: Counter[str] = Counter()
    waits: defaultdict[str, list[float]] = defaultdict(list)
    violations: list[str] = []
    evenings = -(-runs // EVENTS_AN_EVENING)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to stop, it stops what it has started, too
    with a_nursery():
        for number in range(evenings):
            events = min(EVENTS_AN_EVENING, runs - number * EVENTS_AN_EVENING)
            found = asyncio.run(_evening(seed + number, events))
            total += found.counts
            for kind, some in found.waits.items():
                waits[kind] += some
            violations += found.violations
            for violation in found.violations:
                print(f"VIOLATED: ./recall campaign cluster --seed {seed + number} --runs {events}: {violation}")
    late = _table(total, waits)
    for kind in late:
        print(f"VIOLATED: {kind}: presses are answered too late")
    print(f"{total['acknowledged']} answers acknowledged, {len(violations) + len(late)} violations")
    return 0 if total["acknowledged"] and not violations and not late else 1


def dailies(seed: int, servers: int) -> int:
    """Have so many dailies be due in the same minute, with kills among them."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return post(seed, servers)


def _table(total: Counter[str], waits: dict[str, list[float]]) -> list[str]:
    """Print what happened and how long people waited; which kinds took too long."""
    print(f"{'longest waits, in seconds':26}" + "".join(f"{head:>8}" for head in COLUMNS))
    late = []
    for kind in (*WEIGHTS, RETURNED, ELSEWHERE):
        if some := sorted(waits[kind]):
            figures = some[len(some) // 2], some[-1 - len(some) // 100], some[-1], LIMITS[kind]
            print(f"{kind:26}{total[kind] or '':>8}{len(some):>8}" + "".join(f"{figure:8.2f}" for figure in figures))
            late += [kind] if figures[1] > LIMITS[kind] else []
    if ELSEWHERE in late:
        print("This machine was too busy to tell anything of waits: presses waited where nothing had happened, too.")
        late = []
    for what in ("takings", "papers", "quiz start", "duel", "answers", "failed", "failed presses"):
        print(f"{total[what]:8} {what}")
    return late


@dataclass
class Found:
    """What one evening gave."""

    counts: Counter[str]
    waits: dict[str, list[float]]
    violations: list[str]


@dataclass
class Evening:
    """People on the servers of one house."""

    house: House
    rng: random.Random
    venues: list[Venue] = field(default_factory=list)
    others: list[Venue] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        """The house, for whoever asks for no more than a playground, a database and what was said."""
        return cast("Stage", self.house)

    async def set_up(self) -> Crowd:
        """A server of each shard for the crowd, and more with dailies only; all processes at work."""
        playground = self.house.playground
        guests = [person["username"] for person in await playground.create_people("guest", GUESTS)]
        for name in (PROBER, EXAMINEE):
            await playground.create_people(name)
        await playground.set_member(STUDY_GROUP, EXAMINEE)
        people = [*PEOPLE, *guests]
        ids = {name: int(await playground.member(name).id()) for name in people}
        made = await playground.create_guilds(
            "Evening", count=SHARDS + MORE, channels=["one", "two", "daily"], members=[*people, PROBER, EXAMINEE]
        )
        for guild in made:
            await playground.set_permissions(guild["id"], "everyone", ALLOWED)
            self.venues.append(Venue(guild["id"], guild["channel_ids"][:2], guild["channel_ids"][2]))
        self.venues, self.others = self.venues[:SHARDS], self.venues[SHARDS:]
        assert {_shard(venue) for venue in self.venues} == {*range(SHARDS)}
        return Crowd(playground, random.Random(self.rng.random()), self.venues, ids, pause=PAUSE)  # noqa: S311

    async def begin(self) -> None:
        """All processes have an even share, the dailies of the crowd's servers are posted, the others come later."""
        await asyncio.gather(*(member.process.start() for member in self.house.members))
        assert await self.house.until(self.house.is_shared_out), self.house.owners()
        await self._until_commands()
        for venue in self.venues:
            await self._daily(venue, 5)
        for number, venue in enumerate(self.others):
            await self._daily(venue, 6 + number)
        await self.house.playground.advance(300)

    async def probes(self) -> Probes:
        """A press that anybody may make at any time: the Play button of a daily."""
        prober = self.house.playground.member(PROBER)
        each = {}
        for venue in self.venues:
            post = await prober.wait_for_message(venue.daily, lambda message: is_post(message, 1))
            each[_shard(venue)] = Probe(prober, post, _play(post))
        return Probes(each)

    async def come_to_rest(self) -> None:
        """No shard changes hands: days are to pass in a moment, and one that is away just then would be so for days."""
        known, since, end = list[tuple[str, bool]](), time.monotonic(), time.monotonic() + PATIENCE_S
        while time.monotonic() < min(since + AT_REST_S, end):
            sessions = await self.house.playground.sessions()
            now = sorted((str(session["session_id"]), bool(session["connected"])) for session in sessions)
            if now != known or sum(connected for _, connected in now) < SHARDS:
                known, since = now, time.monotonic()
            await asyncio.sleep(AGAIN_S)

    async def _until_commands(self) -> None:
        ada = self.house.playground.member("ada")
        async with asyncio.timeout(60):
            while not await ada.commands(self.venues[0].quiz[0]):  # noqa: ASYNC110 - another process's doing
                await asyncio.sleep(0.05)

    async def _daily(self, venue: Venue, minutes: int) -> None:
        said = ""
        for _ in range(100):  # a shard may be handed over just then
            said = await Days(self.stage, venue.daily).set_up(minutes=minutes, questions=2)
            if "The daily is on" in said:
                return
            await asyncio.sleep(0.3)
        raise AssertionError(said)

    async def sit(self, found: Found) -> None:
        """Somebody sits one mock after the other, until cancelled."""
        killer = Killer(self.stage, random.Random(self.rng.random()), found.counts)  # noqa: S311 - presses
        while True:
            with suppress(TimeoutError):
                sitters = await alone(killer, EXAMINEE)
                await sit(sitters, by_clock=False)
                found.violations += [wrong for sitter in sitters for wrong in await self._checked(sitter)]
                found.counts["papers"] += 1
            await asyncio.sleep(5)

    async def _checked(self, sitter: Sitter) -> list[str]:
        while True:
            try:
                return await checked(self.stage, sitter)
            except psycopg.Error:  # the server is away, and an event will bring it back
                await asyncio.sleep(AGAIN_S)


async def _evening(seed: int, number: int) -> Found:
    rng = random.Random(seed)  # noqa: S311 - moments, not secrets
    found = Found(Counter(), {}, [])
    with tempfile.TemporaryDirectory() as name:
        async with a_house(Path(name), "--identify-at-once", "1") as house:
            played = Evening(house, rng)
            crowd = await played.set_up()
            await played.begin()
            judge = Judge(played.stage, crowd, [*played.venues, *played.others], rng)
            events = Events(house, await played.probes(), rng)
            playing = asyncio.create_task(crowd.act_all())
            sitting = asyncio.create_task(played.sit(found))
            for place, kind in enumerate(evening(rng, number), 1):
                await _happens(f"seed {seed}, {place} of {number}", kind, played, events, judge, found)
            await events.probes.stop()
            crowd.going = False
            sitting.cancel()
            await asyncio.wait({playing, sitting})
            playing.result()
            if not sitting.cancelled():
                sitting.result()
            await played.come_to_rest()
            await judge.until_all_ended()
            found.violations += [*events.wrong, *await judge.violations(), *everywhere(played.stage)]
            found.violations += fenced_writes(house.database)
            found.counts += crowd.counts + events.counts
            found.counts += Counter(acknowledged=len(crowd.acknowledged), takings=takings(house.database))
            found.waits = events.waits
            for member in house.members:
                if status := await member.process.stop():
                    found.violations.append(f"at the end {member.name} left with status {status}")
            if found.violations or any(wait > LIMITS[kind] for kind, some in events.waits.items() for wait in some):
                _keep(house, f"seed{seed}")
    return found


def _keep(house: House, name: str) -> None:
    """What everybody logged, for whoever looks for the cause."""
    kept = Path(tempfile.mkdtemp(prefix=f"recall-cluster-{name}-"))
    for log in (*house.directory.glob("*.log"), house.server.home / "log"):
        shutil.copy(log, kept)
    print(f"The logs are in {kept}", flush=True)


async def _happens(place: str, kind: str, played: Evening, events: Events, judge: Judge, found: Found) -> None:
    """One event among people who play, with a judge right after it."""
    await asyncio.sleep(played.rng.uniform(0.5, 2.5))
    if played.rng.random() < 0.5:
        await played.house.playground.advance(60)  # some dailies are due just now
    began = time.monotonic()
    told = await events.make(kind)
    wrong = [*await asyncio.to_thread(judge.lost), *await asyncio.to_thread(fenced_writes, played.house.database)]
    found.violations += wrong
    print(
        f"{place}, {time.monotonic() - began:.0f} s: {told}; {len(judge.crowd.acknowledged)} answers so far, "
        f"{len(wrong)} violations",
        flush=True,
    )


def _shard(venue: Venue) -> int:
    return (int(venue.guild) >> 22) % SHARDS


def _play(post: Json) -> str:
    return next(str(button["custom_id"]) for button in buttons(post) if button.get("label") == "Play")
