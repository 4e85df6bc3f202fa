"""The contestants: each with a playground of its own, and bots that differ only in what they do with a press."""

import asyncio
import os
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from playground.client import Json, Member, Playground, buttons
from tests.campaigns.kinds import write_pack
from tests.wire.processes import TOKEN, Process, free_port, until_it_answers

RECALL, REPLY, DEFER = "recall", "bare_reply", "bare_defer"
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

    @property
    def database(self) -> Path:
        """Recall's."""
        return self.directory / "recall.sqlite3"

    def host(self) -> Member:
        """Who starts the quizzes; a member of every server."""
        return self.playground.member("ada")

    async def start_bot(self) -> None:
        """Start the contestant itself and wait until it is connected and can be used."""
        await self.bot.start()
        await self.playground.wait_for_bot()

    async def has_commands(self, channel: str) -> bool:
        """Whether the quiz can be started."""
        return any(command["name"] == "quiz" for command in await self.host().commands(channel))

    async def quiet(self) -> None:
        """Wait until the bot has done what it still had to do, so that the next contestant has the machine."""
        before = -1.0
        while (used := self.processor_s()) - before > 0.02 * CALM_S:
            before = used
            await asyncio.sleep(CALM_S)

    def processor_s(self) -> float:
        """Processor time that the bot has used so far."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """What the bot occupies now."""
        lines = Path(f"/proc/{self._pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    async def worst_stall_ms(self) -> float:
        """The longest that Recall's event loop stood still in the last minute, as its own metrics tell it."""
        async with self.playground.session.get(f"http://127.0.0.1:{self.health}/metrics") as answer:
            lines = (await answer.text()).splitlines()
        return next(float(line.split()[1]) * 1000 for line in lines if line.startswith(LAG))

    @property
    def _pid(self) -> int:
        if self.bot.running is None:
            raise RuntimeError(f"{self.name} does not run.")
        return self.bot.running.pid


async def set_up(name: str, stack: AsyncExitStack) -> Side:
    """A playground without rate limits and without guests yet; the contestant is not started."""
    directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    port, health = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    server = Process(["playground", "--port", str(port), "--no-page", "--no-rate-limits"], directory / "playground.log")
    environment = {
        "DISCORD_TOKEN": TOKEN,
        "RECALL_DISCORD_API": f"{url}/api/v10",
        "RECALL_DATABASE": str(directory / "recall.sqlite3"),
        "RECALL_PACKS": str(write_pack(directory / "packs", items=ITEMS)),
        "RECALL_HEALTH_PORT": str(health),
    }
    arguments = ["bot", "run"] if name == RECALL else ["benchmarks.load.bare_bot", name.removeprefix("bare_")]
    bot = Process(arguments, directory / "bot.log", environment)
    await server.start()
    stack.push_async_callback(server.kill)
    stack.push_async_callback(bot.kill)
    playground = await stack.enter_async_context(Playground(url))
    await until_it_answers(playground)
    return Side(name, directory, playground, bot, health)


def labels(message: Json) -> list[str]:
    """The words on a message's buttons."""
    return [str(button.get("label", "")) for button in buttons(message)]
