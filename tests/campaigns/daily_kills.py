"""Dailies over the wire: one process after the other, killed at random while many servers' posts are due.

Each (server, date) must be posted exactly once. A kill is counted under every step of a post that it interrupted:
before the claim, between the claim and the writing, between the writing and Discord, between Discord and the record.
"""

from __future__ import annotations

import asyncio
import random
import re
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from playground.client import Json, text_of
from tests.wire.processes import Stage, stage
from tests.wire.rows import rows

RUNS = 40
SERVERS = 80
KILLS_A_DAY = 3
HOUR, DAY = "12:00", "Monday"
"""Once a week, since a daily that nobody plays would turn weekly by itself."""

LEASE_S = 16
STEPS = ("before the claim", "claimed, not written", "written, not posted", "posted, not recorded")
POSTS = "/channels/*/messages"


def main(seed: int, runs: int) -> int:
    """Kill so often; 0 only if every date was posted once everywhere and every step was interrupted."""
    kills, posts, violations = asyncio.run(_campaign(random.Random(seed), runs))  # noqa: S311 - moments, not secrets
    for step in STEPS:
        print(f"{kills[step]:4} kills {step}")
    for violation in violations:
        print("VIOLATED:", violation)
    print(f"{kills['all']} kills, {posts} posts, {len(violations)} violations")
    return 0 if posts and not violations and all(kills[step] for step in STEPS) else 1


@dataclass
class Servers:
    """Many servers with a daily at the same hour, and what became of it."""

    stage: Stage
    rng: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    channels: dict[str, str] = field(default_factory=dict)
    days: int = 0

    async def set_up(self) -> None:
        playground = self.stage.playground
        made = await playground.create_guilds("Group", count=SERVERS, channels=["daily"], members=["ada"])
        allowed = ["view_channel", "send_messages", "read_message_history", "manage_guild", "use_application_commands"]
        for guild in made:
            self.channels[guild["id"]] = guild["channel_ids"][0]
            await playground.set_permissions(guild["id"], "everyone", allowed)
            outcome = await playground.member("ada").slash(
                guild["channel_ids"][0], "settings daily", {"time": HOUR, "zone": "UTC", "days": DAY, "questions": 2}
            )
            assert outcome.message is not None
            assert "The daily is on" in text_of(outcome.message), outcome

    async def day(self, kills: int) -> None:
        """Let the next post's hour come, kill so often at most, then let everything be posted."""
        await self._to_the_hour()
        self.days += 1
        for _ in range(kills):
            if self._all_recorded():
                return
            await self._kill()
            await self._restart()
        await self._until_recorded()

    async def _to_the_hour(self) -> None:
        now = datetime.fromisoformat((await self.stage.playground.clock())["now"])
        due = now.replace(hour=12, minute=0, second=0, microsecond=0)
        due += timedelta(days=-due.weekday() % 7)
        due += timedelta(days=7) if due <= now else timedelta()
        await self.stage.playground.advance((due - now).total_seconds())

    async def _kill(self) -> None:
        """At any moment of the next seconds, now and then with an answer of Discord's lost just before."""
        if self.rng.random() < 0.3:
            await self.stage.playground.fault(POSTS, "hang", method="POST", when="after", retry_after=20)
        await asyncio.sleep(self.rng.uniform(0, 3))
        await self.stage.bot.kill()
        await self.stage.playground.wait_for_bot(online=False)
        await self.stage.playground.clear_faults()
        self.kills["all"] += 1
        self.kills.update(await self._interrupted())

    async def _restart(self) -> None:
        """At once, or so much later that Discord has forgotten the nonce."""
        if self.rng.random() < 0.3:
            await self.stage.playground.advance(self.rng.uniform(60, 3600))
        await self.stage.bring_up()
        await self.stage.playground.advance(LEASE_S)

    async def _interrupted(self) -> set[str]:
        """The steps that some server's post was at."""
        steps = set()
        waiting = rows(self.stage.database, _BEHIND, self.days)
        steps |= {STEPS[0] if claimed is None else STEPS[1] for (claimed,) in waiting}
        for guild, number in rows(self.stage.database, _UNRECORDED):
            there = Counter(await self._numbers(str(guild)))
            steps.add(STEPS[3] if there[int(str(number))] else STEPS[2])
        return steps

    def _all_recorded(self) -> bool:
        behind = rows(self.stage.database, _BEHIND, self.days)
        return not behind and not rows(self.stage.database, _UNRECORDED)

    async def _until_recorded(self) -> None:
        async with asyncio.timeout(120):
            while not self._all_recorded():  # noqa: ASYNC110 - another process's doing has no event to wait for
                await asyncio.sleep(0.1)

    async def judge(self) -> tuple[int, list[str]]:
        """How many posts stand in the channels, and which are too many or too few."""
        posts, wrong = 0, []
        for guild in self.channels:
            found = Counter(await self._numbers(guild))
            posts += found.total()
            if found != Counter(range(1, self.days + 1)):
                wrong.append(f"server {guild}: posts {dict(found)} after {self.days} dates")
        missed = rows(self.stage.database, "SELECT guild_id, date FROM daily_missed")
        return posts, [*wrong, *(f"server {guild} missed {day}" for guild, day in missed)]

    async def _numbers(self, guild: str) -> list[int]:
        messages = await self.stage.playground.member("ada").messages(self.channels[guild], limit=100)
        return [int(number) for message in messages for number in _numbers(message)]


_BEHIND = (
    "SELECT claimed_until FROM daily_schedules s "
    "WHERE (SELECT count(*) FROM daily_posts p WHERE p.guild_id = s.guild_id) < ?"
)
_UNRECORDED = (
    "SELECT p.guild_id, p.number FROM messages m JOIN daily_posts p USING (game_id) "
    "WHERE m.card = 'daily' AND m.message_id IS NULL"
)


def _numbers(message: Json) -> list[str]:
    private = message.get("flags", 0) & 64
    return [] if private else re.findall(r"^## Daily #(\d+) ", text_of(message), re.MULTILINE)


async def _campaign(rng: random.Random, runs: int) -> tuple[Counter[str], int, list[str]]:
    with tempfile.TemporaryDirectory() as directory:
        async with stage(Path(directory)) as set_up:
            servers = Servers(set_up, rng)
            await servers.set_up()
            while servers.kills["all"] < runs:
                await servers.day(min(KILLS_A_DAY, runs - servers.kills["all"]))
            posts, violations = await servers.judge()
        if "Traceback" in set_up.bot.said():
            violations.append("an exception in the bot's log")
    return servers.kills, posts, violations
