"""Duels of both paces over the wire, with a SIGKILL in each phase.

After each duel: it has ended, every acknowledged answer is on disk, its result was posted once and is the fold of
the answers. At the end the boards equal the answers, and the ratings the recorded games.
"""

import asyncio
import re
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.boards.recount import recount
from playground.client import Feed
from tests.wire.duellists import Pair, challenge, rematches
from tests.wire.processes import QUIZ, Stage, stage
from tests.wire.rows import rows

PACES = ("live", "day")
PHASES = ("offered", "ready", "open", "half", "between", "result")
RUNS = len(PACES) * len(PHASES)
MESSAGES = "/channels/*/messages"

Kills = Counter[tuple[str, str]]


@dataclass
class Killer:
    """Kills once, when `phase` comes."""

    stage: Stage
    phase: str
    done: bool = field(default=False)

    async def before(self, phase: str) -> bool:
        if self.done or phase != self.phase:
            return False
        self.done = True
        await self.stage.restart()
        return True


def main(seed: int, runs: int) -> int:
    """Play so many duels; 0 only if nothing was violated, each phase and pace had its turn, and ratings moved."""
    plan = [(PACES[i % 2], PHASES[i // 2 % len(PHASES)]) for i in range(seed - 1, seed - 1 + runs)]
    kills, rated, violations = asyncio.run(_campaign(plan))
    for phase in PHASES:
        print(f"{phase:8}", "  ".join(f"{pace} {kills[pace, phase]}" for pace in PACES))
    for violation in violations:
        print("VIOLATED:", violation)
    untried = [f"{pace}/{phase}" for pace, phase in set(plan) if not kills[pace, phase]]
    if untried:
        print("never killed in:", ", ".join(sorted(untried)))
    print(f"{sum(kills.values())} kills in {len(plan)} duels, {rated} of them rated, {len(violations)} violations")
    if not rated and len(plan) >= RUNS:
        print("no duel was rated")
        return 1
    return 0 if kills and not violations and not untried else 1


async def _campaign(plan: list[tuple[str, str]]) -> tuple[Kills, int, list[str]]:
    kills: Kills = Counter()
    violations: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        async with stage(Path(name)) as set_up, set_up.playground.member("ada").watch() as feed:
            for pace, phase in plan:
                try:
                    violations += await _duel(set_up, feed, pace, phase)
                    kills[pace, phase] += 1
                except (TimeoutError, AssertionError, LookupError) as error:
                    violations.append(f"{pace}/{phase}: {type(error).__name__} {error}")
                    await set_up.playground.clear_faults()
                    await set_up.playground.advance(25 * 3600)
            violations += recount(set_up.database)
            [(rated,)] = rows(set_up.database, "SELECT count(DISTINCT game_id) FROM rated_games")
            if "Traceback" in set_up.bot.said():
                violations.append("an exception in the bot's log")
    return kills, int(str(rated)), violations


async def _duel(set_up: Stage, feed: Feed, pace: str, phase: str) -> list[str]:
    """One duel, one kill; what was violated."""
    killer = Killer(set_up, phase)
    pair = await challenge(set_up, feed, killer.before, pace=pace)
    if phase == "result":
        await set_up.playground.fault(MESSAGES, "hang", method="POST", when="after", retry_after=30)
    await pair.play(killer.before)
    shown = await pair.result()
    await killer.before("result")
    for _ in range(400):
        if rows(set_up.database, _UNSETTLED, pair.game) == [(0,)]:
            break
        await asyncio.sleep(0.05)
    missed = [] if killer.done else [f"{pace}/{phase}: nothing was killed"]
    return missed + _judge(pair, shown) + await _posted_twice(pair)


_UNSETTLED = "SELECT count(*) FROM messages WHERE game_id = ? AND settled = 0"
_SUMS = "SELECT player_id, sum(points), sum(correct) FROM answers WHERE game_id = ? GROUP BY player_id ORDER BY 1"


def _judge(pair: Pair, shown: str) -> list[str]:
    database, wrong = pair.stage.database, []
    [(ended, end)] = rows(
        database, "SELECT ended_at, end_reason FROM games JOIN duels ON game_id = id WHERE id = ?", pair.game
    )
    if ended is None or end != "finished":
        wrong.append(f"duel {pair.game}: ended at {ended} by {end}")
    [(kept,)] = rows(database, "SELECT count(*) FROM answers WHERE game_id = ?", pair.game)
    if (pair.ada.locked + pair.ben.locked, kept) != (6, 6):
        wrong.append(f"duel {pair.game}: {pair.ada.locked} and {pair.ben.locked} locked in, {kept} kept")
    figures = [
        (int(points.replace(",", "")), int(right))
        for points, right in re.findall(r"([\d,]+) points? · (\d+) of 3 right", shown)
    ]
    due = [(points, right) for _, points, right in rows(database, _SUMS, pair.game)]
    if figures != due:
        wrong.append(f"duel {pair.game}: shown {figures}, rows {due}")
    return wrong


async def _posted_twice(pair: Pair) -> list[str]:
    messages = await pair.ada.member.messages(QUIZ, limit=100)
    times = sum(pair.game in rematches(message) for message in messages)
    return [] if times == 1 else [f"duel {pair.game}: its result stands {times} times"]
