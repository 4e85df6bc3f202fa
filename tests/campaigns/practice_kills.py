"""Practice over the wire, killed at random between, before and during presses, while the clock is moved.

Every answer whose key was shown must be on disk, once; no question may come twice in a sitting; and each sitting must
go on after each kill.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from playground.client import Json, Member, Outcome, RefusedError, text_of
from tests.wire.players import answer, labels, once_seen, selects
from tests.wire.processes import QUIZ, Stage, stage
from tests.wire.rows import rows

RUNS = 40
"""Kills."""

QUESTIONS_A_SITTING = 8


def main(seed: int, runs: int) -> int:
    """Kill so often; 0 only if no shown answer was lost or doubled and every sitting went on."""
    counts, violations = asyncio.run(_campaign(random.Random(seed), runs))  # noqa: S311 - moments, not secrets
    for violation in violations:
        print("VIOLATED:", violation)
    print(f"{counts['kills']} kills, {counts['shown']} answers shown, {len(violations)} violations")
    return 0 if counts["shown"] and counts["in flight"] and not violations else 1


@dataclass
class Sitting:
    """One person's practice, as they see it."""

    stage: Stage
    rng: random.Random
    member: Member
    counts: Counter[str] = field(default_factory=Counter)
    card: Json | None = None

    async def play(self) -> None:
        """A sitting of some questions."""
        self.card = (await self.member.slash(QUIZ, "practice", wait="answered", within=20)).message
        for number in range(QUESTIONS_A_SITTING):
            await self.stage.playground.advance(self.rng.choice([1, 7, 90, 4_000]))
            while self.card is None or "**Why:**" not in text_of(self.card):
                await self.act(self.reply)
            self.counts["shown"] += 1
            while number + 1 < QUESTIONS_A_SITTING and "**Why:**" in text_of(self.card):
                await self.act(self.press_next)

    async def act(self, press: object) -> None:
        """Press, and one time in three kill the bot while the press is under way or around it."""
        moment = self.rng.choice(["before", "in flight", "after", "", "", "", "", "", ""])
        if moment == "before":
            await self.kill(moment)
        acting = asyncio.create_task(press())  # type: ignore[operator]
        if moment == "in flight":
            await asyncio.sleep(self.rng.uniform(0, 0.03))
            await self.kill(moment)
        try:
            outcome: Outcome = await acting
        except (RefusedError, TimeoutError):
            return
        if outcome.message is not None:
            self.card = outcome.message
        if moment == "after":
            await self.kill(moment)

    async def kill(self, moment: str) -> None:
        self.counts["kills"] += 1
        self.counts[moment] += 1
        await self.stage.restart()

    async def reply(self) -> Outcome:
        assert self.card is not None
        if selects(self.card) or "Answer" in labels(self.card):
            return await answer(self.member, self.card, self.rng.randrange(4))
        letters = [label for label in labels(self.card) if label in ("A", "B", "C", "D", "True", "False")]
        card, letter = self.card, self.rng.choice(letters)
        return await once_seen(lambda: self.member.press(card, label=letter, within=2))

    async def press_next(self) -> Outcome:
        assert self.card is not None
        return await self.member.press(self.card, label="Next", within=2)


async def _campaign(rng: random.Random, kills: int) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as directory:
        async with stage(Path(directory)) as set_up:
            while counts["kills"] < kills:
                await Sitting(set_up, rng, set_up.playground.member("ben"), counts).play()
            return counts, _violations(set_up.database, counts["shown"])


def _violations(database: Path, shown: int) -> list[str]:
    [(kept,)] = rows(database, "SELECT count(*) FROM answers")
    found = [] if kept == shown else [f"{shown} answers were shown, {kept} are on disk"]
    twice = rows(database, "SELECT game_id, question_id FROM asked GROUP BY 1, 2 HAVING count(*) > 1")
    found += [f"question {question} twice in sitting {game}" for game, question in twice]
    open_ones = rows(database, "SELECT count(*) FROM asked WHERE closed_at IS NULL AND opened_at IS NULL")
    return found if open_ones == [(0,)] else [*found, "a question without a beginning"]
