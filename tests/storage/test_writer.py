"""The writer: what is acknowledged is on disk, in its order, and nobody's cancellation breaks it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Delete, event

from bot.boards import tables as board_tables
from bot.kernel.ports import StorageError
from bot.storage import tables
from bot.storage.changes import Add, Put, Run
from bot.storage.database import open_database
from bot.storage.place import Place
from bot.storage.writer import Writer
from tests.engines import file_only, outside
from tests.storage.conftest import Storage, a_copy
from tests.storage.rows import fact, on_disk, renamed


class Commits:
    """Counts the writer's transactions."""

    def __init__(self, storage: Storage) -> None:
        self.count = 0
        event.listen(storage.database.writing, "commit", self._one_more)

    def _one_more(self, _: object) -> None:
        self.count += 1


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


async def test_after_another_process_took_over_nobody_is_told_that_recall_shuts_down(path: Path) -> None:
    """It goes on, and stands by: what comes too late is told what it came too late for."""
    storage = Storage(open_database(path))
    storage.writer.start()
    storage.writer.lose("another process has shard 1")
    await storage.writer.close()
    with pytest.raises(StorageError, match="another process has shard 1"):
        await storage.writer.queue("ada", [fact("a")])
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
