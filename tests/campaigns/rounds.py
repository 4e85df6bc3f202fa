"""Rounds over the wire, with a SIGKILL in each phase of each kind of question.

After each round: every acknowledged answer is on disk and in the standings, each card was posted once, and the
final standings are the fold of the answers.
"""

import asyncio
import re
import tempfile
from collections import Counter
from pathlib import Path

from bot.kernel.questions import Kind
from playground.client import Json, buttons, text_of
from tests.campaigns.kinds import topic_of, write_pack
from tests.wire.players import Table, answer, end_quiz, is_locked
from tests.wire.processes import QUIZ, stage
from tests.wire.rows import rows

PHASES = ("lobby", "posting", "open", "reveal", "next")
RUNS = len(PHASES) * len(Kind)
PLAYERS = ("ada", "ben")
MESSAGES = "/channels/*/messages"


def main(seed: int, runs: int) -> int:
    """Kill so often; 0 only if nothing was violated and every phase and kind had its turn, as far as `runs` goes."""
    plan = [
        (PHASES[i % len(PHASES)], list(Kind)[i // len(PHASES) % len(Kind)]) for i in range(seed - 1, seed - 1 + runs)
    ]
    kills, violations = asyncio.run(_campaign(plan))
    for phase in PHASES:
        print(f"{phase:8}", "  ".join(f"{kind.value} {kills[phase, kind]}" for kind in Kind))
    for violation in violations:
        print("VIOLATED:", violation)
    untried = [f"{phase}/{kind.value}" for phase, kind in set(plan) if not kills[phase, kind]]
    if untried:
        print("never killed in:", ", ".join(sorted(untried)))
    print(f"{sum(kills.values())} kills, {len(violations)} violations")
    return 0 if kills and not violations and not untried else 1


async def _campaign(plan: list[tuple[str, Kind]]) -> tuple[Counter[tuple[str, Kind]], list[str]]:
    kills: Counter[tuple[str, Kind]] = Counter()
    violations: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        packs = write_pack(directory / "packs")
        async with stage(directory, packs=packs) as set_up, set_up.playground.member("ada").watch() as feed:
            for phase, kind in plan:
                table = Table(set_up, feed)
                try:
                    violations += await _round(table, phase, kind)
                    kills[phase, kind] += 1
                except (TimeoutError, AssertionError, LookupError) as error:
                    violations.append(f"{phase}/{kind.value}: {type(error).__name__} {error}")
                    await end_quiz(table.member("ada"), QUIZ)  # so that the next one can begin
        if "Traceback" in set_up.bot.said():
            violations.append("an exception in the bot's log")
    return kills, violations


async def _round(table: Table, phase: str, kind: Kind) -> list[str]:
    """Two questions, one kill; what was violated."""
    lobby = await table.open_lobby(topic=topic_of(kind), questions=2)
    if phase == "lobby":
        await table.stage.restart()
    await table.member("ben").press(lobby, label="Join")
    await _begin(table, lobby, phase)
    locked = 0
    for number in (1, 2):
        question = await table.question(number)
        locked += is_locked(await answer(table.member("ada"), question, number))
        if phase == "open" and number == 1:
            await table.stage.restart()
            question = await table.question(number)
        locked += is_locked(await answer(table.member("ben"), question, 0))
        reveal = await table.reveal(number, leads_on=True)
        if phase == "reveal" and number == 1:
            await table.stage.restart()
        await table.next(reveal, PLAYERS[: 1 if phase == "next" and number == 1 else 2])
        if phase == "next" and number == 1:
            await table.stage.restart()
            await table.next(reveal, PLAYERS[1:])
    return await _judge(table, text_of(await table.podium()), locked)


async def _begin(table: Table, lobby: Json, phase: str) -> None:
    """Start asking; in the phase `posting` the first question is posted, but the bot dies before it hears of it."""
    if phase != "posting":
        await table.member("ada").press(lobby, label="Start")
        return
    await table.stage.playground.fault(MESSAGES, "hang", method="POST", when="after", retry_after=30)
    await table.member("ada").press(lobby, label="Start")
    await table.feed.message(QUIZ, lambda message: "# 1/2" in text_of(message))
    await table.stage.restart()


async def _judge(table: Table, podium: str, locked: int) -> list[str]:
    database = table.stage.database
    [(game,)] = rows(database, "SELECT max(game_id) FROM rounds")
    [(kept, right, points)] = rows(
        database, "SELECT count(*), sum(correct), sum(points) FROM answers WHERE game_id = ?", game
    )
    shown_right = sum(int(number) for number in re.findall(r"(\d+) of 2 right \(", podium))
    shown_points = sum(int(number.replace(",", "")) for number in re.findall(r"([\d,]+) points ·", podium))
    wrong = []
    if (locked, kept) != (4, 4):
        wrong.append(f"game {game}: {locked} of 4 answers acknowledged, {kept} kept")
    if (shown_right, shown_points) != (right, points):
        wrong.append(f"game {game}: podium {shown_right}/{shown_points}, rows {right}/{points}")
    return wrong + await _posted_twice(table, int(str(game)))


async def _posted_twice(table: Table, game: int) -> list[str]:
    """Cards of the game that stand in the channel more than once."""
    messages = await table.member("ada").messages(QUIZ, limit=100)
    public = [message for message in messages if not message.get("flags", 0) & 64]
    cards = Counter(card for message in public for card in _cards(message, game))
    return [f"card {card} of game {game} stands {times} times" for card, times in cards.items() if times > 1]


def _cards(message: Json, game: int) -> set[str]:
    ids = [str(button["custom_id"]).split(":") for button in buttons(message) if "custom_id" in button]
    return {parts[3] for parts in ids if len(parts) > 3 and int(parts[2], 36) == game}
