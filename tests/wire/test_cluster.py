"""Two processes on one database: the one that stands by takes over in the middle of a question."""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.kernel.questions import Kind
from playground.client import Feed, Playground
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


async def says(process: Process, words: str, times: int = 1) -> None:
    """Wait until it has said them so often; what it says is in a file."""
    async with asyncio.timeout(60):
        while len(re.findall(rf"\] {words} ", process.said())) < times:  # noqa: ASYNC110 - another process's doing
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


async def a_question(cluster: Cluster, feed: Feed) -> Table:
    table = Table(cluster, feed)  # type: ignore[arg-type]
    lobby = await table.open_lobby(questions=2, topic=topic_of(Kind.SINGLE))
    await table.member("ben").press(lobby, label="Join")
    await table.member("ada").press(lobby, label="Start")
    return table


async def test_an_evening_goes_on_when_a_process_is_killed_hangs_or_is_told_to_stop(tmp_path: Path) -> None:
    """What was locked in counts, and the question can be answered in the process that took over."""
    async with a_cluster(tmp_path) as cluster, cluster.playground.member("ada").watch() as feed:
        first, second = cluster.process("first"), cluster.process("second")
        try:
            await first.start()
            await says(first, "ready")
            await second.start()
            await says(second, "standing by")
            table = await a_question(cluster, feed)
            question = await table.question(1)
            assert is_locked(await answer(table.member("ada"), question))
            await first.kill()
            await says(second, "taking over")
            await says(second, "ready")
            assert is_locked(await answer(table.member("ben"), question))
            reveal = await table.reveal(1)
            assert cluster.answers() == 2

            await first.start()
            await says(first, "standing by")
            assert second.running is not None
            second.running.send_signal(signal.SIGSTOP)
            await says(first, "taking over")
            await says(first, "ready", times=2)
            second.running.send_signal(signal.SIGCONT)
            assert await second.running.wait() == 1
            assert re.search(r"Recall stops: .*another process of the cluster", second.said())

            await second.start()
            await says(second, "standing by", times=2)
            await table.next(reveal, ("ada", "ben"))
            question = await table.question(2)
            assert is_locked(await answer(table.member("ben"), question))
            assert await first.stop() == 0
            await says(second, "ready", times=2)
            assert is_locked(await answer(table.member("ada"), question))
            await table.podium()
            assert cluster.answers() == 4
            assert "Traceback" not in first.said() + second.said()
        finally:
            await first.kill()
            await second.kill()
