"""Three shards over real sockets: one is away, the others play on, and nothing that it carries is lost or hurried."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.kernel.questions import Kind
from tests.campaigns.kinds import topic_of, write_pack
from tests.wire.players import Table, answer, is_locked
from tests.wire.processes import Stage, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire

SHARDS = 3
_OPEN = "SELECT channel_id FROM games JOIN asked ON game_id = id WHERE opened_at IS NOT NULL AND closed_at IS NULL"


async def all_connected(set_up: Stage) -> None:
    while [one["connected"] for one in await set_up.playground.sessions()].count(True) < SHARDS:
        await set_up.playground.clock()


async def given_back(set_up: Stage, channel: str) -> None:
    """Until the open question there has time again."""
    deadline = "SELECT max(deadline) FROM asked JOIN games ON id = game_id WHERE closed_at IS NULL AND channel_id = ?"
    while True:
        now = datetime.fromisoformat((await set_up.playground.clock())["now"]).timestamp()
        if int(str(rows(set_up.database, deadline, int(channel))[0][0])) > now * 1000:
            return


@pytest.mark.parametrize("shard", range(SHARDS))
async def test_one_shard_away_and_a_crash_meanwhile(tmp_path: Path, shard: int) -> None:
    """Its question is still open after 95 seconds, a kill and a restart; those of the others closed in time."""
    packs = write_pack(tmp_path / "packs")
    async with stage(tmp_path, "--shards", "3", packs=packs) as set_up, set_up.playground.member("ada").watch() as feed:
        await all_connected(set_up)
        made = await set_up.playground.create_guilds("Group", count=3, channels=["quiz"], members=["ada", "ben"])
        by_shard = sorted(made, key=lambda guild: (int(guild["id"]) >> 22) % SHARDS)
        channels = [guild["channel_ids"][0] for guild in by_shard]
        tables = [Table(set_up, feed, channel=channel) for channel in channels]
        for table in tables:
            await table.begin("ben", questions=2, topic=topic_of(Kind.SINGLE))
            await table.question(1)
        await set_up.playground.gateway("down", shard=shard)
        while [one["connected"] for one in await set_up.playground.sessions()].count(True) == SHARDS:
            await set_up.playground.clock()
        await set_up.playground.advance(95)
        for number, table in enumerate(tables):
            if number != shard:
                await table.reveal(1)
        assert (int(channels[shard]),) in rows(set_up.database, _OPEN)
        await set_up.bot.kill()
        await set_up.playground.gateway("up", shard=shard)
        await set_up.bot.start()
        await all_connected(set_up)
        await given_back(set_up, channels[shard])
        question = await tables[shard].question(1)
        assert is_locked(await answer(tables[shard].member("ada"), question))
        assert "Traceback" not in set_up.bot.said()
