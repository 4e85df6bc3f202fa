"""Three Recalls on one PostgreSQL and one playground, each with ways of its own to both."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import URL

from bot.storage.postgresql import open_server
from playground.client import Playground
from tests.campaigns.several.fences import watch_fences
from tests.campaigns.several.links import Way, Ways, some_ways
from tests.postgresql import Server, binaries
from tests.wire.clusters import Cluster
from tests.wire.processes import TOKEN, Process, free_port, until_it_answers

SHARDS = 6
NAMES = ("one", "two", "three")
PROGRAM = "tests.campaigns.several.routed"
PATIENCE_S = 180.0
"""Until things are as they should be, on a busy machine too."""


@dataclass
class Member:
    """A process of the cluster, and its ways."""

    name: str
    process: Process
    discord: Way
    database: Way

    @property
    def pid(self) -> int:
        """What the system knows it by."""
        assert self.process.running is not None
        return self.process.running.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.process.running is not None and self.process.running.returncode is None

    def hold(self) -> None:
        """SIGSTOP: it stands still, and does not know."""
        assert self.process.running is not None
        self.process.running.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """SIGCONT."""
        assert self.process.running is not None
        self.process.running.send_signal(signal.SIGCONT)


@dataclass
class Said:
    """What all of them have logged: as much of a process as a judge of evenings asks for."""

    members: list[Member]

    def said(self) -> str:
        """One after the other."""
        return "\n".join(member.process.said() for member in self.members)


@dataclass
class House:
    """All of it; as much of a stage as crowds and judges of evenings ask for."""

    playground: Playground
    server: Server
    database: URL
    directory: Path
    members: list[Member] = field(default_factory=list)

    @property
    def bot(self) -> Said:
        """Its members as one."""
        return Said(self.members)

    def owners(self) -> list[str | None]:
        """Who has each shard."""
        return Cluster(self.playground, self.database, {}, self.directory).owners()

    def shards_of(self, member: Member) -> list[int]:
        """What one has."""
        return [shard for shard, owner in enumerate(self.owners()) if f":{member.pid}:" in (owner or "")]

    def shares(self) -> str:
        """How many each has, in words."""
        return ", ".join(f"{member.name} {len(self.shards_of(member))}" for member in self.members)

    def name_of(self, member: Member) -> str | None:
        """What the cluster knows it by, where it has something."""
        return next((owner for owner in self.owners() if f":{member.pid}:" in (owner or "")), None)

    def is_shared_out(self) -> bool:
        """Whether everybody is there and has an even share."""
        has = Counter(self.owners())
        everybody = all(any(f":{member.pid}:" in (owner or "") for owner in has) for member in self.members)
        return everybody and len(has) == len(self.members) and max(has.values()) - min(has.values()) <= 1

    async def until(self, holds: Callable[[], bool], within: float = PATIENCE_S, every: float = 0.1) -> bool:
        """Wait for the processes to bring something about; whether they did. Who looks costs them time, too."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            with suppress(psycopg.Error):  # the server may be away
                if await asyncio.to_thread(holds):
                    return True
            await asyncio.sleep(every)
        return False


@asynccontextmanager
async def a_house(directory: Path, *arguments: str) -> AsyncIterator[House]:
    """A new one; nobody has been started in it yet. `arguments`: more for the playground."""
    kept = Server(binaries())
    await asyncio.to_thread(kept.start, durable=True)
    port = free_port()
    given = ["--port", str(port), "--shards", str(SHARDS), "--no-page", *arguments]
    discord = Process(["playground", *given], directory / "playground.log")
    members: list[Member] = []
    try:
        url = await asyncio.to_thread(_new_database, kept)
        await discord.start()
        async with Playground(f"http://127.0.0.1:{port}") as playground, some_ways() as ways:
            await until_it_answers(playground)
            members += [await _member(name, directory, url, port, ways) for name in NAMES]
            yield House(playground, kept, url, directory, members)
    finally:
        for member in members:
            await member.process.kill()
        await discord.kill()
        await asyncio.to_thread(kept.remove)


def _new_database(server: Server) -> URL:
    url = server.make()
    opened = open_server(url)
    opened.writing.dispose()
    watch_fences(url, SHARDS)
    return url


async def _member(name: str, directory: Path, url: URL, port: int, ways: Ways) -> Member:
    discord, database = await ways.open(str(port)), await ways.open(f"{url.query['host']}/.s.PGSQL.5432")
    environment = {
        "DISCORD_TOKEN": TOKEN,
        "RECALL_DATABASE": f"postgresql://recall@127.0.0.1:{database.port}/{url.database}",
        "RECALL_DISCORD_API": f"http://127.0.0.1:{port}/api/v10",
        "CAMPAIGN_ROUTE": f"{port}:{discord.port}",
        "RECALL_CLOCK": f"http://127.0.0.1:{(await ways.open(str(port))).port}/admin/clock",
        "RECALL_HEALTH_PORT": "0",
        "RECALL_CLUSTER": "campaign",
        "XDG_DATA_HOME": str(directory),
    }
    return Member(name, Process([PROGRAM, "run"], directory / f"{name}.log", environment), discord, database)


def have_short_ways(house: House) -> None:
    """Whoever is started from now on has nothing between itself, the database, and Discord: where it must be quick."""
    url = house.database.set(drivername="postgresql").render_as_string(hide_password=False)
    for member in house.members:
        port = member.process.environment["CAMPAIGN_ROUTE"].partition(":")[0]
        member.process.environment |= {"RECALL_DATABASE": url, "CAMPAIGN_ROUTE": f"{port}:{port}"}
