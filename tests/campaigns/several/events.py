"""What happens to the processes of a cluster, and how long people waited meanwhile."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

from bot.cluster.store import LEASE_S
from tests.campaigns.several.house import PATIENCE_S, PROGRAM, House, Member
from tests.campaigns.several.probes import Probes
from tests.wire.processes import Process

KILLED, HELD, CRASHED = "killed", "stood still", "database killed"
OFF_DATABASE, OFF_DISCORD = "cut off from the database", "cut off from Discord"
STOPPED, DRAINED, ROLLED = "told to stop", "drained", "rolled"
RETURNED = "came back"
"""Whoever was away gets its share again: a hand-over, too."""
ELSEWHERE = "nothing happened there"
"""The shards of the processes that an event leaves alone: what the machine adds to every wait."""

LIMITS = {
    KILLED: 5.0,
    HELD: LEASE_S + 5,
    CRASHED: 10.0,
    OFF_DATABASE: LEASE_S + 5,
    OFF_DISCORD: 30.0,
    STOPPED: 3.0,
    DRAINED: 3.0,
    ROLLED: 3.0,
    RETURNED: 3.0,
    ELSEWHERE: 1.0,
}
"""Seconds that 99 of 100 waits may take. Who stands still has its lease to itself first; a database has to come back.

Somebody who is cut off from Discord keeps its shards: the wait is counted from the moment at which it can be reached.
"""

WEIGHTS = {
    KILLED: 10,
    HELD: 2,
    CRASHED: 2,
    OFF_DATABASE: 2,
    OFF_DISCORD: 1,
    STOPPED: 1,
    DRAINED: 1,
    ROLLED: 5,
}
"""How many of each an evening has, in an order of the seed's."""


def evening(rng: random.Random, events: int) -> list[str]:
    """What happens, one after the other."""
    each = [kind for kind, times in WEIGHTS.items() for _ in range(times)]
    return rng.sample(each, len(each))[:events]


