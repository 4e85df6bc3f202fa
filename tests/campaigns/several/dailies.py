"""Very many dailies due in the same minute over three processes, which are killed while they post."""

from __future__ import annotations

import asyncio
import itertools
import random
import tempfile
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bot.daily.rows import schedule_put
from bot.daily.rules.schedule import Plan, Schedule
from bot.daily.tables import daily_schedules
from bot.kernel.calendar import Slot
from bot.storage.postgresql import open_server
from playground.client import Playground
from tests.campaigns.several.house import House, a_house, have_short_ways
from tests.wire.dailies import is_post
from tests.wire.processes import a_nursery
from tests.wire.rows import rows

SERVERS_A_KILL = 500
A_SECOND = 50
ALLOWED = 1.1
"""Of the time that Discord's limit allows at best."""

PATIENCE_S = 1_800.0
AT_ONCE = 100
SAID_EVERY_S, LOOKED_EVERY_S = 10.0, 0.5
SINCE, LATER = timedelta(days=2), timedelta(hours=2)
"""So long the servers have had the bot, so that none is greeted; until the dailies are due."""

_POSTED = "SELECT count(*) FROM messages WHERE card = 'daily' AND message_id IS NOT NULL"


def post(seed: int, servers: int) -> int:
    """Post in so many servers; 0 only if each has its post once, in little more time than Discord's limit takes.

    In no second may more requests reach Discord than that allows.
    """
    with a_nursery():
        return asyncio.run(_post(random.Random(seed), servers))  # noqa: S311 - moments, not secrets


async def _post(rng: random.Random, servers: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        async with a_house(Path(name)) as house:
            have_short_ways(house)
            made = await house.playground.create_guilds("Group", count=servers, channels=["daily"], members=["ada"])
            channels = {int(guild["id"]): int(guild["channel_ids"][0]) for guild in made}
            await house.playground.advance(SINCE.total_seconds())
            now = datetime.fromisoformat((await house.playground.clock())["now"])
            await asyncio.to_thread(_arrange, house, channels, now + LATER)
            await asyncio.gather(*(member.process.start() for member in house.members))
            assert await house.until(lambda: house.is_shared_out() and _are_ready(house), PATIENCE_S), house.owners()
            await house.playground.reset_stats()
            await house.playground.advance(LATER.total_seconds())
            began = time.monotonic()
            killing = asyncio.create_task(_kill(house, rng, servers))
            watching = asyncio.create_task(_watch(house))
            everything = await house.until(lambda: _posted(house) >= servers, PATIENCE_S, LOOKED_EVERY_S)
            seconds = time.monotonic() - began
            watching.cancel()
            kills = await killing
            stats = await house.playground.stats()
            wrong = [] if everything else [f"only {_posted(house)} posts were recorded"]
            wrong += await _not_once(house.playground, channels)
    if stats["most_a_second"] > A_SECOND:
        wrong.append(f"{stats['most_a_second']} requests in one second")
    for problem in wrong:
        print("VIOLATED:", problem)
    best, refused = servers / A_SECOND, sum(stats["rate_limited"].values())
    print(f"{servers} dailies with {kills} kills, {len(wrong)} violations")
    print(f"{seconds:.0f} s: {seconds / best:.2f} of the {best:.0f} s that Discord's limit takes at best")
    print(f"at most {stats['most_a_second']} requests in any second, {refused} refused")
    asked: Counter[str] = Counter(stats["requests"])
    for route, times in asked.most_common(5):
        print(f"{times:8} {route}")
    return 1 if wrong or seconds > ALLOWED * best else 0


async def _kill(house: House, rng: random.Random, servers: int) -> int:
    """One after the other is killed and started again, spread over the time that the posts take at best."""
    kills, most = 0, max(1, servers // SERVERS_A_KILL)
    apart = servers / A_SECOND / most
    while kills < most and _posted(house) < servers:
        await asyncio.sleep(rng.uniform(0.5, 1.5) * apart)
        member = rng.choice(house.members)
        shards = house.shards_of(member)
        await member.process.kill()
        kills += 1
        print(f"{member.name} is killed (shards {', '.join(map(str, shards)) or 'none'})", flush=True)
        await member.process.start()
    return kills


async def _watch(house: House) -> None:
    """Say now and then how far they are, until cancelled."""
    for turn in itertools.count(1):
        await asyncio.sleep(SAID_EVERY_S)
        posts, shares = await asyncio.to_thread(_posted, house), await asyncio.to_thread(house.shares)
        print(f"{turn * SAID_EVERY_S:5.0f} s: {posts} posts, shards {shares}", flush=True)


def _arrange(house: House, channels: dict[int, int], due: datetime) -> None:
    """A schedule for each server, written straight to the database: due at the same instant."""
    due = due.replace(second=0, microsecond=0)
    opened = open_server(house.database)
    plans = {guild: Plan(channel, due.time(), "UTC") for guild, channel in channels.items()}
    schedules = [Schedule(guild, plan, 1, next=Slot(due.date(), due)) for guild, plan in plans.items()]
    with opened.writing.begin() as connection:
        connection.execute(insert(daily_schedules), [dict(schedule_put(schedule).values) for schedule in schedules])
    opened.writing.dispose()


def _are_ready(house: House) -> bool:
    """Whether each shard is connected where it is."""
    return all(len(house.shards_of(member)) <= member.process.said().count("] ready ") for member in house.members)


def _posted(house: House) -> int:
    return int(str(rows(house.database, _POSTED)[0][0]))


async def _not_once(playground: Playground, channels: dict[int, int]) -> list[str]:
    """Servers that have no post, or more than one."""
    ada, wrong = playground.member("ada"), []

    async def look(guild: int, channel: int) -> None:
        found = Counter(is_post(message, 1) for message in await ada.messages(str(channel), limit=10))
        if found[True] != 1:
            wrong.append(f"server {guild} has {found[True]} posts")

    each = [*channels.items()]
    for start in range(0, len(each), AT_ONCE):
        await asyncio.gather(*(look(*one) for one in each[start : start + AT_ONCE]))
    return wrong
