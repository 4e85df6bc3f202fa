"""The playground and the real bot as `recall play` runs them: two processes, the second one replaceable."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.prepared import prepare
from tests.wire.processes import Process as Program

PATIENCE_S = 30


class Recall:
    """Starts both, and does what the page's bot buttons ask for."""

    def __init__(self, home: Path) -> None:
        self.url = ""
        self._home = home
        self._playground: Process
        self._bot: Program | None = None
        self._listening: asyncio.Task[None]

    async def __aenter__(self) -> Self:
        prepare(self._home / "recall.sqlite3")
        command = [sys.executable, "-m", "playground", "--port", "0", "--no-rate-limits"]
        self._playground = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
        line = await asyncio.wait_for(self._line(), PATIENCE_S)
        assert line.startswith("Playground ready at "), line
        self.url = line.split()[-1]
        await self._start_bot()
        self._listening = asyncio.create_task(self._obey())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.cancel()
        await self._kill_bot()
        self._playground.kill()
        await self._playground.communicate()

    async def _line(self) -> str:
        assert self._playground.stdout is not None
        return (await self._playground.stdout.readline()).decode().strip()

    async def _obey(self) -> None:
        while line := await self._line():
            if line in {"bot: kill", "bot: restart"}:
                await self._kill_bot()
            if line == "bot: restart":
                await self._start_bot()

    async def _start_bot(self) -> None:
        environment = {
            "DISCORD_TOKEN": "playground",
            "RECALL_DATABASE": str(self._home / "recall.sqlite3"),
            "RECALL_DISCORD_API": f"{self.url}/api/v10",
            "RECALL_CLOCK": f"{self.url}/admin/clock",
        }
        self._bot = Program(["bot", "run"], self._home / "bot.log", environment)
        await self._bot.start()

    async def _kill_bot(self) -> None:
        if self._bot is not None:
            await self._bot.kill()
            self._bot = None