@dataclass
class Events:
    """Makes them happen."""

    house: House
    probes: Probes
    rng: random.Random
    waits: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    async def make(self, kind: str) -> str:
        """One, until everybody has an even share again; what was seen, in a line."""
        failed_before = time.monotonic()
        told = await self._kinds()[kind]()
        self.counts[kind] += 1
        self.counts["failed presses"] += (failed := self.probes.failed(failed_before))
        return f"{kind}: {told}; {failed} presses failed"

    def _kinds(self) -> dict[str, Callable[[], Awaitable[str]]]:
        return {
            KILLED: self._kill,
            HELD: self._hold,
            CRASHED: self._crash,
            OFF_DATABASE: self._off_database,
            OFF_DISCORD: self._off_discord,
            STOPPED: self._stop,
            DRAINED: self._drain,
            ROLLED: self._roll,
        }

    async def _kill(self) -> str:
        member, shards = self._somebody()
        since = time.monotonic()
        await member.process.kill()
        told = await self._until_answered(KILLED, member, shards, since)
        return f"{told}; {await self._come_back([member])}"

    async def _hold(self) -> str:
        member, shards = self._somebody()
        since = time.monotonic()
        member.hold()
        await asyncio.sleep(LEASE_S + self.rng.uniform(1, 4))
        told = await self._until_answered(HELD, member, shards, since)
        member.go_on()
        return f"{told}; {await self._come_back([member])}"

    async def _crash(self) -> str:
        await asyncio.to_thread(self.house.server.stop, "immediate")
        await asyncio.sleep(self.rng.choice((0.0, 1.0, LEASE_S + 2)))
        await asyncio.to_thread(self.house.server.start, durable=True)
        told = await self._until_answered(CRASHED, None, [*self.probes.each], time.monotonic())
        return f"{told}; {await self._come_back(self.house.members)}"

    async def _off_database(self) -> str:
        member, shards = self._somebody()
        since, cut = time.monotonic(), self.rng.random() < 0.5
        (member.database.cut if cut else member.database.silence)()
        await asyncio.sleep(lasts := self.rng.choice((1.5, LEASE_S + 3)))
        member.database.mend()
        told = await self._until_answered(OFF_DATABASE, member, shards, since)
        how = f"{'cut' if cut else 'silent'} for {lasts} s"
        return f"{told} ({how}); {await self._come_back([member])}"

    async def _off_discord(self) -> str:
        member, shards = self._somebody()
        cut = self.rng.random() < 0.5
        (member.discord.cut if cut else member.discord.silence)()
        await asyncio.sleep(lasts := self.rng.choice((1.5, 6.0)))
        member.discord.mend()
        told = await self._until_answered(OFF_DISCORD, member, shards, time.monotonic())
        how = f"{'cut' if cut else 'silent'} for {lasts} s"
        return f"{told} ({how}); {await self._come_back([member])}"

    async def _stop(self) -> str:
        member, shards = self._somebody()
        since = time.monotonic()
        await self._leave(member)
        told = await self._until_answered(STOPPED, member, shards, since)
        return f"{told}; {await self._come_back([member])}"

    async def _drain(self) -> str:
        member, shards = self._somebody()
        since = time.monotonic()
        order = await self._order(member, "drain", str(self.house.name_of(member)))
        await self._obeyed(order)
        if not await self.house.until(lambda: not self.house.shards_of(member)):
            self.wrong.append(f"{member.name} was drained, and still has shards {self.house.shards_of(member)}")
        told = await self._until_answered(DRAINED, member, shards, since)
        await self._leave(member)
        return f"{told}; {await self._come_back([member])}"

    async def _roll(self) -> str:
        since = time.monotonic()
        order = await self._order(self.house.members[0], "roll")
        rolled = asyncio.create_task(self._obeyed(order))
        while not rolled.done():
            await self._start_again()
            await asyncio.sleep(0.1)
        told = await self._until_answered(ROLLED, None, [*self.probes.each], since)
        return f"{told}; {await self._come_back(self.house.members)}"

    async def _order(self, member: Member, *what: str) -> Process:
        """What an operator orders, begun beside a member."""
        log = self.house.directory / f"orders{self.counts.total()}.log"
        order = Process([PROGRAM, "cluster", *what], log, member.process.environment)
        await order.start()
        return order

    async def _obeyed(self, order: Process) -> None:
        if await order.ended(within=3 * PATIENCE_S):
            self.wrong.append(f"recall {' '.join(order.arguments[1:])}: {order.said()}")

    async def _start_again(self) -> None:
        """As a supervisor does, whoever has ended; those that were told to must have ended in order."""
        for member in self.house.members:
            if member.process.running is not None and not member.is_running:
                if status := member.process.running.returncode:
                    self.wrong.append(f"while all were rolled, {member.name} left with status {status}")
                await member.process.start()

    def _somebody(self) -> tuple[Member, list[int]]:
        member = self.rng.choice(self.house.members)
        return member, self.house.shards_of(member)

    async def _leave(self, member: Member) -> None:
        status = await member.process.stop(within=PATIENCE_S)
        if status:
            self.wrong.append(f"told to stop, {member.name} left with status {status}")

    async def _until_answered(self, kind: str, member: Member | None, shards: Collection[int], since: float) -> str:
        """Wait until every shard answers again, and note how long somebody waited at worst who pressed since then."""
        now = time.monotonic()
        answered = await self.house.until(lambda: self.probes.answer(shards, now))
        who = f"{member.name} (shards {', '.join(map(str, shards))})" if member else "all shards"
        if not answered:
            self.wrong.append(f"{kind}, {who}: no press was answered within {PATIENCE_S:.0f} s")
            return who
        waits = self.probes.worst(shards, since, time.monotonic())
        self.waits[kind] += waits
        self.waits[ELSEWHERE] += self.probes.worst({*self.probes.each} - {*shards}, since, time.monotonic())
        return f"{who} answered after {' '.join(f'{wait:.1f}' for wait in waits)} s"

    async def _come_back(self, members: list[Member]) -> str:
        """Start what has ended, as a supervisor does, until the shards are shared out evenly and all answer."""
        before, since = self.house.owners(), time.monotonic()
        for member in members:
            if not member.is_running:
                await member.process.start()
        if not await self.house.until(self.house.is_shared_out):
            self.wrong.append(f"the shards are not shared out: {self.house.owners()}")
        shared = time.monotonic()
        await self.house.until(lambda: self.probes.answer([*self.probes.each], shared))
        after = self.house.owners()
        moved = [shard for shard in self.probes.each if before[shard] != after[shard]]
        waits = self.probes.worst(moved, since, time.monotonic())
        self.waits[RETURNED] += waits
        return f"{len(moved)} shards moved back within {' '.join(f'{wait:.1f}' for wait in waits) or '0'} s"
