"""Whoever has some of the shards reads nothing of the others' servers: neither misses a row, none is in two shares."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, insert, select

from bot.app import App
from bot.client.client import RecallClient
from bot.kernel.absences import Absences
from bot.kernel.availability import Availability
from bot.kernel.share import DIRECT, EVERYTHING, Share, shard_of
from bot.storage.database import Database, open_database
from bot.storage.share import limited, of_our_games, of_our_servers, share_of
from bot.storage.stores import SqlHeartbeat
from bot.storage.tables import absences, games, heartbeat, messages
from bot.timing.clock import Clock
from tests.engines import forget_at_close
from tests.storage.conftest import Storage

NOON = datetime(2026, 7, 9, 12, tzinfo=UTC)
SHARDS = 3
ON_SHARD = [shard << 22 | 77 for shard in range(SHARDS)]
snowflakes = st.integers(0, 2**63 - 1)

OF_ALL_ON_PURPOSE = {
    "SELECT heartbeat.": "a number of shards that has changed is known from all of them",
    "SELECT own_packs.": "difficulties are learned in one place, of every server's questions",
    "SELECT own_choices.": "likewise",
    "SELECT answers.player_id, answers.game_id, answers.position FROM answers JOIN asked": "likewise, with shard 0",
    "SELECT learnt_difficulties.": "likewise",
    "SELECT answers.player_id FROM answers GROUP BY": "spreads of ability, likewise",
    "SELECT reminders.player_id": "reminders belong to no server: with shard 0",
    "WITH RECURSIVE of_": "which servers are known; ours are picked out of them",
}
"""What reads all rows of all servers, and why it may; everything else names its servers or is of ours."""


def limited_to(database: Any, share: Share) -> Database:
    """Either engine's."""
    ours: Database = replace(database, reading=limited(database.reading, share))
    return ours


@asynccontextmanager
async def an_app(database: Database, share: Share) -> AsyncIterator[App]:
    app = App(limited_to(database, share), RecallClient(), Clock())
    await app.open()
    yield app
    await app.give_up()


@pytest.fixture
async def asked_of_all(tmp_path: Path) -> list[str]:
    """What a process with one shard of three reads at its start, with every tick, and after an absence."""
    database = open_database(tmp_path / "recall.sqlite3")
    statements: dict[str, None] = {}

    def note(_: object, __: object, statement: str, *___: object) -> None:
        statements[" ".join(statement.split())] = None

    event.listen(database.reading.sync_engine, "before_cursor_execute", note)
    async with an_app(database, Share(SHARDS, frozenset({1}))) as app:
        at = app.clock.now()
        await app.delivery.retry(at)
        for feature in app.features:
            await feature.recover(Absences(lambda _: at - timedelta(hours=1)), at)
            for tick in feature.ticks:
                await tick.look(at)
    forget_at_close(database)
    return [one for one in statements if one.startswith(("SELECT", "WITH")) and "FROM meta" not in one]


async def test_what_is_read_of_all_servers_is_of_those_that_are_ours(asked_of_all: list[str]) -> None:
    """A new statement that forgets its share would have two processes post, close, or remind the same."""
    of_all = [one for one in asked_of_all if ">>" not in one]
    assert [one for one in of_all if not one.startswith(tuple(OF_ALL_ON_PURPOSE))] == []
    assert len(asked_of_all) - len(of_all) >= 25, "every feature that reads of all servers was asked"


async def test_one_process_alone_reads_as_it_always_did(tmp_path: Path) -> None:
    database = open_database(tmp_path / "recall.sqlite3")
    query = select(games.c.id)
    assert share_of(database.reading) == EVERYTHING
    assert of_our_servers(query, database.reading, games.c.guild_id) is query
    assert of_our_games(query, database.reading, games.c.id) is query
    await database.close()
    forget_at_close(database)


