"""Answers a second, and how long each takes, over the wire: all players press at once, then 200 a second."""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from statistics import median

from benchmarks.load.servers import Shared, shared_with
from benchmarks.load.sides import BARE, DEFER, RECALL, REPLY, SERVER, Side, set_up
from bot.kernel.questions import Kind
from playground.client import Json, buttons, text_of
from tests.campaigns.kinds import topic_of
from tests.engines import speaking
from tests.wire.players import end_quiz, labels

CHANNELS, PLAYERS = 20, 50
CALM_RATE = 200
DEALT_AT_ONCE = 4
TOGETHER = 2
BURST_PLAYERS, BURST_S = 500, 2.0
SHARED_OUT_WITHIN_S = 60.0
REST_S = 4.0
SEEN_S = 0.75
"""A press in the instant in which its card appeared counts for nothing."""

Figures = dict[str, float | int]


@dataclass
class Room:
    """One contestant with players and a question on the screen in each of its channels."""

    side: Side
    channels: list[str]
    people: list[str]
    cards: dict[str, Json] = field(default_factory=dict)
    rates: list[float] = field(default_factory=list)
    processor_us: list[float] = field(default_factory=list)
    rest_ms: list[float] = field(default_factory=list)
    """Processor time per second, while nobody presses."""

    p99_ms: list[float] = field(default_factory=list)
    burst_ms: list[float] = field(default_factory=list)
    lost: int = 0
    pressed: int = 0

    async def deal(self) -> None:
        """Have a question that nobody has answered on the screen in each channel."""
        for first in range(0, len(self.channels), DEALT_AT_ONCE):
            await asyncio.gather(*(self._deal(channel) for channel in self.channels[first : first + DEALT_AT_ONCE]))
        await self.side.quiet()
        await asyncio.sleep(SEEN_S)

    async def _deal(self, channel: str) -> None:
        host, old = self.side.host(), self.cards.get(channel, {}).get("id")
        if self.side.name not in BARE:
            await end_quiz(host, channel)
            await host.slash(channel, "quiz start", {"topic": topic_of(Kind.SINGLE), "questions": 1, "pace": "relaxed"})
            lobby = await host.wait_for_message(channel, lambda message: "Start" in labels(message), within=20)
            await host.press(lobby, label="Start")
        self.cards[channel] = await host.wait_for_message(channel, lambda message: self._open(message, old), within=30)

    def _open(self, message: Json, old: str | None) -> bool:
        """Whether this is a question that takes answers: before its clock runs it does not tell how many there are."""
        fresh = self.side.name in BARE or message["id"] != old
        return fresh and "D" in labels(message) and "locked in" in text_of(message)

    def presses(self, people: list[str]) -> list[Json]:
        """One press by each of these people, the channels in turn."""
        return [self._press(person, self.channels[place % len(self.channels)]) for place, person in enumerate(people)]

    def _press(self, person: str, channel: str) -> Json:
        card = self.cards[channel]
        custom_id = next(button["custom_id"] for button in buttons(card) if button.get("label") == "A")
        return {"user": person, "channel_id": channel, "message_id": card["id"], "custom_id": custom_id}

    def note(self, outcomes: list[Json]) -> list[float]:
        """Count what was lost; how long each took, in milliseconds."""
        self.pressed += len(outcomes)
        self.lost += sum(outcome["state"] != "acknowledged" for outcome in outcomes)
        return sorted(outcome["latency_ms"] or 10_000.0 for outcome in outcomes)

    def unsaved(self) -> int:
        """How many answers are not on Recall's disk."""
        with speaking(self.side.database) as database:
            saved = database.execute("SELECT count(*) FROM answers").fetchone()[0]
        return self.pressed - int(saved)


async def flood(room: Room) -> None:
    """All press at once; the processor time counts until the bot has done all that follows from their answers.

    What it uses meanwhile whether anybody presses or not is measured before, and left out.
    """
    await room.deal()
    rest = await room.side.at_rest(REST_S)
    used, began = room.side.processor_s(), time.perf_counter()
    outcomes = await room.side.playground.presses(room.presses(room.people), within=30)
    room.rates.append(len(outcomes) / (time.perf_counter() - began))
    room.note(outcomes)
    await room.side.quiet()
    spent = room.side.processor_s() - used - rest * (time.perf_counter() - began)
    room.processor_us.append(spent / len(outcomes) * 1e6)
    room.rest_ms.append(rest * 1e3)


async def calm(room: Room) -> None:
    """The same presses at an even rate; the 99th percentile of how long each took."""
    await room.deal()
    every = room.presses(room.people)
    groups = [every[first : first + TOGETHER] for first in range(0, len(every), TOGETHER)]
    times = [place * TOGETHER / CALM_RATE for place in range(len(groups))]
    took = await _press_at(room, groups, times)
    room.p99_ms.append(took[int(len(took) * 0.99) - 1])
    await room.side.quiet()


async def burst(room: Room, seed: int) -> None:
    """500 people press on one question within two seconds, at random instants."""
    await room.deal()
    moments = random.Random(seed)  # noqa: S311 - repeatable on purpose
    presses = room.presses(room.people[:BURST_PLAYERS])
    times = sorted(moments.uniform(0, BURST_S) for _ in presses)
    took = await _press_at(room, [[press] for press in presses], times)
    room.burst_ms.append(took[-1])
    await room.side.quiet()


async def _press_at(room: Room, groups: list[list[Json]], times: list[float]) -> list[float]:
    loop = asyncio.get_running_loop()
    began, waiting = loop.time(), []
    for group, at in zip(groups, times, strict=True):
        await asyncio.sleep(began + at - loop.time())
        waiting.append(asyncio.create_task(room.side.playground.presses(group, within=10)))
    return room.note([outcome for part in await asyncio.gather(*waiting) for outcome in part])


