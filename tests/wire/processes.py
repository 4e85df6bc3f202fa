"""The playground and the bot as processes of their own, started, killed and started again."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from playground.client import Playground
from tests.prepared import prepare
from tests.wire import nursery
from tests.wire.rows import rows

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "playground"


_nursery: Path | None = None


def use(path: Path | None) -> None:
    """Have the programs started by the nursery that listens at a path, or each by itself."""
    global _nursery  # noqa: PLW0603 - one for this process of tests
    _nursery = path


@contextmanager
def a_nursery() -> Iterator[None]:
    """Meanwhile the nursery starts the programs."""
    before = _nursery
    use(nursery.opened().path)
    try:
        yield
    finally:
        use(before)
        if before is None:
            nursery.close_if_opened()


@dataclass
class Process:
    """One of our programs; what it says goes to a file."""

    arguments: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    running: asyncio.subprocess.Process | nursery.Child | None = None
    home: Path = ROOT
    """Where its code is."""

    async def start(self) -> None:
        environment = os.environ | {"PYTHONPATH": str(self.home)} | self.environment
        if _nursery and self.home == ROOT and self.arguments[0] in nursery.PROGRAMS:
            self.running = await nursery.start(_nursery, self.arguments, environment, self.log)
            return
        with self.log.open("ab") as log:
            self.running = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *self.arguments,
                cwd=self.home,
                env=environment,
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed."""
        await self._end(signal.SIGKILL)

    async def ended(self, within: float = 60) -> int:
        """Its exit status, once it has ended by itself."""
        assert self.running is not None
        async with asyncio.timeout(within):
            return await self.running.wait()

    async def stop(self, within: float = 60) -> int:
        """SIGTERM; the exit status."""
        async with asyncio.timeout(within):
            return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        if self.running is None:
            return 0
        if self.running.returncode is None:
            self.running.send_signal(number)
        return await self.running.wait()

    def said(self) -> str:
        """What the process printed; nothing where it has not been started on this log yet."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Stage:
    """A playground with a client, and the bot that plays in it."""

    playground: Playground
    bot: Process
    server: Process
    database: Path

    async def bring_up(self) -> None:
        """Start the bot and wait until it is connected, has its commands, and has given lost time back."""
        is_owed, returns = self.bot.running is not None and self._was_heard(), self._returns()
        await self.bot.start()
        await self.playground.wait_for_bot()
        ada = self.playground.member("ada")
        async with asyncio.timeout(60):
            # Another process's doing: there is no event to wait for.
            while not [command for command in await ada.commands(QUIZ) if command["name"] == "quiz"]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

        if is_owed:
            await self._given_back(returns)

    async def ready(self) -> None:
        """Wait until the library has told of all servers: until then it tells of none that invites the bot."""
        async with asyncio.timeout(60):
            while not re.search(r'\] ready |"event": ?"ready"', self.bot.said()):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.05)

    async def restart(self) -> None:
        await self.bot.kill()
        await self.playground.wait_for_bot(online=False)
        await self.bring_up()

    async def _given_back(self, returns: int) -> None:
        """What the clock is moved before the lost time was given back would be given back as well."""
        with suppress(TimeoutError):  # an older version may not tell of it
            async with asyncio.timeout(30):
                while self._returns() == returns:  # noqa: ASYNC110 - another process's doing
                    await asyncio.sleep(0.05)

    def _was_heard(self) -> bool:
        """A database that no bot was ever heard on has nothing to give back."""
        with suppress(sqlite3.Error):
            return bool(rows(self.database, "SELECT 1 FROM heartbeat"))
        return False

    def _returns(self) -> int:
        """How often servers came back to the bot, as its log says, as text or as JSON; direct messages are none."""
        lines = [line for line in self.bot.said().splitlines() if re.search(r'\] back |"event": ?"back"', line)]
        return sum(not re.search(r'servers(=|": ?)0\b', line) for line in lines)


QUIZ = "400000000000000001"
GENERAL = "400000000000000003"


@asynccontextmanager
async def stage(
    directory: Path,
    *arguments: str,
    packs: Path | None = None,
    volume: Path | None = None,
    bot: str = "bot",
    token: str = TOKEN,
    home: Path = ROOT,
    **settings: str,
) -> AsyncIterator[Stage]:
    """A playground and a bot, up and connected; both are gone afterwards.

    `volume` is where the database lies, `home` where the bot's code is.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = Process(["playground", "--port", str(port), *arguments], directory / "playground.log")
    database = (volume or directory) / "recall.sqlite3"
    environment = {
        "DISCORD_TOKEN": token,
        "RECALL_DATABASE": str(database),
        "RECALL_DISCORD_API": f"{url}/api/v10",
        "RECALL_CLOCK": f"{url}/admin/clock",
        "RECALL_PACKS": str(packs or ""),
        "RECALL_HEALTH_PORT": "0",  # many may run at once on this machine
        **settings,
    }
    program = Process([bot, "run"], directory / "bot.log", environment, home=home)
    prepare(database, *([packs] if packs else []))
    await server.start()
    try:
        async with Playground(url) as playground:
            await until_it_answers(playground)
            set_up = Stage(playground, program, server, database)
            await set_up.bring_up()
            yield set_up
    finally:
        await program.kill()
        await server.kill()


async def until_it_answers(playground: Playground) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                await playground.world()
            except OSError:
                await asyncio.sleep(0.05)
            else:
                return
