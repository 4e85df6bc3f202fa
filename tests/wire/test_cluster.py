"""Two processes on one database play at once; one is killed in the middle of a question, and the other goes on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.kernel.questions import Kind
from tests.campaigns.kinds import topic_of
from tests.wire.clusters import Cluster, a_cluster, shared_out
from tests.wire.players import Table, answer, is_locked

pytestmark = pytest.mark.wire

SHARDS = 3
GOES_ON = "going on with the session"


async def asked_everywhere(cluster: Cluster, feed: Any) -> list[tuple[Table, Any]]:
    """A quiz on a server of each shard, its question on the screen and Ada's answer locked in."""
    made = await cluster.playground.create_guilds("Group", count=SHARDS, channels=["quiz"], members=["ada", "ben"])
    asked = []
    for guild in made:
        table = Table(cluster, feed, channel=guild["channel_ids"][0])  # type: ignore[arg-type]
        await table.begin("ben", questions=1, topic=topic_of(Kind.SINGLE))
        question = await table.question(1)
        assert is_locked(await answer(table.member("ada"), question))
        asked.append((table, question))
    return asked


async def test_games_of_all_shards_go_on_when_one_of_two_processes_is_killed(tmp_path: Path) -> None:
    """What was locked in counts, and who has not answered yet answers the process that took over."""
    async with a_cluster(tmp_path, SHARDS) as cluster:
        one, other = cluster.process("one"), cluster.process("other")
        try:
            await asyncio.gather(one.start(), other.start())
            await shared_out(cluster, one, other)
            async with cluster.playground.member("ada").watch() as feed:
                asked = await asked_everywhere(cluster, feed)
                lost, before = cluster.shards_of(one), other.said().count(GOES_ON)
                await one.kill()
                await cluster.heard(other, lost)
                for table, question in asked:
                    assert is_locked(await answer(table.member("ben"), question))
                    await table.reveal(1)
            assert cluster.answers() == 2 * SHARDS
            assert other.said().count(GOES_ON) == before + len(lost), "what came meanwhile is not lost"
            assert await other.stop() == 0
            assert cluster.owners() == [None] * SHARDS, "whoever comes next need not wait"
            assert "Traceback" not in other.said() + one.said()
        finally:
            for process in (one, other):
                await process.kill()
