"""Run it: `python -m benchmarks.boards [--json] [--answers N] [--seed S]`."""

import asyncio
import json as encoder
import sqlite3
import sys
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.boards.world import BIGGEST, SEATS, START_MS, TOPICS, YEAR_MS, fill
from bot.boards.rules.boards import ALL_TIME, ALL_TOPICS, Board, Metric, month_of, week_of
from bot.boards.store import BoardReader, counted
from bot.kernel.asked import Locked
from bot.storage.changes import Change, Put
from bot.storage.database import Database, open_database
from bot.storage.tables import answers
from bot.storage.writer import Writer

ANSWERS = 10_000_000
READS = 1_000
RAW_READS = 5
CLOSED = 500
"""Questions closed by each side in each of the interleaved rounds of the write measurement."""

WRITE_ROUNDS = 5
_SUMMER = datetime.fromtimestamp((START_MS + YEAR_MS / 2) / 1000, UTC)
_TARGETS = (("page_p99_ms", 5.0), ("rank_p99_ms", 10.0))

_RAW = """
SELECT a.player_id, sum(a.points) AS points FROM games g
JOIN asked q ON q.game_id = g.id JOIN answers a ON a.game_id = q.game_id AND a.position = q.position
WHERE g.guild_id = ? AND q.closed_at IS NOT NULL GROUP BY a.player_id ORDER BY points DESC LIMIT 10
"""


async def measure(path: Path, seed: int) -> dict[str, float]:
    """The figures, from a database that `fill` made."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    database = open_database(path)
    try:
        reader = BoardReader(database.reading)
        crowd = await _crowd(reader)
        raw_page = _raw_page_ms(path)
        sizes = {board: (await reader.page(board, 0)).pages for board in _boards()}
        pages = await _times(READS, lambda: reader.page(*_any_page(random, sizes)))
        ranks = await _times(READS, lambda: reader.own(random.choice([*sizes]), _player(random, crowd)))
        ratio = await _write_cost_ratio(database, random, crowd)
    finally:
        await database.close()
    return {
        "page_p50_ms": median(pages),
        "page_p99_ms": quantiles(pages, n=100)[-1],
        "rank_p50_ms": median(ranks),
        "rank_p99_ms": quantiles(ranks, n=100)[-1],
        "raw_page_ms": raw_page,
        "raw_to_page": raw_page / median(pages),
        "write_cost_ratio": ratio,
    }


async def _crowd(reader: BoardReader) -> int:
    page = await reader.page(Board(BIGGEST), 0)
    return page.pages * len(page.lines)


def _boards() -> list[Board]:
    """The biggest server's boards of a week, a month and all time, by everything, over each topic and all."""
    periods = (ALL_TIME, week_of(_SUMMER), month_of(_SUMMER))
    return [Board(BIGGEST, *which) for which in product(Metric, periods, (ALL_TOPICS, *TOPICS))]


def _any_page(random: Random, sizes: Mapping[Board, int]) -> tuple[Board, int]:
    board = random.choice([*sizes])
    return board, random.randrange(sizes[board])


def _player(random: Random, crowd: int) -> int:
    return BIGGEST * 10_000_000 + random.randrange(crowd)


async def _times(number: int, work: Callable[[], Awaitable[object]]) -> list[float]:
    found = []
    for _ in range(number):
        start = perf_counter()
        await work()
        found.append((perf_counter() - start) * 1000)
    return found


def _raw_page_ms(path: Path) -> float:
    """The top ten of all time from the answers themselves, the same connection settings."""
    with closing(sqlite3.connect(path)) as connection:
        found = []
        for _ in range(RAW_READS):
            start = perf_counter()
            connection.execute(_RAW, (BIGGEST,)).fetchall()
            found.append((perf_counter() - start) * 1000)
    return median(found)


async def _write_cost_ratio(database: Database, random: Random, crowd: int) -> float:
    """Time to write answers and close their questions, with the sums over without: interleaved, the median round."""
    writer = Writer(database.writing, lambda _: None)
    writer.start()
    ratios = []
    for number in range(WRITE_ROUNDS):
        seconds = {}
        for summed in (False, True) if number % 2 else (True, False):
            units = [_unit(random, crowd, 2 * number + summed, place, summed=summed) for place in range(CLOSED)]
            start = perf_counter()
            await asyncio.gather(*(writer.queue(place, unit) for place, unit in enumerate(units)))
            seconds[summed] = perf_counter() - start
        ratios.append(seconds[True] / seconds[False])
    await writer.close()
    return median(ratios)


def _unit(random: Random, crowd: int, batch: int, place: int, *, summed: bool) -> list[Change]:
    """The answers of one more question of an old game, and what they add to the boards."""
    at = _SUMMER + timedelta(seconds=place)
    locked = {_player(random, crowd): Locked((0,), True, 1.0, 95, 5000, at) for _ in range(SEATS)}  # noqa: FBT003
    rows: list[Change] = [Put(answers, _row(place + 1, 100 + batch, player, one)) for player, one in locked.items()]
    return [*rows, *(counted(BIGGEST, "metrics", locked) if summed else ())]


def _row(game_id: int, position: int, player_id: int, locked: Locked) -> dict[str, object]:
    given = {"answer": "[0]", "correct": 1, "credit": 1.0, "points": locked.points, "elapsed_ms": 5000, "unsure": 0}
    return {"game_id": game_id, "position": position, "player_id": player_id, "at": locked.at, **given}


def main(*, json: bool = False, answers: int = ANSWERS, seed: int = 1) -> int:
    """Fill a database, measure, print; 1 where a target was missed."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "recall.sqlite3"
        start = perf_counter()
        fill(path, answers, seed)
        figures = {"answers": float(answers), "fill_s": perf_counter() - start, "size_mb": path.stat().st_size / 1e6}
        figures |= asyncio.run(measure(path, seed))
    if json:
        sys.stdout.write(encoder.dumps({name: round(value, 3) for name, value in figures.items()}) + "\n")
    else:
        sys.stdout.write("\n".join([f"{name:18}{value:14,.2f}" for name, value in figures.items()]) + "\n")
    missed = [f"{name} is {figures[name]:.2f}, to be at most {most}" for name, most in _TARGETS if figures[name] > most]
    sys.stderr.writelines(f"MISSED: {line}\n" for line in missed)
    return 1 if missed else 0


def _from_command_line() -> int:
    parser = ArgumentParser(prog="python -m benchmarks.boards", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--answers", type=int, default=ANSWERS, help="how many (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if chosen.answers < 1_000:
        parser.error("--answers must be 1000 or more")
    return main(json=chosen.json, answers=chosen.answers, seed=chosen.seed)


if __name__ == "__main__":
    sys.exit(_from_command_line())