@given(guild=snowflakes, shards=st.integers(1, 40))
def test_every_server_is_in_exactly_one_share(guild: int, shards: int) -> None:
    having = [n for n in range(shards) if Share(shards, frozenset({n})).has(guild)]
    assert having == [shard_of(guild, shards)]
    assert EVERYTHING.has(guild)


@pytest.mark.parametrize("shards", [1, 2, 3, 16, 97])
async def test_the_database_finds_a_server_s_shard_as_discord_does(storage: Storage, shards: int) -> None:
    guilds = {0, 1, 2**22 - 1, 2**22, 2**63 - 1, *((shard * 7919) << 22 | shard for shard in range(40))}
    rows = [{"guild_id": guild, "since": NOON} for guild in guilds]
    await storage.writer.execute("test", insert(absences).values(rows))
    found = []
    for shard in range(shards):
        reading = limited(storage.database.reading, Share(shards, frozenset({shard})))
        query = of_our_servers(select(absences.c.guild_id), reading, absences.c.guild_id)
        async with reading.connect() as connection:
            ours = list((await connection.execute(query)).scalars())
        assert {shard_of(guild, shards) for guild in ours} <= {shard}
        found += ours
    assert sorted(found) == sorted(guilds)


async def test_a_game_is_found_by_the_shard_of_its_server(storage: Storage) -> None:
    for number, guild in enumerate(ON_SHARD, 1):
        game = {"id": number, "kind": "quiz", "guild_id": guild, "channel_id": guild, "created_at": NOON}
        card = {"game_id": number, "card": "lobby", "channel_id": guild, "created_at": NOON, "settled": 0, "refused": 0}
        await storage.writer.execute("test", insert(games).values(game), insert(messages).values(card))
    for shard in range(SHARDS):
        reading = limited(storage.database.reading, Share(SHARDS, frozenset({shard})))
        query = of_our_games(select(messages.c.channel_id), reading, messages.c.game_id)
        async with reading.connect() as connection:
            assert list((await connection.execute(query)).scalars()) == [ON_SHARD[shard]]


async def test_each_notes_when_its_own_shard_was_heard_and_only_its_own_servers_that_are_away(storage: Storage) -> None:
    """What one notes never takes away what another noted; whoever comes after reads all of it."""
    beats = []
    for shard in (0, 1):
        reading = limited(storage.database.reading, Share(SHARDS, frozenset({shard})))
        beats.append(SqlHeartbeat(storage.writer, reading))
        await beats[shard].last()
        at = NOON + timedelta(seconds=shard)
        await beats[shard].beat({shard: at}, {ON_SHARD[shard]: NOON})
    await beats[0].beat({0: NOON + timedelta(seconds=9)}, {})
    last = await SqlHeartbeat(storage.writer, storage.database.reading).last()
    assert last is not None
    assert last.shards == SHARDS
    assert dict(last.beats) == {0: NOON + timedelta(seconds=9), 1: NOON + timedelta(seconds=1)}
    assert dict(last.away) == {ON_SHARD[1]: NOON}
    async with storage.database.reading.connect() as connection:
        assert len((await connection.execute(select(heartbeat))).all()) == 2


def test_with_one_shard_of_several_nobody_else_s_are_waited_for() -> None:
    """Its servers are known as soon as its own shard has listed them, and messages to somebody can be sent."""
    known = Availability(NOON, share=Share(SHARDS, frozenset({1})))
    assert known.members() is None
    known.ready(1, SHARDS, [ON_SHARD[1]], NOON)
    known.appeared(ON_SHARD[1], NOON)
    known.take()
    known.done()
    assert known.members() == {ON_SHARD[1]}
    assert known.hears(ON_SHARD[1])
    assert known.hears(DIRECT)
    assert not known.hears(ON_SHARD[2])
    assert list(known.numbers) == [1]
    assert known.shards == SHARDS
    known.disconnected(1, NOON)
    assert not known.hears(DIRECT)
