"""Evenings over the wire in which everything goes wrong: kills, and every other trouble at the same time.

Several servers, each on a shard of its own, play rounds, duels and dailies and practise, while the process is killed
at random instants, shards and servers vanish, the gateway and Discord's answers fail, channels and permissions go, the
disk is full and the clock jumps. After each evening no acknowledged answer is missing, everything has ended with the
fold of its answers, and nothing is left.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.evening.crowd import Crowd, Venue
from tests.campaigns.evening.judge import Judge
from tests.campaigns.evening.troubles import DISK, KINDS, SHARDS, Troubles, small_disk
from tests.wire.dailies import Days
from tests.wire.processes import Stage, stage

RUNS = 200
"""Kills."""

KILLS_AN_EVENING = 20
LANES = 2
"""So many troubles are made side by side."""

SERVERS = 3
PEOPLE = ("ada", "ben", "chloe", "dev")
GUESTS = 4
ALLOWED = (
    "view_channel",
    "send_messages",
    "read_message_history",
    "manage_guild",
    "use_application_commands",
    "send_messages_in_threads",
    "create_public_threads",
)
SHORT_LIFE, LONG_LIFE = 2.0, 12.0
"""Seconds between a start and the next kill at the most: every fourth time enough to get something done."""

PATIENCE = 300.0
"""Seconds for a start or a trouble, on a busy machine too: three shards come back one after the other."""


def main(seed: int, runs: int) -> int:
    """Kill so often; 0 only if nothing was violated and every kind of trouble was made in every evening."""
    total: Counter[str] = Counter()
    violations: list[str] = []
    evenings = -(-runs // KILLS_AN_EVENING)
    for number in range(evenings):
        kills = min(KILLS_AN_EVENING, runs - number * KILLS_AN_EVENING)
        counts, found = asyncio.run(_evening(seed + number, kills))
        total += counts
        violations += found
        print(f"seed {seed + number}: {counts['kills']} kills, {counts['answers']} answers, {len(found)} violations")
        for violation in found:
            print(f"VIOLATED: seed {seed + number}: {violation}", flush=True)
    for kind in ("kills", *KINDS):
        print(f"{total[kind]:6} {kind}")
    print(f"{total['kills']} kills, {total['acknowledged']} answers acknowledged, {len(violations)} violations")
    return 0 if total["acknowledged"] and not violations else 1


@dataclass
class Evening:
    """One evening on one stage."""

    stage: Stage
    rng: random.Random
    disk: Path | None
    venues: list[Venue] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    kills: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    async def set_up(self) -> Crowd:
        playground = self.stage.playground
        people = [*PEOPLE, *(person["username"] for person in await playground.create_people("guest", GUESTS))]
        ids = {name: int(await playground.member(name).id()) for name in people}
        for guild in await playground.create_guilds(
            "Evening", count=SERVERS, channels=["one", "two", "daily"], members=people
        ):
            await playground.set_permissions(guild["id"], "everyone", ALLOWED)
            self.venues.append(venue := Venue(guild["id"], guild["channel_ids"][:2], guild["channel_ids"][2]))
            venue.threads.append(await venue.open_thread(playground))
            venue.quiz += venue.threads
        for venue in self.venues:
            assert "The daily is on" in await Days(self.stage, venue.daily).set_up(questions=2)
        return Crowd(playground, random.Random(self.rng.random()), self.venues, ids)  # noqa: S311 - presses, not secrets

    async def play(self, crowd: Crowd, troubles: Troubles, kills: int) -> None:
        """People play; trouble of every kind and the kills come side by side; then all is set right."""
        playing = asyncio.create_task(crowd.act_all())
        try:
            await self.stage.playground.advance(300)
            plan = troubles.plan()
            lanes = [self._trouble(troubles, plan[lane::LANES]) for lane in range(LANES)]
            await asyncio.gather(self._kill(kills), *lanes)
            await self.stage.playground.clear_faults()
            await self.stage.playground.wait_for_bot()
        finally:
            crowd.going = False
            await playing

    async def _kill(self, kills: int) -> None:
        while self.kills < kills:
            longest = LONG_LIFE if self.kills % 4 == 3 else SHORT_LIFE
            await asyncio.sleep(self.rng.uniform(0, longest))
            async with self.turn:
                if self.stage.bot.running is not None and self.stage.bot.running.returncode is not None:
                    self.wrong.append(f"the bot left by itself with status {self.stage.bot.running.returncode}")
                await self.stage.bot.kill()
                self.kills += 1
                await self._again()

    async def stop(self) -> None:
        """Told to stop, the process leaves in order, and another takes its place."""
        async with self.turn:
            status = await self.stage.bot.stop()
            if status:
                self.wrong.append(f"told to stop, the bot left with status {status}")
            await self._again()

    async def _again(self) -> None:
        """Start anew, as a supervisor would: until it is up, however often it finds that it cannot."""
        await self.stage.playground.wait_for_bot(online=False)
        async with asyncio.timeout(PATIENCE):
            while not await self._is_up():
                self.refused += 1

    async def _is_up(self) -> bool:
        """Whether a start led to a connection; where it did not, the program must have said why in a line."""
        before = len(self.stage.bot.said())
        await self.stage.bot.start()
        while self.stage.bot.running is not None and self.stage.bot.running.returncode is None:
            if (await self.stage.playground.world())["bot_online"]:
                return True
            await asyncio.sleep(0.05)
        if "Traceback" in (said := self.stage.bot.said()[before:]):
            self.wrong.append(f"a refused start: {said}")
        return False

    async def _trouble(self, troubles: Troubles, plan: list[str]) -> None:
        for kind in plan:
            with suppress(TimeoutError):  # the judge names what was never made
                async with asyncio.timeout(PATIENCE):
                    await self._until_made(troubles, kind)
            await asyncio.sleep(self.rng.uniform(0, 0.6))

    async def _until_made(self, troubles: Troubles, kind: str) -> None:
        while not troubles.counts[kind]:
            await troubles.make(kind)
            await asyncio.sleep(0.1)  # the bot may be away just now


async def _evening(seed: int, kills: int) -> tuple[Counter[str], list[str]]:
    rng = random.Random(seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory() as name, small_disk(Path(name) / "volume") as disk:
        async with stage(
            Path(name), "--shards", str(SHARDS), volume=disk, bot="tests.campaigns.evening.watched"
        ) as set_up:
            evening = Evening(set_up, rng, disk)
            crowd = await evening.set_up()
            troubles = Troubles(set_up.playground, rng, evening.venues, disk, evening.stop)
            judge = Judge(set_up, crowd, evening.venues, rng)
            await evening.play(crowd, troubles, kills)
            await judge.until_all_ended()
            violations = [*evening.wrong, *await judge.violations()]
            status = await set_up.bot.stop()
            violations += [] if status == 0 else [f"exit status {status}"]
    made = (
        troubles.counts
        + crowd.counts
        + Counter(kills=evening.kills, refused=evening.refused, acknowledged=len(crowd.acknowledged))
    )
    missing = [kind for kind in KINDS if not made[kind] and not (kind == DISK and disk is None)]
    return made, [*violations, *(f"never made: {kind}" for kind in missing)]
