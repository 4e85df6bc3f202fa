"""Ids of games that several processes give out: none twice, whoever asks, erases, or begins anew."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.kernel.background import Background
from bot.kernel.ports import ClosedError, StorageError
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.ids import BLOCK, SharedGameIds
from bot.storage.stores import note_ids
from tests.storage.conftest import Storage


class Giver:
    """A process that gives out ids, as far as ids are concerned."""

    def __init__(self, storage: Storage) -> None:
        self.background = Background()
        self.writer = storage.writer
        self.ids = SharedGameIds(storage.database.reading, self.writer, self.background)

    async def take(self, most: int) -> list[int]:
        taken = []
        for _ in range(most):
            taken.append(self.ids.next_id())
            await self.background.drain()
        return taken


@pytest.fixture
async def two(storage: Storage) -> tuple[Giver, Giver]:
    givers = Giver(storage), Giver(storage)
    await asyncio.gather(*(giver.ids.open() for giver in givers))
    return givers


async def test_two_processes_never_give_the_same_id_across_many_blocks(two: tuple[Giver, Giver]) -> None:
    each = await asyncio.gather(*(giver.take(3 * BLOCK) for giver in two))
    assert len({*each[0], *each[1]}) == 6 * BLOCK
    assert all(one == sorted(one) for one in each), "a game that began later has a higher id"


async def test_the_next_block_is_there_before_one_is_used_up(storage: Storage) -> None:
    giver = Giver(storage)
    await giver.ids.open()
    for _ in range(BLOCK // 2 + 1):
        giver.ids.next_id()
    await giver.background.drain()
    for _ in range(BLOCK):
        giver.ids.next_id()  # nothing has been waited for in between


async def test_a_block_lies_above_every_game_that_there_is(storage: Storage) -> None:
    game = {"id": 7_000, "kind": "quiz", "guild_id": 1, "channel_id": 1}
    noon = datetime(2026, 7, 9, 12, tzinfo=UTC)
    await storage.writer.queue(7_000, [Put(tables.games, game | {"created_at": noon, "ended_at": None})])
    giver = Giver(storage)
    await giver.ids.open()
    assert giver.ids.next_id() == 7_001


async def test_an_erasure_and_a_restart_give_nothing_twice(two: tuple[Giver, Giver], storage: Storage) -> None:
    given = {*await two[0].take(3), *await two[1].take(3)}
    await storage.writer.execute("erasure", note_ids())
    again = Giver(storage)
    await again.ids.open()
    assert again.ids.next_id() > max(given)
    assert two[0].ids.next_id() not in given
    await storage.ids.open()  # the same database with one process: every block counts as given
    assert storage.ids.next_id() > again.ids.next_id()


async def test_while_the_database_gives_none_a_game_is_refused_and_later_ones_begin(
    two: tuple[Giver, Giver], storage: Storage
) -> None:
    giver = two[0]
    given = [giver.ids.next_id() for _ in range(BLOCK // 2)]
    storage.writer.read_only = True
    given += await giver.take(BLOCK // 2)
    with pytest.raises(StorageError):
        giver.ids.next_id()
    await giver.background.drain()
    storage.writer.read_only = False
    with pytest.raises(StorageError):
        giver.ids.next_id()  # this one asks for a block
    await giver.background.drain()
    assert giver.ids.next_id() > max(given)


async def test_nothing_begins_while_the_gate_is_shut(two: tuple[Giver, Giver]) -> None:
    def shut() -> None:
        raise ClosedError

    two[0].ids.gate = shut
    with pytest.raises(ClosedError):
        two[0].ids.next_id()
    assert two[0].ids.next_id(at_any_time=True)
