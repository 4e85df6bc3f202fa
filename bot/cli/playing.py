"""`recall play`: a playground, the bot and its practice partners, each a process of its own, on this machine alone."""

import asyncio
import os
import signal
import socket
import webbrowser
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import platformdirs
import typer

from bot.cli.attended import ATTENDED
from bot.cli.oracle import write_oracle
from bot.cli.running import read_settings
from bot.packs.catalogue import load_catalogue
from bot.storage.place import LAST_PORT

TOKEN = "playground"  # noqa: S105 - the playground's documented constant, worth nothing anywhere else


def play(
    port: Annotated[int, typer.Option(min=1, max=LAST_PORT, metavar="NUMBER", help="The page's port.")] = 8300,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The address to listen on; 0.0.0.0 lets others on your network play.")
    ] = "127.0.0.1",
    *,
    browser: Annotated[bool, typer.Option(help="Open the page.")] = True,
    fresh: Annotated[bool, typer.Option(help="Start over and forget everything played before.")] = False,
    partners: Annotated[
        str, typer.Option(metavar="NAMES", help="Members whom the computer plays; empty for none.")
    ] = "ben,chloe",
    strength: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="How often those members know the answer.")
    ] = 0.7,
) -> None:
    """Play in a browser, without a token, an account, or the internet."""
    read_settings()  # what is wrong with them ends this before anything is started
    home = Path(platformdirs.user_data_dir("recall")) / "playground"
    home.mkdir(parents=True, exist_ok=True)
    raise typer.Exit(asyncio.run(Evening(port, host, home, browser, fresh, partners, strength).run()))


def free_port() -> int:
    """A port for the presenter view, the same for every bot of an evening: an open page finds it again."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class Evening:
    """The processes of one `recall play`, and what each is started with."""

    port: int
    host: str
    home: Path
    browser: bool
    fresh: bool
    partners: str
    strength: float
    web_port: int = field(default_factory=free_port)
    bot: asyncio.subprocess.Process | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> int:
        """Until Ctrl-C, or until the playground ends; the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(number, self.stop.set)
        playground = await self._start_playground()
        ready = await _line(playground)
        if "ready" not in ready:
            return await playground.wait()
        if self.fresh:
            for old in self.home.glob("recall.sqlite3*"):
                old.unlink()
        await self._start_bot()
        partners = await self._start_partners() if self.partners else None
        self._say_hello()
        orders = asyncio.create_task(self._take_orders(playground))
        stopping = asyncio.create_task(self.stop.wait())
        await asyncio.wait({orders, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for process in (partners, self.bot, playground):
            await _end(process)
        stopping.cancel()
        return 0

    @property
    def _address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _say_hello(self) -> None:
        typer.echo(f"Recall is playing at {self._address}. Ctrl-C ends it.")
        if self.browser:
            webbrowser.open(self._address)

    async def _start_playground(self) -> asyncio.subprocess.Process:
        arguments = ["--port", str(self.port), "--host", self.host, "--state", str(self.home / "state.json")]
        if self.fresh:
            arguments.append("--fresh")
        return await _begin("playground", *arguments, stdout=asyncio.subprocess.PIPE)

    @property
    def environment(self) -> dict[str, str]:
        """What the bot of the evening is given.

        A service's settings may have been given to this command: its backups and its cluster are none of an evening's.
        The file with them was read already; read once more, it would set again what is set to nothing here.
        """
        return os.environ | {
            "DISCORD_TOKEN": TOKEN,
            "RECALL_ENV": "",
            "RECALL_DATABASE": str(self.home / "recall.sqlite3"),
            "RECALL_BACKUPS": "",
            "RECALL_CLUSTER": "",
            "RECALL_DISCORD_API": f"{self._address}/api/v10",
            "RECALL_CLOCK": f"{self._address}/admin/clock",
            "RECALL_HEALTH_PORT": "0",
            "RECALL_WEB": f"127.0.0.1:{self.web_port}",
            "RECALL_WEB_URL": "",
        }

    async def _start_bot(self) -> None:
        self.bot = await _begin("bot", "run", env=self.environment)

    async def _start_partners(self) -> asyncio.subprocess.Process:
        oracle = self.home / "oracle.json"
        write_oracle(oracle, load_catalogue(read_settings().pack_directories)[0].questions.values())
        arguments = ["--url", self._address, "--oracle", str(oracle), "--members", self.partners]
        return await _begin("playground.partners", *arguments, "--strength", str(self.strength))

    async def _take_orders(self, playground: asyncio.subprocess.Process) -> None:
        """The page's buttons reach us as lines from the playground: `bot: kill`, `bot: restart`."""
        while line := await _line(playground):
            if line.startswith("bot: ") and self.bot is not None and self.bot.returncode is None:
                self.bot.kill()
                await self.bot.wait()
            if line == "bot: restart":
                await self._start_bot()


async def _begin(program: str, *arguments: str, **options: Any) -> asyncio.subprocess.Process:
    """A part of the evening. It ends with us even if we are killed: it would be in the way of the next evening."""
    return await asyncio.create_subprocess_exec(
        *ATTENDED, program, *arguments, stdin=asyncio.subprocess.PIPE, start_new_session=True, **options
    )


async def _line(process: asyncio.subprocess.Process) -> str:
    """The next line that a process says; empty when it has ended."""
    return (await process.stdout.readline()).decode().strip() if process.stdout else ""


async def _end(process: asyncio.subprocess.Process | None) -> None:
    if process is not None and process.returncode is None:
        process.terminate()
        await process.wait()
