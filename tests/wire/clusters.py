"""Several Recall processes on one PostgreSQL and one playground."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from playground.client import Playground
from tests.campaigns.kinds import write_pack
from tests.engines import speaking
from tests.postgresql import server, template
from tests.wire.processes import TOKEN, Process, free_port, until_it_answers


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

    def owners(self) -> list[str | None]:
        """Who has each shard."""
        with speaking(self.url) as connection:
            return [row[0] for row in connection.execute("SELECT owner FROM leases ORDER BY part").fetchall()]

    def shards_of(self, process: Process) -> list[int]:
        """What a process has."""
        assert process.running is not None
        return [shard for shard, owner in enumerate(self.owners()) if f":{process.running.pid}:" in (owner or "")]

    async def hears(self, process: Process, shards: list[int]) -> bool:
        """Whether these shards are connected, and the process has said so."""
        connected = {one["shard"][0] for one in await self.playground.sessions() if one["connected"]}
        ready = {int(shard) for shard in re.findall(r"\] ready .*shard=(\d+)\b", process.said())}
        return set(shards) <= connected & ready

    async def heard(self, process: Process, shards: list[int]) -> None:
        """Until a process hears these shards."""
        async with asyncio.timeout(60):
            while not await self.hears(process, shards):  # noqa: ASYNC110 - another process's doing
                await asyncio.sleep(0.05)


@asynccontextmanager
async def a_cluster(directory: Path, shards: int) -> AsyncIterator[Cluster]:
    address = f"http://127.0.0.1:{free_port()}"
    port = address.rpartition(":")[2]
    discord = Process(["playground", "--port", port, "--shards", str(shards)], directory / "playground.log")
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


async def shared_out(cluster: Cluster, *processes: Process) -> None:
    """Until everybody has an even share, and is connected with it."""
    async with asyncio.timeout(90):
        while not await is_shared_out(cluster, *processes):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)


async def is_shared_out(cluster: Cluster, *processes: Process) -> bool:
    has = Counter(cluster.owners())
    if None in has or len(has) != len(processes) or max(has.values()) - min(has.values()) > 1:
        return False
    each = {process.log: (process, cluster.shards_of(process)) for process in processes}
    return all([await cluster.hears(process, shards) for process, shards in each.values()])
