"""Dailies of very many servers due in the same minute: how long it takes, and how long the loop ever stands still.

Run it: `python -m benchmarks.daily [--json] [--guilds N]`. The whole bot but for the gateway runs here, with a
database on disk and a playground in a process of its own that limits requests as Discord does.

`seconds` runs from the due instant to the last post's record on disk; `limit_seconds` is what Discord's 50 requests
a second allow at best. `worst_stall_ms` is the longest that the loop kept a waiting task waiting, `worst_busy_ms` the
most processor time that it used meanwhile (less on a machine that others use as well); `refused` counts 429s.
"""

import asyncio
import json
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App, settle_heap
from bot.client.client import RecallClient
from bot.daily.manifest import DailyChallenge
from bot.daily.rules.schedule import Plan, Schedule
from bot.daily.store import SqlDailyStore
from bot.kernel.calendar import Slot
from bot.kernel.sources import Everywhere
from bot.packs.catalogue import BUILT_IN, load_catalogue
from bot.packs.stocking import items_of
from bot.reaching import find_gateway
from bot.storage.database import Database, open_database
from bot.timing.clock import Clock
from bot.timing.ticks import Ticks
from playground.client import Playground

GUILDS = 10_000
A_SECOND = 50
ALLOWED = 1.1
WORST_STALL_MS = 100.0
PROBE_S = 0.005

Figures = dict[str, float | int]


@dataclass
class Probe:
    """A task that wants to run every few milliseconds, and notes how long it had to wait."""

    stall_s: float = 0.0
    busy_s: float = 0.0

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            began, used = time.perf_counter(), time.thread_time()
            await asyncio.sleep(PROBE_S)
            self.stall_s = max(self.stall_s, time.perf_counter() - began - PROBE_S)
            self.busy_s = max(self.busy_s, time.thread_time() - used)


async def measure(guilds: int) -> Figures:
    """Post once in each of so many servers."""
    library = items_of(load_catalogue([BUILT_IN])[0], [BUILT_IN])
    with tempfile.TemporaryDirectory() as directory:
        async with _playground() as playground:
            channels = await _servers(playground, guilds)
            database = open_database(Path(directory) / "recall.sqlite3")
            await find_gateway("playground", f"{playground.url}/api/v10")
            client, clock = RecallClient(), Clock()
            app = App(database, client, clock, Everywhere(lambda: library))
            await app.open()
            await client.login("playground")
            due = clock.now() + timedelta(seconds=10 + guilds / 1_000)
            await _set_up(app, channels, due)
            settle_heap()
            await playground.reset_stats()
            figures = await _post(app, database, due)
            stats = await playground.stats()
            await app.close()
    return {
        "guilds": guilds,
        **figures,
        "limit_seconds": guilds / A_SECOND,
        "refused": sum(stats["rate_limited"].values()),
    }


async def _post(app: App, database: Database, due: datetime) -> Figures:
    ticks, probe = Ticks(app.clock), Probe()
    app.tick(ticks)
    guilds = [schedule.guild_id for schedule in await _dailies(app).store.schedules()]
    app.presence.ready(0, 1, guilds)
    for guild_id in guilds:
        app.presence.appeared(guild_id)
    await app.presence.make_up()
    await asyncio.sleep(max(0.0, (due - app.clock.now()).total_seconds() - 1))
    watching = asyncio.create_task(probe.watch())
    ticks.start()
    wanted = await _count(database, "daily_schedules")
    while await _count(database, "messages WHERE message_id IS NOT NULL") < wanted:  # noqa: ASYNC110 - rows are the truth
        await asyncio.sleep(0.5)
    seconds = (app.clock.now() - due).total_seconds()
    watching.cancel()
    await ticks.stop()
    return {
        "worst_stall_ms": round(probe.stall_s * 1000, 1),
        "worst_busy_ms": round(probe.busy_s * 1000, 1),
        "seconds": round(seconds, 1),
    }


async def _count(database: Database, what: str) -> int:
    async with database.reading.connect() as connection:
        found = await connection.exec_driver_sql(f"SELECT count(*) FROM {what}")  # noqa: S608 - our own words
        return int(found.scalar_one())


def _dailies(app: App) -> DailyChallenge:
    return next(feature for feature in app.features if isinstance(feature, DailyChallenge))


async def _set_up(app: App, channels: dict[int, int], due: datetime) -> None:
    """A schedule for each server, written straight to the database: due at the same instant."""
    store: SqlDailyStore = _dailies(app).store
    local = due.time().replace(second=0, microsecond=0)
    await asyncio.gather(
        *(
            store.save_schedule(Schedule(guild, Plan(channel, local, "UTC"), 1, next=Slot(due.date(), due)))
            for guild, channel in channels.items()
        )
    )


async def _servers(playground: Playground, guilds: int) -> dict[int, int]:
    """Server → channel."""
    made = await playground.create_guilds("Group", count=guilds, channels=["daily"])
    return {int(guild["id"]): int(guild["channel_ids"][0]) for guild in made}


@asynccontextmanager
async def _playground() -> AsyncIterator[Playground]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground", "--port", "0", "--no-page", stdout=asyncio.subprocess.PIPE
    )
    try:
        line = (await process.stdout.readline()).decode() if process.stdout else ""
        async with Playground(line.split()[-1]) as playground:
            yield playground
    finally:
        process.terminate()
        await process.wait()


def main() -> int:
    """Print the figures; 1 if a limit was not kept."""
    parser = ArgumentParser(prog="python -m benchmarks.daily", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--guilds", type=int, default=GUILDS, help="how many servers")
    arguments = parser.parse_args()
    found = asyncio.run(measure(arguments.guilds))
    if arguments.json:
        print(json.dumps(found))
    else:
        print("\n".join(f"{name:16}{value:>10,}" for name, value in found.items()))
    slow = found["seconds"] > ALLOWED * found["limit_seconds"]
    return int(slow or found["worst_stall_ms"] > WORST_STALL_MS or found["refused"] > 0)


if __name__ == "__main__":
    sys.exit(main())
