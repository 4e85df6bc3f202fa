"""Hostile presses over the wire: random and mutated interactions by people who have no business there.

Each must be answered in plain words, or have an effect that is the presser's own; nothing of anybody else's may
change, and nothing may fail.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.boards.recount import recount
from bot.client.words import OUR_FAULT
from bot.kernel.questions import Kind
from cogs.boards.ids import Verb as Boards
from cogs.daily.ids import Verb as Daily
from cogs.duels.ids import Verb as Duel
from cogs.practice.ids import Verb as Practice
from cogs.profile.ids import Verb as Me
from cogs.reports.ids import Verb as Report
from cogs.rounds.ids import Verb as Quiz
from cogs.weakspots.ids import Verb as Weakspots
from playground.client import Feed, Json, Outcome, RefusedError
from tests.campaigns.evening.forging import KINDS, Forger, controls_of
from tests.campaigns.evening.judge import unforeseen
from tests.campaigns.evening.verbs import ANSWERS
from tests.campaigns.kinds import topic_of, write_pack
from tests.wire.duellists import challenge
from tests.wire.players import Table, answer, is_locked, told
from tests.wire.processes import GENERAL, QUIZ, Stage, stage
from tests.wire.rows import rows

RUNS = 10_000
AT_ONCE = 20
VERBS = [
    *(str(verb) for kind in (Quiz, Duel, Daily, Practice, Report, Boards, Me, Weakspots) for verb in kind),
    *ANSWERS,
]
HOSTILE = ("dev", "mallory")
HONEST = ("ada", "ben", "chloe")

OTHERS = {
    "answers": "SELECT * FROM answers WHERE player_id NOT IN ({ids})",
    "rounds": "SELECT game_id, phase, position, host_id, end_reason FROM rounds WHERE host_id NOT IN ({ids})",
    "duels": "SELECT game_id, phase, position, end_reason FROM duels WHERE opponent_id IS NOT NULL "
    "AND challenger_id NOT IN ({ids}) AND opponent_id NOT IN ({ids})",
    "schedules": "SELECT guild_id, channel_id, minute, zone, state FROM daily_schedules",
    "mutes": "SELECT * FROM mutes",
    "wishes": "SELECT * FROM preferences WHERE player_id NOT IN ({ids})",
    "players": "SELECT game_id, player_id, active FROM players WHERE player_id NOT IN ({ids})",
}
"""What the hostile must not be able to change."""


def main(seed: int, runs: int) -> int:
    """Press so often; 0 only if everything was answered in words and nothing of anybody else's changed."""
    counts, violations = asyncio.run(_campaign(random.Random(seed), runs))  # noqa: S311 - presses, not secrets
    for kind in KINDS:
        print(f"{counts[kind]:6} {kind}")
    for violation in violations[:50]:
        print("VIOLATED:", violation)
    print(f"{sum(counts[kind] for kind in KINDS)} presses (seed {seed}), {len(violations)} violations")
    return 0 if not violations and all(counts[kind] for kind in KINDS) else 1


