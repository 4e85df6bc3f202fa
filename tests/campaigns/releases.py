"""Earlier programs on a database of today, played over the wire, and today's program on what they left.

Each program that the database admits must work with it, and the database must be in order after it; the latest release
must work or refuse it in one sentence.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bot.storage.checking import check, revision
from bot.storage.migrate import upgrade
from bot.storage.revisions import newest_revision
from bot.storage.scripts import migrations, oldest_program
from playground.client import text_of
from tests.earlier import Program, latest_release, program_of
from tests.wire.players import answer, labels, selects
from tests.wire.processes import QUIZ, ROOT, TOKEN, Process, Stage, stage
from tests.wire.rows import rows

RUNS = 3
"""Programs that the database admits: the oldest, the one before today's, and so on backward."""

REFUSED = 2
QUESTIONS = 3
TRIES = 5
"""A term may be asked back, and a sheet is more than one press."""

COUNT = "SELECT count(*) FROM answers"


def main(_seed: int, runs: int) -> int:
    """Play with each; 0 only if all of them worked and something was tried."""
    found = [program for revision in _admitted()[:runs] if (program := program_of(revision))]
    release = latest_release()
    if not found and not release:
        print("This clone has no history to take earlier programs from: git fetch --unshallow --tags")
        return 1
    violations = [told for program in found for told in asyncio.run(_try(program))]
    violations += asyncio.run(_try_release(release)) if release else []
    for violation in violations:
        print("VIOLATED:", violation)
    print(f"{len(found)} admitted programs{f' and {release.name}' if release else ''}, {len(violations)} violations")
    return 1 if violations else 0


def _admitted() -> list[str]:
    """Revisions whose programs may open the newest database: the oldest, then from the latest backward."""
    known = [migration.revision for migration in migrations()]
    admitted = known[known.index(oldest_program().revision) : -1]
    return [*admitted[:1], *reversed(admitted[1:])]


async def _try(program: Program) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        home = program.unpack(Path(folder) / "program")
        async with stage(Path(folder), home=home) as set_up:
            found = await _play(set_up, already=0)
            if await set_up.bot.stop() != 0 or "Traceback" in set_up.bot.said():
                found.append("it did not end well")
            if "newer than this Recall" not in set_up.bot.said():
                found.append("it does not say that the database is newer")
            found += check(set_up.database)
            set_up.bot.home, set_up.bot.running = ROOT, None
            await set_up.bring_up()
            found += await _play(set_up, already=QUESTIONS)
        return [f"{program.newest} ({program.name[:10]}): {violation}" for violation in found]


async def _try_release(release: Program) -> list[str]:
    """It plays, where the database admits it; else it says in one sentence that the database is newer."""
    if release.newest in _admitted():
        return await _try(release)
    with tempfile.TemporaryDirectory() as folder:
        home, database = release.unpack(Path(folder) / "program"), Path(folder) / "recall.sqlite3"
        upgrade(database)
        settings = {"DISCORD_TOKEN": TOKEN, "RECALL_DATABASE": str(database)}
        bot = Process(["bot", "run"], Path(folder) / "bot.log", settings, home=home)
        await bot.start()
        status, said = await bot.ended(), bot.said()
        intact = revision(database) == newest_revision() and check(database) == []
        if status == REFUSED and said.count("\n") == 1 and "newer Recall" in said and intact:
            return []
        return [f"{release.name}: status {status}, the database {'intact' if intact else 'changed'}: {said}"]


async def _play(set_up: Stage, already: int) -> list[str]:
    """Practice a few questions; each answer has to be on disk."""
    ben = set_up.playground.member("ben")
    card = (await ben.slash(QUIZ, "practice", wait="answered", within=20)).message
    for number in range(already + 1, already + QUESTIONS + 1):
        for _ in range(TRIES):
            if card is None or rows(set_up.database, COUNT) == [(number,)] or not (labels(card) or selects(card)):
                break
            card = (await answer(ben, card)).message
        if card is None or rows(set_up.database, COUNT) != [(number,)]:
            return [f"answer {number} is not on disk; the bot says: {text_of(card) if card else 'nothing'}"]
        card = (await ben.press(card, label="Next")).message
    return []
