"""Two processes on one database: the one that stands by takes over in the middle of a question."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.kernel.questions import Kind
from playground.client import Playground
from tests.campaigns.kinds import topic_of, write_pack
from tests.engines import speaking
from tests.postgresql import server, template
from tests.wire.players import Table, answer, is_locked
from tests.wire.processes import TOKEN, Process, free_port, until_it_answers

pytestmark = pytest.mark.wire


@dataclass
class Cluster:
    """A playground, a database, and processes that share both."""

    playground: Playground
    url: URL
    environment: dict[str, str]
    directory: Path

    def process(self, name: str) -> Process:
        log = self.directory / f"{name}.log"
        return Process(["bot", "run"], log, self.environment)

    def answers(self) -> int:
        with speaking(self.url) as connection:
            return int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])

    def owner(self) -> str | None:
        with speaking(self.url) as connection:
            found: tuple[str | None] | None = connection.execute("SELECT owner FROM leases").fetchone()
            return found[0] if found else None


async def says(process: Process, words: str) -> None:
    """Wait until it has said them; what it says is in a file."""
    async with asyncio.timeout(60):
        while not re.search(rf"\] {words} ", process.said()):  # noqa: ASYNC110 - another process's doing
            await asyncio.sleep(0.05)


@asynccontextmanager
async def a_cluster(directory: Path) -> AsyncIterator[Cluster]:
    address = f"http://127.0.0.1:{free_port()}"
    discord = Process(["playground", "--port", address.rpartition(":")[2]], directory / "playground.log")
    url = server().make(template())
    environment = {
        "DISCORD_TOKEN": TOKEN,
        "RECALL_DATABASE": url.set(drivername="postgresql").render_as_string(hide_password=False),
        "RECALL_DISCORD_API": f"{address}/api/v10",
        "RECALL_CLOCK": f"{address}/admin/clock",
        "RECALL_PACKS": str(write_pack(directory / "packs")),
        "RECALL_HEALTH_PORT": "0",
        "RECALL_CLUSTER": "night",
        "XDG_DATA_HOME": str(directory),
    }
    await discord.start()
    try:
        async with Playground(address) as playground:
            await until_it_answers(playground)
            yield Cluster(playground, url, environment, directory)
    finally:
        await discord.kill()
        server().drop(url)


async def both_up(cluster: Cluster, one: Process, other: Process) -> tuple[Process, Process]:
    """Start both: the one that has the bot, and the one that stands by."""
    await asyncio.gather(one.start(), other.start())
    async with asyncio.timeout(60):
        while (owner := cluster.owner()) is None:  # noqa: ASYNC110 - another process's doing
            await asyncio.sleep(0.05)
    assert one.running is not None
    plays, stands_by = (one, other) if f":{one.running.pid}:" in owner else (other, one)
    await says(stands_by, "standing by")
    await says(plays, "ready")
    return plays, stands_by


async def test_a_question_goes_on_when_the_process_is_killed_that_asked_it(tmp_path: Path) -> None:
    """What was locked in counts, and who has not answered yet answers the process that took over."""
    async with a_cluster(tmp_path) as cluster, cluster.playground.member("ada").watch() as feed:
        processes = cluster.process("one"), cluster.process("other")
        try:
            plays, stands_by = await both_up(cluster, *processes)
            table = Table(cluster, feed)  # type: ignore[arg-type]
            lobby = await table.open_lobby(questions=1, topic=topic_of(Kind.SINGLE))
            await table.member("ben").press(lobby, label="Join")
            await table.member("ada").press(lobby, label="Start")
            question = await table.question(1)
            assert is_locked(await answer(table.member("ada"), question))
            await plays.kill()
            await says(stands_by, "taking over")
            await says(stands_by, "ready")
            assert is_locked(await answer(table.member("ben"), question))
            await table.reveal(1)
            assert cluster.answers() == 2
            assert await stands_by.stop() == 0
            assert cluster.owner() is None, "whoever stands by next need not wait"
            assert "Traceback" not in stands_by.said()
        finally:
            for process in processes:
                await process.kill()
