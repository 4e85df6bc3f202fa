"""Process start to the first answered press, and memory, with very many servers and open rounds."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from random import Random
from statistics import median

from benchmarks.load.answers import Figures
from benchmarks.load.bare_bot import question
from benchmarks.load.sides import RECALL, REPLY, Side, set_up
from benchmarks.load.world import as_bot, open_rounds
from playground.client import Json, text_of

GUILDS, ROUNDS = 5_000, 2_000
PRESSERS = 3_000
LONG_AGO = "2026-01-01T00:00:00+00:00"
"""The bot came to the servers then: a server that it joined lately would be greeted."""

EVERY_S, WITHIN_S, MINUTE_S = 0.05, 60.0, 60.0


@dataclass
class Start:
    """One contestant that is started again and again."""

    side: Side
    cards: list[Json]
    people: list[str]
    presses: list[Json]
    seconds: list[float] = field(default_factory=list)

    async def measure(self) -> None:
        """Start it, press in the first shard until a press is answered, and end it."""
        self.seconds.append(await self._started(self.cards[0]))

    async def every_shard(self) -> float:
        """Seconds until a press in the last shard is answered: one shard may identify itself every five seconds."""
        return await self._started(self.cards[1])

    async def _started(self, card: Json) -> float:
        began = time.perf_counter()
        await self.side.bot.start()
        await self._first_answer(card)
        seconds = time.perf_counter() - began
        await self.stop()
        return seconds

    async def stop(self) -> None:
        """Kill it, and wait until it is gone."""
        await self.side.bot.kill()
        await self.side.playground.wait_for_bot(online=False)

    async def settle(self, **environment: str) -> float:
        """Start it and let it do what it still has to do; the memory it occupies then, in MB."""
        self.side.bot.environment |= environment
        await self.side.start_bot()
        await self.side.quiet()
        return self.side.memory_mb()

    async def _first_answer(self, card: Json) -> None:
        answered, waiting = asyncio.Event(), set()
        async with asyncio.timeout(WITHIN_S):
            while not answered.is_set():
                task = asyncio.create_task(self._press(card, self.people.pop(), answered))
                waiting.add(task)
                await asyncio.sleep(EVERY_S)
        for task in waiting:
            task.cancel()

    async def _press(self, card: Json, person: str, answered: asyncio.Event) -> None:
        outcome = await self.side.playground.member(person).press(card, label="A")
        if outcome.message is not None and "Locked in" in text_of(outcome.message):
            answered.set()


async def measure_start(rounds: int, seed: int) -> Figures:
    """Both with 5,000 servers, Recall with 2,000 open rounds as well: the start, then memory and stalls."""
    async with AsyncExitStack() as stack:
        recall, bare = [await _prepare(name, stack) for name in (RECALL, REPLY)]
        for _ in range(rounds):
            await recall.measure()
            await bare.measure()
        every = {
            "start_every_shard_s": await recall.every_shard(),
            "bare_start_every_shard_s": await bare.every_shard(),
        }
        figures = await _settled(recall, bare, seed)
    return {
        "start_guilds": GUILDS,
        "start_rounds": ROUNDS,
        "start_s": round(median(recall.seconds), 2),
        "bare_start_s": round(median(bare.seconds), 2),
        "start_ratio": round(median(a / b for a, b in zip(recall.seconds, bare.seconds, strict=True)), 2),
        **{name: round(seconds, 1) for name, seconds in every.items()},
        **figures,
    }


async def _settled(recall: Start, bare: Start, seed: int) -> Figures:
    bare_mb = await bare.settle()
    await bare.stop()
    open_mb = await recall.settle()
    started_ms = await recall.side.worst_stall_ms()
    pressed_ms = await _pressed(recall, seed)
    await recall.stop()
    none_mb = await recall.settle(RECALL_DATABASE=str(recall.side.directory / "empty.sqlite3"))
    return {
        "guilds_memory_mb": round(none_mb, 1),
        "bare_guilds_memory_mb": round(bare_mb, 1),
        "open_memory_mb": round(open_mb, 1),
        "open_round_kb": round((open_mb - none_mb) * 1024 / ROUNDS, 1),
        "open_start_stall_ms": round(started_ms, 1),
        "open_stall_ms": round(pressed_ms, 1),
    }


async def _pressed(recall: Start, seed: int) -> float:
    """The worst stall of a minute in which somebody answers in every open round."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    loop, waiting = asyncio.get_running_loop(), []
    began = loop.time()
    for at, press in zip(sorted(random.uniform(0, MINUTE_S) for _ in recall.presses), recall.presses, strict=True):
        await asyncio.sleep(began + at - loop.time())
        waiting.append(asyncio.create_task(recall.side.playground.presses([press])))
    outcomes = [outcome for part in await asyncio.gather(*waiting) for outcome in part]
    if any(outcome["state"] != "acknowledged" for outcome in outcomes):
        raise RuntimeError("Not every press with 2,000 open rounds was acknowledged.")
    return await recall.side.worst_stall_ms()


async def measure_rest() -> Figures:
    """What each occupies in two servers with nothing to do."""
    async with AsyncExitStack() as stack:
        sides = [await set_up(name, stack) for name in (RECALL, REPLY)]
        for side in sides:
            await side.start_bot()
            await side.quiet()
        recall, bare = (side.memory_mb() for side in sides)
    return {"rest_memory_mb": round(recall, 1), "bare_rest_memory_mb": round(bare, 1)}


async def _prepare(name: str, stack: AsyncExitStack) -> Start:
    """The servers, and a card each in one of the first shard, which is heard first, and in one of the last."""
    side = await set_up(name, stack)
    people = [person["id"] for person in await side.playground.create_people("player", count=PRESSERS)]
    guilds = await side.playground.create_guilds(
        "Group", count=GUILDS, channels=["quiz"], members=["ada"], joined_at=LONG_AGO
    )
    async with as_bot(side.playground) as bot:
        shards, presses = await bot.shards(), []
        chosen = [_of_shard(guilds, 0, shards), _of_shard(guilds, shards - 1, shards)]
        for guild in chosen:
            guilds.remove(guild)
            await asyncio.gather(*(side.playground.set_member(guild["id"], person) for person in people))
        if name == RECALL:
            chosen += guilds[: ROUNDS - len(chosen)]
            presses = await open_rounds(side.directory / "recall.sqlite3", side.directory / "packs", bot, chosen)
        else:
            for guild in chosen:
                await bot.post(int(guild["channel_ids"][0]), question())
    cards = [(await side.host().messages(guild["channel_ids"][0]))[0] for guild in chosen[:2]]
    return Start(side, cards, people, presses)


def _of_shard(guilds: list[Json], shard: int, shards: int) -> Json:
    return next(guild for guild in guilds if (int(guild["id"]) >> 22) % shards == shard)
