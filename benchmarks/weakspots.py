"""What `/weakspots` costs: `python -m benchmarks.weakspots [--json]`.

Estimates for a player with 5,000 answers (target: under 50 ms), the chart (under 150 ms and 40 MB), the whole reading
from the database, and the longest that the event loop was held up meanwhile.
"""

import asyncio
import json
import resource
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.app import settle_heap
from bot.kernel.asked import Asked, Locked
from bot.kernel.library import Library
from bot.kernel.questions import Question
from bot.kernel.sources import Everywhere
from bot.learning.service import memories, responses
from bot.learning.store import SqlHistory
from bot.packs import content
from bot.packs.catalogue import BUILT_IN, load_catalogue
from bot.rounds.rules.model import Phase, Round, Settings
from bot.rounds.store import SqlRoundStore
from bot.storage.database import open_database
from bot.storage.stores import SqlGameIds
from bot.storage.writer import Writer
from bot.study.estimates import estimate
from bot.weakspots.service import WeakspotsService
from cogs.weakspots.chart import Bar, chart

ANSWERS, A_ROUND, PLAYER = 5_000, 20, 7
NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def measure() -> dict[str, float]:
    """The figures, times in milliseconds."""
    catalogue, _ = load_catalogue([BUILT_IN])
    library = Library(catalogue.questions, catalogue.find)
    with TemporaryDirectory() as directory:
        database = open_database(Path(directory) / "recall.sqlite3")
        writer = Writer(database.writing, print)
        writer.start()
        settle_heap()  # as in the bot: with the interpreter's own setting the collector alone stops the loop for 100 ms
        await _play(SqlRoundStore(writer, database.reading, content, SqlGameIds(database.reading)), catalogue.questions)
        figures = await _figures(SqlHistory(database.reading, content), library)
        await writer.close()
        await database.close()
    return figures | _chart()


async def _play(store: SqlRoundStore, questions: Mapping[str, Question]) -> None:
    random = Random(1)  # noqa: S311 - repeatable on purpose
    names = sorted(questions)
    for number in range(ANSWERS // A_ROUND):
        at = NOW - timedelta(hours=number)
        asked = tuple(_asked(questions[random.choice(names)], random, at) for _ in range(A_ROUND))
        await store.save(None, _round(number + 1, asked, at), [])


def _asked(question: Question, random: Random, at: datetime) -> Asked:
    correct = random.random() < 0.6
    return Asked(question, 1, at, closed_at=at, answers={PLAYER: Locked((0,), correct, float(correct), 0, 9_000, at)})


def _round(number: int, asked: tuple[Asked, ...], at: datetime) -> Round:
    return Round(number, 1, number, PLAYER, Settings(), 1, at, at, Phase.ENDED, asked=asked, ended_at=at)


async def _figures(history: SqlHistory, library: Library) -> dict[str, float]:
    source = Everywhere(lambda: library)
    service = WeakspotsService(history, source, source, _none_muted)
    await service.look(PLAYER, NOW)
    given = await history.history(PLAYER)
    seen = responses(given, library, {})
    held = asyncio.create_task(_longest_hold())
    whole = [await _timed(service.look(PLAYER, NOW)) for _ in range(5)]
    held.cancel()
    return {
        "answers": len(given),
        "estimate_ms": median(_clocked(lambda: estimate(seen, NOW)) for _ in range(5)),
        "reviews_ms": median(_clocked(lambda: memories(given, library)) for _ in range(5)),
        "look_ms": median(whole),
        "loop_held_ms": await held,
    }


async def _none_muted(_: int) -> set[str]:
    return set()


async def _longest_hold() -> float:
    longest = 0.0
    try:
        while True:
            before = perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, perf_counter() - before - 0.001)
    except asyncio.CancelledError:
        return longest * 1000


async def _timed(work: object) -> float:
    before = perf_counter()
    await work  # type: ignore[misc]
    return (perf_counter() - before) * 1000


def _clocked(work: object) -> float:
    before = perf_counter()
    work()  # type: ignore[operator]
    return (perf_counter() - before) * 1000


def _chart() -> dict[str, float]:
    bars = [Bar(f"Topic {number}", 0.6, 0.4, 0.8, "31 answers", marked=number == 0) for number in range(6)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    first = _clocked(lambda: chart(bars))
    return {
        "chart_first_ms": first,
        "chart_ms": median(_clocked(lambda: chart(bars)) for _ in range(5)),
        "chart_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    }


def main() -> None:
    """Print the figures."""
    figures = {name: round(value, 2) for name, value in asyncio.run(measure()).items()}
    if "--json" in sys.argv:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:16} {value:>10}")


if __name__ == "__main__":
    main()
