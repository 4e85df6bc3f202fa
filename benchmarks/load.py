"""`./recall bench load [--json]`: answers a second over the wire, beside a bare bot in the same run.

Each answer is committed before it is acknowledged with a private reply. The opponents are discord.py bots with the
same card, one that sends the same reply without a database, one that only defers. Interleaved rounds, medians.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.questions import Kind
from playground.client import Json, Playground, buttons
from tests.campaigns.kinds import topic_of, write_pack
from tests.wire.processes import TOKEN, Process, free_port, until_it_answers

CHANNELS, PLAYERS = 10, 50
CALM_RATE = 200
SIDES = ("recall", "bare_reply", "bare_defer")


@dataclass
class Side:
    """One contestant with a playground of its own."""

    name: str
    directory: Path
    playground: Playground
    bot: Process
    server: Process
    channels: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    cards: dict[str, Json] = field(default_factory=dict)
    rates: list[float] = field(default_factory=list)
    calm_p99: list[float] = field(default_factory=list)
    burst_ms: list[float] = field(default_factory=list)
    failed: int = 0


async def open_side(name: str, directory: Path, stack: AsyncExitStack) -> Side:
    """Start a playground with a full server and the contestant in it."""
    directory.mkdir()  # noqa: ASYNC240 - before anything is measured
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = Process(["playground", "--port", str(port), "--no-page", "--no-rate-limits"], directory / "playground.log")
    environment = {
        "DISCORD_TOKEN": TOKEN,
        "RECALL_DISCORD_API": f"{url}/api/v10",
        "RECALL_DATABASE": str(directory / "recall.sqlite3"),
        "RECALL_PACKS": str(write_pack(directory / "packs", items=40)),
    }
    arguments = ["bot", "run"] if name == "recall" else ["benchmarks.bare_bot", name.removeprefix("bare_")]
    bot = Process(arguments, directory / "bot.log", environment)
    await server.start()
    stack.push_async_callback(server.kill)
    playground = await stack.enter_async_context(Playground(url))
    await until_it_answers(playground)
    side = Side(name, directory, playground, bot, server)
    side.people = [person["id"] for person in await playground.create_people("player", count=CHANNELS * PLAYERS)]
    channels = [f"bench{number}" for number in range(CHANNELS)]
    [guild] = await playground.create_guilds("Bench", channels=channels, members=[*side.people, "ada"])
    side.channels = guild["channel_ids"]
    await bot.start()
    stack.push_async_callback(bot.kill)
    await playground.wait_for_bot()
    return side


async def deal(side: Side) -> None:
    """Have a fresh question on the screen in each channel."""
    if side.name != "recall":
        for channel in side.channels:
            side.cards[channel] = await _card(side, channel)
        return
    ada = side.playground.member("ada")
    while not any(command["name"] == "quiz" for command in await ada.commands(side.channels[0])):  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    for channel in side.channels:
        await ada.slash(channel, "quiz stop")
        await ada.slash(channel, "quiz start", {"topic": topic_of(Kind.SINGLE), "questions": 1, "pace": "relaxed"})
        lobby = await ada.wait_for_message(channel, lambda m: "Start" in _labels(m), within=20)
        await ada.press(lobby, label="Start")
        side.cards[channel] = await _card(side, channel)


async def _card(side: Side, channel: str) -> Json:
    def fresh(message: Json) -> bool:
        return "D" in _labels(message) and (side.name != "recall" or message["id"] != old)

    old = side.cards.get(channel, {}).get("id")
    return await side.playground.member("ada").wait_for_message(channel, fresh, within=30)


def _labels(message: Json) -> list[str]:
    return [str(button.get("label", "")) for button in buttons(message)]


def presses(side: Side) -> list[Json]:
    """One press by every player, the channels in turn."""
    out = []
    for number, person in enumerate(side.people):
        channel = side.channels[number % CHANNELS]
        card = side.cards[channel]
        custom_id = next(button["custom_id"] for button in buttons(card) if button.get("label") == "A")
        out.append({"user": person, "channel_id": channel, "message_id": card["id"], "custom_id": custom_id})
    return out


async def flood(side: Side) -> None:
    """All players press at once."""
    await deal(side)
    began = time.perf_counter()
    outcomes = await side.playground.presses(presses(side), within=30)
    took = time.perf_counter() - began
    side.rates.append(len(outcomes) / took)
    side.burst_ms.append(max(outcome["latency_ms"] or 30_000 for outcome in outcomes))
    side.failed += sum(outcome["state"] != "acknowledged" for outcome in outcomes)


async def calm(side: Side) -> None:
    """The same presses at an even rate; the 99th percentile of how long each took."""
    await deal(side)
    step = CALM_RATE // 20
    every = presses(side)
    waiting = []
    for first in range(0, len(every), step):
        waiting.append(asyncio.create_task(side.playground.presses(every[first : first + step], within=10)))
        await asyncio.sleep(step / CALM_RATE)
    latencies = sorted(outcome["latency_ms"] or 10_000 for part in await asyncio.gather(*waiting) for outcome in part)
    side.calm_p99.append(latencies[int(len(latencies) * 0.99) - 1])


async def measure(rounds: int) -> dict[str, float]:
    """The figures of all sides."""
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sides = [await open_side(name, home / name, stack) for name in SIDES]
        for _ in range(rounds):
            for side in sides:
                await flood(side)
        for side in sides:
            await calm(side)
    return _figures(*sides)


def _figures(recall: Side, reply: Side, defer: Side) -> dict[str, float]:
    rates = {side.name: statistics.median(side.rates) for side in (recall, reply, defer)}
    return {
        "answers_per_s": round(rates["recall"]),
        "bare_reply_per_s": round(rates["bare_reply"]),
        "bare_defer_per_s": round(rates["bare_defer"]),
        "ratio_to_reply": round(rates["recall"] / rates["bare_reply"], 3),
        "ratio_to_defer": round(rates["recall"] / rates["bare_defer"], 3),
        "p99_ms": round(recall.calm_p99[0], 1),
        "bare_reply_p99_ms": round(reply.calm_p99[0], 1),
        "burst_players": CHANNELS * PLAYERS,
        "burst_worst_ms": round(statistics.median(recall.burst_ms)),
        "bare_reply_burst_worst_ms": round(statistics.median(reply.burst_ms)),
        "lost": recall.failed,
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="recall bench load")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    figures = asyncio.run(measure(given.rounds))
    if given.json:
        json.dump(figures, sys.stdout)
        print()
        return
    for name, value in figures.items():
        print(f"{name:28} {value:>10}")


if __name__ == "__main__":
    main()