@dataclass
class Siege:
    """Honest games in every state, and people who press where they should not."""

    stage: Stage
    feed: Feed
    rng: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    async def set_up(self) -> list[str]:
        """Games of Ada's, Ben's and Chloe's: a round over, one open, a duel over, one under way, a sitting."""
        playground = self.stage.playground
        [mallory] = await playground.create_people("mallory")
        [world] = [guild for guild in (await playground.world())["guilds"] if guild["name"] == "Study group"]
        await playground.set_member(world["id"], mallory["id"])
        ada, ben = playground.member("ada"), playground.member("ben")
        await self._round_over()
        channels = [QUIZ, GENERAL]
        for kind in Kind:
            channel = str((await playground.create_channel(world["id"], kind.value.replace("_", "-")))["id"])
            await self._round_open(channel, kind)
            channels.append(channel)
        await challenge(self.stage, self.feed, _nothing, pace="day")
        for member in (ada, ben):
            for command in ("practice", "me", "weakspots", "leaderboard", "help", "daily"):
                await member.slash(GENERAL, command)
        await ada.slash(GENERAL, "packs reports")
        await ada.slash(GENERAL, "settings show")
        return channels

    async def _round_over(self) -> None:
        table = Table(self.stage, self.feed)
        ada = table.member("ada")
        await ada.press(await table.open_lobby(questions=1, topic=topic_of(Kind.SINGLE)), label="Start")
        await answer(ada, await table.question(1))
        await table.next(await table.reveal(1), ("ada",))
        podium = await table.podium()
        await table.member("ben").press(podium, label="Review my misses")

    async def _round_open(self, channel: str, kind: Kind) -> None:
        """Ben has answered, Ada has not: it stays open."""
        table = Table(self.stage, self.feed, channel=channel)
        ada, ben = table.member("ada"), table.member("ben")
        lobby = await table.open_lobby(questions=2, topic=topic_of(kind), pace="relaxed")
        await ben.press(lobby, label="Join")
        await ada.press(lobby, label="Start")
        question = await table.question(1)
        assert is_locked(await answer(ben, question))

    async def forger(self, channels: list[str]) -> Forger:
        playground = self.stage.playground
        controls = [control for name in HONEST for control in await controls_of(playground.member(name), channels)]
        return Forger(
            rng=self.rng,
            controls=controls,
            verbs=VERBS,
            commands=await playground.member("ada").commands(QUIZ),
            channels=channels,
            people=[str(person["id"]) for person in await playground.people()],
        )

    async def press_all(self, forger: Forger, runs: int) -> None:
        """One kind after the other, some at once."""
        for first in range(0, runs, AT_ONCE):
            kinds = [KINDS[number % len(KINDS)] for number in range(first, min(first + AT_ONCE, runs))]
            made = [(kind, self.rng.choice(HOSTILE), forger.make(kind)) for kind in kinds]
            await asyncio.gather(*(self.press(*one) for one in made))

    async def press(self, kind: str, name: str, made: Json) -> None:
        try:
            outcome = await self.stage.playground.member(name).forge(made, within=10)
        except RefusedError as error:
            self.violations.append(f"{made}: not delivered: {error}")
            return
        self.counts[kind] += 1
        if wrong := _wrong(outcome):
            self.violations.append(f"{name}, {kind}: {str(made)[:400]}: {wrong}")

    async def others(self) -> dict[str, list[tuple[object, ...]]]:
        """The rows of everybody else's."""
        ids = ", ".join([await self.stage.playground.member(name).id() for name in HOSTILE])
        return {
            name: sorted(rows(self.stage.database, query.format(ids=ids)), key=repr) for name, query in OTHERS.items()
        }


def _wrong(outcome: Outcome) -> str:
    """What is wrong with an answer: silence, our fault, or nothing to read."""
    if outcome.state != "acknowledged":
        return f"{outcome.state}: {outcome.reason}"
    if outcome.kind == "message" and (OUR_FAULT in told(outcome) or not told(outcome).strip()):
        return repr(told(outcome))
    return ""


async def _nothing(_: str) -> bool:
    return False


async def _campaign(rng: random.Random, runs: int) -> tuple[Counter[str], list[str]]:
    with tempfile.TemporaryDirectory() as name:
        packs = write_pack(Path(name) / "packs")
        async with (
            stage(Path(name), "--no-rate-limits", packs=packs) as set_up,
            set_up.playground.member("ada").watch() as feed,
        ):
            siege = Siege(set_up, feed, rng)
            channels = await siege.set_up()
            forger = await siege.forger(channels)
            before = await siege.others()
            await siege.press_all(forger, runs)
            after = await siege.others()
            for table, kept in before.items():
                siege.violations += [f"{table}: {row} is gone or changed" for row in kept if row not in after[table]]
            siege.violations += recount(set_up.database)
            if status := await set_up.bot.stop():
                siege.violations.append(f"exit status {status}")
            siege.violations += unforeseen(set_up.bot.said())
    return siege.counts, siege.violations
