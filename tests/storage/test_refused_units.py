"""What the writer cannot write: it fails alone, whoever asked is told, and writing goes on."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.kernel.ports import StorageError
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.database import open_database
from bot.storage.writer import Writer
from tests.engines import file_only, outside
from tests.storage.conftest import Storage
from tests.storage.rows import bad, fact, on_disk, renamed


async def test_a_unit_is_written_whole_or_not_at_all(storage: Storage, path: Path) -> None:
    """Where one row of a unit is refused none of its rows is there."""
    with pytest.raises(StorageError, match="refused to write"):
        await storage.writer.queue("game", [fact("a"), bad(), fact("b")])
    assert on_disk(path) == {}
    assert storage.failed == ["game"]


async def test_a_failing_unit_fails_alone(idle: Storage, path: Path) -> None:
    """Others in the same group are written; what its own game queued behind it fails with it, what came before not."""
    ada_before = idle.writer.queue("ada", [fact("ada 1")])
    ben_before = idle.writer.queue("ben", [fact("ben 1")])
    failing = idle.writer.queue("ada", [bad()])
    ada_behind = idle.writer.queue("ada", [fact("ada 2")])
    ben_behind = idle.writer.queue("ben", [fact("ben 2")])
    idle.writer.start()
    results = await asyncio.gather(ada_before, ben_before, failing, ada_behind, ben_behind, return_exceptions=True)
    assert [isinstance(result, StorageError) for result in results] == [False, False, True, True, False]
    assert list(on_disk(path)) == ["ada 1", "ben 1", "ben 2"]
    assert idle.failed == ["ada"]


async def test_what_several_games_move_fails_with_the_first_of_them(idle: Storage, path: Path) -> None:
    """What was decided on ratings that a lost game has moved is lost too, and all that builds on that, and no more."""
    waiting = [
        idle.writer.queue("before", [fact("before")], beside="ratings"),
        idle.writer.queue("ada", [bad()], beside="ratings"),
        idle.writer.queue("apart", [fact("apart")]),
        idle.writer.queue("ben", [fact("ben 1")], beside="ratings"),
        idle.writer.queue("ben", [fact("ben 2")]),
        idle.writer.queue("elsewhere", [fact("elsewhere")], beside="ratings of another server"),
    ]
    idle.writer.start()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [isinstance(result, StorageError) for result in results] == [False, True, False, True, True, False]
    assert list(on_disk(path)) == ["before", "apart", "elsewhere"]
    assert idle.failed == ["ada", "ben"]


async def test_what_is_queued_behind_a_failure_in_the_meantime_fails_too(storage: Storage, path: Path) -> None:
    """Units queued while the failing group is being written were decided on what never happened."""
    failing = storage.writer.queue("ada", [bad()])
    loop, queued = asyncio.get_running_loop(), threading.Event()
    behind: list[asyncio.Future[None]] = []

    def queue_behind() -> None:
        behind.append(storage.writer.queue("ada", [fact("behind")]))
        queued.set()

    @event.listens_for(storage.database.writing, "begin")
    def in_the_meantime(_: object) -> None:
        if not queued.is_set():
            loop.call_soon_threadsafe(queue_behind)
            assert queued.wait(10)

    await asyncio.gather(failing, return_exceptions=True)
    results = await asyncio.gather(failing, *behind, return_exceptions=True)
    assert len(results) == 2
    assert all(isinstance(result, StorageError) for result in results)
    assert on_disk(path) == {}
    await storage.writer.queue("ada", [fact("afresh")])
    assert on_disk(path) == {"afresh": "x"}


async def test_the_failure_is_told_before_any_caller_hears(path: Path) -> None:
    """Memory is put right before a player is told: whoever acts on the news finds the game as its rows say."""
    order: list[str] = []
    database = open_database(path)
    writer = Writer(database.writing, lambda scope: order.append(f"forget {scope}"))
    writer.start()

    async def caller(name: str, row: Put) -> None:
        try:
            await writer.queue("ada", [row])
        except StorageError:
            order.append(name)

    await asyncio.gather(caller("one", bad()), caller("two", fact("a")))
    await writer.close()
    await database.close()
    assert order[0] == "forget ada"
    assert sorted(order[1:]) == ["one", "two"]


@pytest.mark.parametrize(
    "odd",
    ["\ud800", pytest.param(2**70, marks=file_only), object(), {1: 2}],
    ids=["half a character", "a huge number", "an object", "a mapping"],
)
async def test_what_cannot_even_be_sent_to_the_database_fails_alone(storage: Storage, path: Path, odd: object) -> None:
    """A value that the driver itself cannot take is that caller's failure, and the writer goes on."""
    odd_one = storage.writer.queue("ada", [fact("odd", odd)])
    ben = storage.writer.queue("ben", [fact("ben")])
    results = await asyncio.wait_for(asyncio.gather(odd_one, ben, return_exceptions=True), 10)
    assert isinstance(results[0], StorageError)
    assert results[1] is None
    await asyncio.wait_for(storage.writer.queue("ada", [fact("next")]), 10)
    assert list(on_disk(path)) == ["ben", "next"]
    assert storage.failed == ["ada"]


