"""The contestants: each with a playground of its own, and bots that differ only in what they do with a press."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.storage.place import Place
from playground.client import Member, Playground
from tests.campaigns.kinds import write_pack
from tests.wire.processes import TOKEN, Process, free_port, until_it_answers

RECALL, REPLY, DEFER = "recall", "bare_reply", "bare_defer"
SERVER = "recall on a server"
BARE = (REPLY, DEFER)
ITEMS = 60
CALM_S = 0.5
LAG = "recall_event_loop_lag_seconds "


@dataclass
class Side:
    """One contestant."""

    name: str
    directory: Path
    playground: Playground
    bot: Process
    health: int
    database: Place
    """Recall's."""

    others: Sequence[Process] = ()
    """Further processes of the same bot."""

    shards: int = 1
    rest: float = 0.0
    """The share of a processor that the bot last used while nobody pressed."""

    def host(self) -> Member:
        """Who starts the quizzes; a member of every server."""
        return self.playground.member("ada")

    async def start_bot(self) -> None:
        """Start the contestant itself and wait until it is connected and can be used."""
        for process in (self.bot, *self.others):
            await process.start()
        await self.playground.wait_for_bot()
        while len({session["shard"][0] for session in await self.playground.sessions()}) < self.shards:  # noqa: ASYNC110 - another process's doing
            await asyncio.sleep(0.1)

    async def has_commands(self, channel: str) -> bool:
        """Whether the quiz can be started."""
        return any(command["name"] == "quiz" for command in await self.host().commands(channel))

    async def quiet(self) -> None:
        """Wait until the bot has done what it still had to do, so that the next contestant has the machine."""
        before, idle = -1.0, 0.1 * (1 + len(self.others)) if self.others else 0.02  # a cluster is never quite at rest
        idle = max(idle, 1.5 * self.rest)
        while (used := self.processor_s()) - before > idle * CALM_S:
            before = used
            await asyncio.sleep(CALM_S)

    async def at_rest(self, seconds: float) -> float:
        """The share of a processor that the bot uses in so many seconds in which nobody does anything."""
        used = self.processor_s()
        await asyncio.sleep(seconds)
        self.rest = (self.processor_s() - used) / seconds
        return self.rest

    def processor_s(self) -> float:
        """Processor time that the bot has used so far."""
        return sum(_processor_s(_pid(process)) for process in (self.bot, *self.others))

    def memory_mb(self) -> float:
        """What the bot occupies now."""
        lines = Path(f"/proc/{_pid(self.bot)}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    async def worst_stall_ms(self) -> float:
        """The longest that Recall's event loop stood still in the last minute, as its own metrics tell it."""
        async with self.playground.session.get(f"http://127.0.0.1:{self.health}/metrics") as answer:
            lines = (await answer.text()).splitlines()
        return next(float(line.split()[1]) * 1000 for line in lines if line.startswith(LAG))


def _pid(process: Process) -> int:
    if process.running is None:
        raise RuntimeError(f"{process.arguments[0]} does not run.")
    return process.running.pid


def _processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def set_up(
    name: str, stack: AsyncExitStack, *, shards: int = 1, processes: int = 1, server: Place | None = None
) -> Side:
    """A playground without rate limits and without guests yet; the contestant is not started.

    Recall has a file of its own, or a database on a `server`, which so many `processes` share.
    """
    directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    limits = ["--no-rate-limits", *(["--shards", str(shards)] if shards > 1 else [])]
    discord = Process(["playground", "--port", str(port), "--no-page", *limits], directory / "playground.log")
    database = server or directory / "recall.sqlite3"
    environment = {
        "DISCORD_TOKEN": TOKEN,
        "RECALL_DISCORD_API": f"{url}/api/v10",
        "RECALL_DATABASE": address_of(database),
        "RECALL_PACKS": str(write_pack(directory / "packs", items=ITEMS)),
        "RECALL_CLUSTER": "bench" if processes > 1 else "",
        "XDG_DATA_HOME": str(directory),
    }
    bots = [_bot(name, directory / f"bot{number}.log", environment) for number in range(processes)]
    await discord.start()
    stack.push_async_callback(discord.kill)
    for bot in bots:
        stack.push_async_callback(bot.kill)
    playground = await stack.enter_async_context(Playground(url))
    await until_it_answers(playground)
    health = int(bots[0].environment["RECALL_HEALTH_PORT"])
    return Side(name, directory, playground, bots[0], health, database, bots[1:], shards)


def _bot(name: str, log: Path, environment: dict[str, str]) -> Process:
    arguments = ["benchmarks.load.bare_bot", name.removeprefix("bare_")] if name in BARE else ["bot", "run"]
    return Process(arguments, log, environment | {"RECALL_HEALTH_PORT": str(free_port())})


def address_of(place: Place) -> str:
    """As `RECALL_DATABASE` takes it."""
    if isinstance(place, Path):
        return str(place)
    return place.set(drivername="postgresql").render_as_string(hide_password=False)