async def measure_answers(rounds: int, processes: Sequence[int] = ()) -> Figures:
    """Rates, processor time and 99th percentiles of all sides: medians of interleaved rounds.

    `processes`: on PostgreSQL as well, with so many processes each time.
    """
    shards = max(processes, default=1)
    async with AsyncExitStack() as stack:
        rooms = [await open_room(name, stack, CHANNELS, CHANNELS * PLAYERS, shards) for name in (RECALL, REPLY, DEFER)]
        shared = await shared_with(stack, processes)
        on_server = [await _on_a_server(shared, count, stack, shards) for count in processes]
        for _ in range(rounds):
            for measured in (flood, calm):
                for room in (*rooms, *on_server):
                    await measured(room)
        lost = sum(room.lost for room in (*rooms, *on_server))
        lost += sum(room.unsaved() for room in (rooms[0], *on_server))
        playing = [shared.playing(room.side.database) for room in on_server]
    recall, reply, defer = (median(room.rates) for room in rooms)
    figures: Figures = {
        "answers_per_s": round(recall),
        "bare_reply_per_s": round(reply),
        "bare_defer_per_s": round(defer),
        "ratio_to_reply": _ratio(rooms[0].rates, rooms[1].rates),
        "ratio_to_defer": _ratio(rooms[0].rates, rooms[2].rates),
        "answer_processor_us": round(median(rooms[0].processor_us)),
        "bare_reply_processor_us": round(median(rooms[1].processor_us)),
        "rest_processor_ms_per_s": round(median(rooms[0].rest_ms), 1),
        "bare_reply_rest_processor_ms_per_s": round(median(rooms[1].rest_ms), 1),
        "p99_ms": round(median(rooms[0].p99_ms), 1),
        "bare_reply_p99_ms": round(median(rooms[1].p99_ms), 1),
        "bare_defer_p99_ms": round(median(rooms[2].p99_ms), 1),
        "lost": lost,
    }
    for count, room, plays in zip(processes, on_server, playing, strict=True):
        figures |= _beside(f"postgresql_{count}", room, rooms[0]) | {f"postgresql_{count}_playing": plays}
    return figures


def _beside(prefix: str, room: Room, on_a_file: Room) -> Figures:
    return {
        f"{prefix}_answers_per_s": round(median(room.rates)),
        f"{prefix}_ratio_to_file": _ratio(room.rates, on_a_file.rates),
        f"{prefix}_p99_ms": round(median(room.p99_ms), 1),
        f"{prefix}_processor_us": round(median(room.processor_us)),
    }


async def _on_a_server(shared: Shared, processes: int, stack: AsyncExitStack, shards: int) -> Room:
    side = await set_up(SERVER, stack, shards=shards, processes=processes, server=shared.database())
    room = await _furnished(side, CHANNELS, CHANNELS * PLAYERS)
    with suppress(TimeoutError):  # then the figures say how many play
        async with asyncio.timeout(SHARED_OUT_WITHIN_S):
            while shared.playing(side.database) < processes:  # noqa: ASYNC110 - other processes' doing
                await asyncio.sleep(0.1)
    return room


async def measure_burst(rounds: int, seed: int) -> Figures:
    """The slowest acknowledgement of 500 within two seconds, in any of the rounds, and how many were lost."""
    async with AsyncExitStack() as stack:
        rooms = [await open_room(name, stack, 1, BURST_PLAYERS) for name in (RECALL, REPLY)]
        for number in range(rounds):
            for room in rooms:
                await burst(room, seed + number)
        lost = rooms[0].lost + rooms[0].unsaved()
    return {
        "burst_players": BURST_PLAYERS,
        "burst_max_ms": round(max(rooms[0].burst_ms), 1),
        "bare_reply_burst_max_ms": round(max(rooms[1].burst_ms), 1),
        "burst_lost": lost,
    }


async def open_room(name: str, stack: AsyncExitStack, channels: int, people: int, shards: int = 1) -> Room:
    """So many channels and members, and the contestant in them, ready to be played with."""
    return await _furnished(await set_up(name, stack, shards=shards), channels, people)


async def _furnished(side: Side, channels: int, people: int) -> Room:
    members = [person["id"] for person in await side.playground.create_people("player", count=people)]
    places = await _channels(side, channels, members)
    await side.start_bot()
    while side.name not in BARE and not await side.has_commands(places[0]):  # noqa: ASYNC110 - another process's doing
        await asyncio.sleep(0.1)
    room = Room(side, places, members)
    await room.deal()
    return room


async def _channels(side: Side, channels: int, members: list[str]) -> list[str]:
    """A server for each shard, with its part of the channels, taking turns; everybody is where they will press."""
    found: dict[int, list[str]] = {}
    while len(found) < side.shards:
        there = [*range(len(found), channels, side.shards)]
        people = [person for place, person in enumerate(members) if place % channels in there]
        names = [f"bench{number}" for number in there]
        [guild] = await side.playground.create_guilds("Bench", channels=names, members=[*people, "ada"])
        if (int(guild["id"]) >> 22) % side.shards == len(found):
            found[len(found)] = guild["channel_ids"]
        else:
            await side.playground.delete_guild(guild["id"])
    return [found[place % side.shards][place // side.shards] for place in range(channels)]


def _ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the rounds' own ratios: what slows the machine for a while slows both."""
    return round(median(mine / other for mine, other in zip(ours, theirs, strict=True)), 3)