async def test_a_row_without_a_column_fails_alone(storage: Storage, path: Path) -> None:
    """So is a row that lacks its key: a mistake of ours costs one caller, not everybody."""
    with pytest.raises(StorageError):
        await asyncio.wait_for(storage.writer.queue("ada", [Put(tables.meta, {"value": "x"})]), 10)
    await asyncio.wait_for(storage.writer.queue("ben", [fact("ben")]), 10)
    assert list(on_disk(path)) == ["ben"]


async def test_a_child_without_its_parent_is_refused(storage: Storage) -> None:
    """Foreign keys hold on the working connection."""
    player = {"game_id": 99, "player_id": 1, "name": "Ada", "joined_at": None, "active": 1}
    with pytest.raises(StorageError):
        await storage.writer.queue(99, [Put(tables.players, player)])


@file_only
async def test_a_locked_file_is_a_failure_that_passes(idle: Storage, path: Path) -> None:
    """While somebody else holds the file callers are told, and afterwards writing goes on."""
    with idle.database.writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    idle.writer.start()
    with outside(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"):
            await idle.writer.queue("ada", [fact("a")])
        other.execute("ROLLBACK")
    await idle.writer.queue("ada", [fact("b")])
    assert list(on_disk(path)) == ["b"]


def take_away(path: Path) -> None:
    """Have no file there that could be opened."""
    path.rename(path.with_suffix(".away"))
    path.mkdir()


def give_back(path: Path) -> None:
    path.rmdir()
    path.with_suffix(".away").rename(path)


@file_only
async def test_a_database_that_is_down_at_the_start_is_a_failure_that_passes(idle: Storage, path: Path) -> None:
    """Whoever asks while no connection can be had is told; nobody waits for ever, and later writing goes on."""
    idle.database.writing.dispose()
    take_away(path)
    idle.writer.start()
    with pytest.raises(StorageError, match="unable to open"):
        await idle.writer.queue("ada", [fact("a")])
    give_back(path)
    await idle.writer.queue("ada", [fact("b")])
    assert list(on_disk(path)) == ["b"]


@file_only
async def test_on_a_full_disk_the_writer_says_that_it_fails(idle: Storage) -> None:
    """What changes nothing still commits on a full disk, and must not pass for a disk that can be written."""
    with idle.database.writing.connect() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={used}")
    idle.writer.start()
    await idle.writer.queue("game", [fact("a")])
    with pytest.raises(StorageError, match="full"):
        await idle.writer.queue("game", [fact("large", "x" * 100_000)])
    before, failing = idle.writer.since_commit, idle.writer.failing
    assert before is not None
    for _ in range(3):
        assert not await idle.writer.execute("tick", renamed("nobody", "nothing"))
    assert idle.writer.since_commit is not None
    assert idle.writer.since_commit > before
    assert idle.writer.failing > failing > 0
    await idle.writer.queue("game", [fact("a", "y")])
    assert idle.writer.failing == 0
