"""The writer: what is acknowledged is on disk, what fails fails alone, and nobody's cancellation breaks it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Delete, Update, event

from bot.boards import tables as board_tables
from bot.kernel.ports import StorageError
from bot.storage import tables
from bot.storage.changes import Add, Put, Run
from bot.storage.database import open_database
from bot.storage.place import Place
from bot.storage.writer import Writer
from tests.engines import file_only, outside
from tests.storage.conftest import Storage, a_copy


def fact(name: str, value: object = "x") -> Put:
    return Put(tables.meta, {"name": name, "value": value})


def bad() -> Put:
    """A row that the database refuses."""
    return fact("bad", None)


def on_disk(path: Path) -> dict[str, str]:
    """What another process would see."""
    with outside(path) as other:
        return dict(other.execute("SELECT name, value FROM meta WHERE name NOT IN ('oldest_program', 'holder')"))


class Commits:
    """Counts the writer's transactions."""

    def __init__(self, storage: Storage) -> None:
        self.count = 0
        event.listen(storage.database.writing, "commit", self._one_more)

    def _one_more(self, _: object) -> None:
        self.count += 1


@pytest.fixture
async def idle(path: Path) -> AsyncIterator[Storage]:
    """A database whose writer has not started yet, so that units gather."""
    opened = Storage(open_database(path))
    yield opened
    await opened.close()


async def test_acknowledged_is_on_disk(storage: Storage, path: Path) -> None:
    """When a caller hears that it is written, another connection sees it."""
    for number in range(20):
        await storage.writer.queue("game", [fact(f"n{number}")])
        assert f"n{number}" in on_disk(path)


async def test_not_yet_on_disk_is_not_acknowledged(idle: Storage, path: Path) -> None:
    """Nobody is told before the commit."""
    done = idle.writer.queue("game", [fact("a")])
    await asyncio.sleep(0)
    assert not done.done()
    assert on_disk(path) == {}
    idle.writer.start()
    await done
    assert on_disk(path) == {"a": "x"}


async def test_what_waits_is_one_commit(idle: Storage, path: Path) -> None:
    """Five hundred units that wait are written in one transaction."""
    commits = Commits(idle)
    waiting = [idle.writer.queue(number, [fact(f"n{number}")]) for number in range(500)]
    assert idle.writer.backlog == 500
    idle.writer.start()
    await asyncio.gather(*waiting)
    assert commits.count == 1
    assert len(on_disk(path)) == 500
    assert idle.writer.backlog == 0


@file_only
async def test_a_process_of_no_cluster_pays_nothing_for_one(storage: Storage) -> None:
    """A commit is its transaction and its rows, and no statement more."""
    said: list[str] = []

    @event.listens_for(storage.database.writing, "before_cursor_execute")
    def hear(connection: object, cursor: object, statement: str, *_: object) -> None:  # noqa: ARG001
        said.append(statement.split(" (")[0])

    await storage.writer.queue("game", [fact("a")])
    assert said == ["BEGIN IMMEDIATE", "INSERT INTO meta"]


async def test_the_last_state_of_a_row_stays(idle: Storage, path: Path) -> None:
    """Of several states of one row the one queued last is kept, in one group and over groups."""
    first = [idle.writer.queue("game", [fact("a", str(number))]) for number in range(5)]
    idle.writer.start()
    await asyncio.gather(*first)
    assert on_disk(path) == {"a": "4"}
    await idle.writer.queue("game", [fact("a", "later")])
    assert on_disk(path) == {"a": "later"}


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


async def test_what_never_changes_is_written_once(storage: Storage, path: Path) -> None:
    """A question's content goes by its hash: the row is left alone when a later game asks it as well."""
    written = [Put(tables.contents, {"hash": "h", "body": body}) for body in ("first", "second")]
    for put in written:
        await storage.writer.queue("ada", [put])
    with outside(path) as other:
        assert other.execute("SELECT body FROM contents").fetchall() == [("first",)]


@given(st.permutations([("ada", 2), ("ada", 10), ("ben", 1), ("cleo", 3)]))
def test_rows_go_out_by_key(order: list[tuple[str, int]]) -> None:
    """Two processes that write the same rows take them in the same order, so neither waits for the other's next."""
    columns = board_tables.boards.primary_key.columns.keys()
    keys = [dict(zip(columns, (number, "all", "all", ord(name[0])), strict=True)) for name, number in order]
    run = Run(Add)
    for key in keys:
        run.take(Add(board_tables.boards, key, {"points": 1, "answered": 1, "correct": 1}))
    _, parameters = run.statement(board_tables.boards)
    assert [row["new_guild_id"] for row in parameters] == [1, 2, 3, 10]


async def test_closing_writes_what_waits(path: Path) -> None:
    """Everything queued before the close is on disk after it, and acknowledged."""
    storage = Storage(open_database(path))
    storage.writer.start()
    waiting = [storage.writer.queue(number, [fact(f"n{number}")]) for number in range(100)]
    await storage.close()
    assert all(done.done() and done.exception() is None for done in waiting)
    assert len(on_disk(path)) == 100


async def test_after_the_close_nothing_is_taken(path: Path) -> None:
    """What comes too late is refused in words, and forgotten like every failure."""
    storage = Storage(open_database(path))
    storage.writer.start()
    await storage.writer.close()
    with pytest.raises(StorageError, match="shutting down"):
        await storage.writer.queue("ada", [fact("a")])
    assert storage.failed == ["ada"]
    await storage.database.close()


async def test_a_hundred_cancellations_break_nothing(storage: Storage, path: Path) -> None:
    """Callers may be cancelled at any moment: what they queued is written, and the next ones are served."""
    random = Random(1)  # noqa: S311 - repeatable on purpose

    async def caller(number: int) -> None:
        await storage.writer.queue(number, [fact(f"n{number}")])

    for number in range(100):
        task = asyncio.create_task(caller(number))
        for _ in range(random.randrange(30)):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await asyncio.wait_for(storage.writer.queue("last", [fact("last")]), 10)
    kept = on_disk(path)
    assert "last" in kept
    assert len(kept) >= 90
    assert storage.failed == []


@file_only
async def test_how_far_the_writer_is_behind(storage: Storage, path: Path) -> None:
    """While a unit cannot be written the writer is behind, by ever more; once it is on disk nothing is left behind."""
    assert (storage.writer.behind, storage.writer.since_commit) == (0.0, None)
    with outside(path) as busy:
        busy.execute("BEGIN IMMEDIATE")
        waiting = storage.writer.queue("game", [fact("a")])
        first = storage.writer.behind
        await asyncio.sleep(0)
        assert storage.writer.behind > first >= 0
        busy.execute("ROLLBACK")
    await waiting
    await asyncio.sleep(0)
    assert (storage.writer.behind, storage.writer.commits, storage.writer.units) == (0.0, 1, 1)
    assert storage.writer.since_commit is not None


def gone(name: str) -> Delete:
    return tables.meta.delete().where(tables.meta.c.name == name)


def renamed(name: str, other: str) -> Update:
    return tables.meta.update().where(tables.meta.c.name == name).values(name=other)


@pytest.mark.parametrize("scopes", [("one", "one", "one"), ("one", "two", "three")], ids=["one scope", "several"])
async def test_rows_and_statements_keep_their_order(idle: Storage, path: Path, scopes: tuple[str, ...]) -> None:
    """What was put, taken away and put again is there; what was put and taken away is not, in one group too."""
    put, take = [fact("a")], gone("a")
    first, second, third = scopes
    waiting = [
        idle.writer.queue(first, [], take),
        idle.writer.queue(second, put),
        idle.writer.queue(third, [fact("b")]),
        idle.writer.queue(first, [], gone("b")),
        idle.writer.queue(second, [fact("c", "old"), fact("d", "old")]),
        idle.writer.queue(third, [], renamed("c", "e")),
        idle.writer.queue(first, [fact("c", "new")]),
    ]
    commits = Commits(idle)
    idle.writer.start()
    await asyncio.gather(*waiting)
    assert commits.count == 1
    assert on_disk(path) == {"a": "x", "c": "new", "d": "old", "e": "old"}


@given(st.lists(st.tuples(st.sampled_from("pda"), st.integers(1, 3), st.integers(0, 9)), max_size=12))
def test_a_group_ends_as_its_units_one_by_one_would(empty: Path, steps: list[tuple[str, int, int]]) -> None:
    """Whatever rows, sums and deletions meet in one group, the file ends as if each had been committed alone."""

    def queue(writer: Writer, step: tuple[str, int, int]) -> asyncio.Future[None]:
        what, player, amount = step
        key = {"guild_id": 1, "period": "all", "topic": "", "player_id": player}
        amounts = {"points": amount, "answered": 1, "correct": 0}
        if what == "p":
            return writer.queue(player, [Put(board_tables.boards, key | amounts | {"floor": None})])
        if what == "d":
            theirs = board_tables.boards.c.player_id == player
            return writer.queue(player, [], board_tables.boards.delete().where(theirs))
        return writer.queue(player, [Add(board_tables.boards, key, amounts)])

    async def play() -> None:
        async with a_copy(empty) as (together, writer):
            await asyncio.gather(*(queue(writer, step) for step in steps))
            at_once = points(together.place)
        async with a_copy(empty) as (apart, writer):
            for step in steps:
                await queue(writer, step)
            assert points(apart.place) == at_once

    asyncio.run(play())


def points(path: Place) -> list[tuple[object, ...]]:
    with outside(path) as other:
        rows: list[tuple[object, ...]] = other.execute(
            "SELECT player_id, points, answered FROM boards ORDER BY player_id"
        ).fetchall()
    return rows


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
