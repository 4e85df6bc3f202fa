"""A database on a PostgreSQL server: whatever goes wrong there loses nothing acknowledged, and is said in words."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, event, text, update
from typer.testing import CliRunner

from bot.__main__ import app
from bot.boards import tables as board_tables
from bot.client.orders import make_known
from bot.doctor.server import check_server
from bot.kernel.ports import StorageError
from bot.storage import committing, postgresql, tables
from bot.storage.changes import Add, Put
from bot.storage.commands import check, one_state
from bot.storage.database import open_database
from bot.storage.errors import DatabaseError
from bot.storage.every_table import metadata
from bot.storage.holding import Holder, Holding
from bot.storage.inspecting import inspect
from bot.storage.place import beside, shown
from bot.storage.restoring import SKIPPED_IDS, skip_ids
from bot.storage.revisions import newest_revision
from bot.storage.stores import SqlGameIds
from tests.engines import speaking
from tests.postgresql import server
from tests.storage.conftest import Storage


@pytest.fixture
async def there(url: URL) -> AsyncIterator[Storage]:
    opened = Storage(open_database(url))
    await opened.open()
    yield opened
    await opened.close()


def fact(name: str, value: str = "x") -> Put:
    return Put(tables.meta, {"name": name, "value": value})


def one_point(player: int) -> Add:
    key = {"guild_id": 1, "period": "all", "topic": "", "player_id": player}
    return Add(board_tables.boards, key, {"points": 1, "answered": 1, "correct": 1})


def ask(url: URL, query: str) -> list[tuple[Any, ...]]:
    with speaking(url) as connection:
        found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
        return found


def until_somebody_waits(url: URL) -> None:
    """For a row or a table that another session has."""
    while not ask(url, "SELECT FROM pg_locks WHERE NOT granted"):
        pass


def end_writers(url: URL) -> None:
    """As a network or an administrator does: its session is gone."""
    ask(
        url,
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')",
    )


def test_the_migrations_make_the_tables(url: URL) -> None:
    """As on a file: exactly those that the code knows, and each index with its condition."""
    with one_state(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    partial = {row[0] for row in ask(url, "SELECT indexname FROM pg_indexes WHERE indexdef ~ ' WHERE '")}
    wanted = {
        index.name
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["postgresql"]["where"] is not None
    }
    assert partial == wanted


def test_a_second_recall_is_refused_and_the_next_one_is_not(url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two on one database would play the same games twice."""
    monkeypatch.setattr(postgresql, "PATIENCE_S", 0.0)
    with (
        postgresql.claim(url, to_change=False),
        pytest.raises(DatabaseError, match=r"Recall is running.*\(session \d+"),
    ):
        open_database(url)
    asyncio.run(open_database(url).close())


async def test_a_lost_session_is_a_failure_at_most_once(there: Storage, url: URL) -> None:
    """The writer connects again, and has the lock again; what it acknowledged is there."""
    await there.writer.queue("ada", [fact("a")])
    end_writers(url)
    results = await asyncio.gather(there.writer.queue("ada", [fact("b")]), return_exceptions=True)
    await there.writer.queue("ada", [fact("c")])
    written = {row[0] for row in ask(url, "SELECT name FROM meta")}
    assert {"a", "c"} <= written
    assert ("b" in written) == (results[0] is None)
    assert inspect(url).running


async def test_whoever_lost_the_database_to_another_writes_nothing_more(there: Storage, url: URL) -> None:
    """A session ends, and another Recall comes first: the old one is told, and the new one's rows stay."""
    await there.writer.queue("ada", [fact("a", "old")])
    there.database.writing.dispose()
    with postgresql.claim(url, to_change=False), pytest.raises(StorageError, match="taken the database over"):
        await there.writer.queue("ada", [fact("a", "stale")])
    assert ("a", "old") in ask(url, "SELECT name, value FROM meta")
    assert there.writer.lost.is_set()


async def test_whoever_comes_back_after_another_recall_writes_nothing_from_memory(there: Storage, url: URL) -> None:
    """The lock is free again, but games may have gone on meanwhile: the process has to read them anew."""
    await there.writer.queue("ada", [fact("a", "old")])
    there.database.writing.dispose()
    with postgresql.claim(url, to_change=True):
        pass
    with pytest.raises(StorageError, match="another Recall used the database"):
        await there.writer.queue("ada", [fact("a", "stale")])
    assert there.writer.lost.is_set()
    assert ("a", "old") in ask(url, "SELECT name, value FROM meta")


async def test_a_session_that_only_the_server_still_knows_keeps_nobody_out(there: Storage, url: URL) -> None:
    """A network lost it: the server would wait for its end, and it is our own."""
    await there.writer.queue("ada", [fact("a")])
    half_open = there.database.writing.raw_connection()
    half_open.detach()
    await there.writer.queue("ada", [fact("b")])
    assert not there.writer.lost.is_set()
    assert ("b",) in ask(url, "SELECT name FROM meta")
    half_open.close()


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux says how long it sends again")
async def test_a_network_that_is_gone_is_noticed_though_something_is_on_its_way(url: URL) -> None:
    """Otherwise it would be sent again ever more rarely, and whoever writes would wait long after the end of it."""

    carrying = set[asyncio.Task[None] | None]()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while some := await reader.read(65_536):
            writer.write(some)
        writer.close()
        await writer.wait_closed()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carrying.add(asyncio.current_task())
        there, back = await asyncio.open_unix_connection(server().home / ".s.PGSQL.5432")
        await asyncio.gather(carry(reader, back), carry(there, writer))

    def given_up_after() -> int:
        engine = postgresql.writing_engine(url.set(host="127.0.0.1", port=port, query={}), Holding())
        with engine.connect() as connection:
            number = connection.connection.driver_connection.fileno()  # type: ignore[union-attr]
            with socket.socket(fileno=os.dup(number)) as ours:
                found = ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
        engine.dispose()
        return found

    async with await asyncio.start_server(pass_on, "127.0.0.1", 0) as relay:
        port = relay.sockets[0].getsockname()[1]
        assert 5_000 <= await asyncio.to_thread(given_up_after) <= 30_000
        await asyncio.gather(*filter(None, carrying))


def test_a_session_from_another_machine_may_be_over_by_itself() -> None:
    """Whoever starts Recall there is told whose session it is and how to end it, and a service tries again."""
    far = Holder(4711, "10.0.0.7", "2026-11-28 14:02", elsewhere=True).refusal("postgresql://db/recall")
    near = Holder(4711, None, None, elsewhere=False).refusal("postgresql://db/recall")
    assert (far.passes, near.passes) == (True, False)
    assert "session 4711 from 10.0.0.7, since 2026-11-28 14:02 UTC" in str(far)
    assert "pg_terminate_backend(4711)" in str(far)
    assert "session 4711 from this machine)" in str(near)


@pytest.mark.parametrize("made", [True, False], ids=["committed", "not committed"])
async def test_sums_count_once_where_the_answer_to_a_commit_is_lost(there: Storage, url: URL, *, made: bool) -> None:
    """The server knows whether the commit was made: it is not made twice, and nobody is told the wrong thing."""
    lost: list[int] = []

    @event.listens_for(there.database.writing, "commit")
    def lose_the_answer(connection: Any) -> None:
        if not lost:
            lost.append(1)
            raw = connection.connection.driver_connection
            if made:
                raw.execute("COMMIT")
            end_writers(url)

    waiting = [there.writer.queue(player, [one_point(player)]) for player in (1, 2)]
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert results == [None, None]
    assert ask(url, "SELECT player_id, points FROM boards ORDER BY 1") == [(1, 1), (2, 1)]


async def test_a_session_that_ends_before_a_commit_is_sent_leaves_nothing_unknown(
    there: Storage, url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was committed, so nobody has to be asked: everything is written again at once."""
    monkeypatch.setattr(committing, "PATIENCE_S", 0.0)
    lost: list[int] = []

    @event.listens_for(there.database.writing, "before_cursor_execute")
    def lose(connection: Any, cursor: Any, statement: str, *_: Any) -> None:  # noqa: ARG001
        if statement.startswith("INSERT INTO boards") and not lost:
            lost.append(1)
            end_writers(url)

    waiting = [there.writer.queue(player, [one_point(player)]) for player in (1, 2)]
    assert await asyncio.gather(*waiting, return_exceptions=True) == [None, None]
    assert ask(url, "SELECT player_id, points FROM boards ORDER BY 1") == [(1, 1), (2, 1)]


async def test_what_gives_way_to_another_process_is_written_after_it(there: Storage, url: URL) -> None:
    """Each holds a row that the other wants: the server ends one of the two, and nobody need press again for that."""
    await there.writer.queue("ada", [fact("one", "0"), fact("two", "0")])
    one, two = (update(tables.meta).where(tables.meta.c.name == name).values(value="ada") for name in ("one", "two"))
    with speaking(url) as other:
        other.execute("SET deadlock_timeout = '60s'")  # so that it is the writer that finds the circle
        other.execute("BEGIN")
        other.execute("UPDATE meta SET value = 'other' WHERE name = 'two'")
        written = asyncio.ensure_future(there.writer.execute("ada", one, two))
        await asyncio.to_thread(until_somebody_waits, url)
        await asyncio.to_thread(other.execute, "UPDATE meta SET value = 'other' WHERE name = 'one'")
        other.execute("COMMIT")
        await written
    assert ask(url, "SELECT value FROM meta WHERE name IN ('one', 'two')") == [("ada",), ("ada",)]
    assert there.writer.failed == 0


async def test_a_crash_of_the_server_loses_nothing_acknowledged(there: Storage) -> None:
    """Killed and started again beside a writer: whoever was told is there, whoever was refused was told."""
    await there.writer.queue("ada", [fact("before")])
    server().stop("immediate")
    try:
        with pytest.raises(StorageError):
            await there.writer.queue("ada", [fact("meanwhile")])
        assert there.writer.failing > 0
        with pytest.raises(DatabaseError, match="cannot be reached"):
            check(there.database.place)
    finally:
        server().start()
    await there.writer.queue("ada", [fact("after")])
    assert there.writer.failing == 0
    async with there.database.reading.connect() as connection:
        found = {row.name for row in await connection.execute(tables.meta.select())}
    assert {"before", "after"} <= found
    assert "meanwhile" not in found


async def test_a_text_with_a_nul_goes_in_without_it(there: Storage, url: URL) -> None:
    """SQLite takes one; whoever sends one must not fail here."""
    await there.writer.queue("ada", [fact("nul", "a\0b")])
    assert ("nul", "ab") in ask(url, "SELECT name, value FROM meta")


def test_another_programs_database_is_left_alone() -> None:
    """It has tables, and none of them is Recall's."""
    url = server().make()
    with speaking(url) as connection:
        connection.execute("CREATE TABLE theirs (id int)")
    with pytest.raises(DatabaseError, match="another program's tables"):
        open_database(url)
    assert ask(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(1,)]
    server().drop(url)


def test_a_newer_database_is_refused(url: URL) -> None:
    """It says which Recall can open it, and is not touched."""
    with speaking(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("UPDATE meta SET value = '9998 7.1.0' WHERE name = 'oldest_program'")
    with pytest.raises(DatabaseError, match=r"newer Recall \(revision 9999\)\. Upgrade Recall to 7\.1\.0") as told:
        open_database(url)
    assert "pg_restore" in str(told.value)
    assert "db restore FILE" not in str(told.value)
    assert check(url) == [str(told.value)]


async def test_one_version_back_works_with_what_was_only_expanded(url: URL) -> None:
    """A newer Recall added a table and a column: this one writes beside them, and leaves the schema as it is."""
    with speaking(url) as connection:
        connection.execute("CREATE TABLE novelties (id bigint PRIMARY KEY)")
        connection.execute("ALTER TABLE meta ADD COLUMN note text")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        known = f"{newest_revision()} 7.1.0"
        connection.execute("UPDATE meta SET value = ? WHERE name = 'oldest_program'", (known,))
    there = Storage(open_database(url))
    await there.open()
    await there.writer.queue("ada", [fact("a", "old")])
    await there.close()
    assert ("a", "old") in ask(url, "SELECT name, value FROM meta")
    assert ask(url, "SELECT version_num FROM alembic_version") == [("9999",)]
    assert check(url) == []


async def test_after_a_restore_no_id_is_given_twice(url: URL) -> None:
    """What the database held before is not known, so ids go on far above what was brought back."""
    skip_ids(url)
    there = Storage(open_database(url))
    await there.open()
    assert isinstance(there.ids, SqlGameIds)
    assert there.ids.next_id() == SKIPPED_IDS + 1
    await there.close()


def test_the_commands_work_there(url: URL, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Those that apply do the same as with a file, and the others name what to do instead."""
    monkeypatch.setenv("RECALL_DATABASE", url.set(drivername="postgresql").render_as_string(hide_password=False))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    def recall(*arguments: str) -> tuple[int, str]:
        ended = CliRunner().invoke(app, arguments)
        return ended.exit_code, ended.output

    assert "is in order. Damage to the server's own files is for pg_amcheck to find." in recall("db", "check")[1]
    assert recall("db", "upgrade") == (0, f"{shown(url)} is at revision {newest_revision()}.\n")
    assert "the boards match the answers" in recall("db", "recount", "--mend")[1]
    assert "0 servers" in recall("servers")[1]
    assert "There is nothing to do" in recall("upgrade", "--check")[1]
    assert "pg_dump" in recall("db", "backup", "copy")[1]
    assert "pg_restore" in recall("db", "restore", "copy")[1]
    assert "can be used again" in recall("db", "restored")[1]
    assert "No Recall reads orders" in recall("notice", "Down at nine.")[1]
    make_known(url)
    assert recall("notice", "Down at nine.")[0] == 0
    assert beside(url).with_name(f"{beside(url).name}.orders.json").exists()
    assert all(finding.level == "ok" for finding in check_server(url))


def test_nothing_is_made_where_nothing_was_brought_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables that the command made would be in the way of the copy that was forgotten."""
    empty = server().make()
    monkeypatch.setenv("RECALL_DATABASE", empty.set(drivername="postgresql").render_as_string(hide_password=False))
    ended = CliRunner().invoke(app, ["db", "restored"])
    assert (ended.exit_code, "Bring the copy back first" in ended.output) == (2, True), ended.output
    with one_state(empty) as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar_one() == 0
    server().drop(empty)


def test_who_was_erased_at_another_address_is_erased_again(
    url: URL, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """A restore is when a server gets another name; the notes fit whichever database has their key."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("RECALL_DATABASE", url.set(drivername="postgresql").render_as_string(hide_password=False))
    recall = CliRunner().invoke
    row = "INSERT INTO names (guild_id, player_id, name) VALUES (7, 300000000000000003, 'Ben')"
    assert recall(app, ["people", "erase", "300000000000000003", "--yes"]).exit_code == 0
    with one_state(url, write=True) as connection:  # as the dump had it
        connection.execute(text(row))
    (notes,) = (tmp_path / "recall").glob("*.erased")
    elsewhere = notes.rename(notes.with_name("db.example.org-5432-recall.postgresql.erased"))
    ended = recall(app, ["db", "restored"])
    assert (ended.exit_code, "erased from it again: 1" in ended.output) == (0, True), ended.output
    assert str(elsewhere) in ended.output
    assert ask(url, "SELECT count(*) FROM names") == [(0,)]


def test_an_old_copy_laid_over_newer_tables_is_told_of_with_the_way_out(
    url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After pg_restore --clean the newer tables are still there, and no upgrade can make them."""
    monkeypatch.setenv("RECALL_DATABASE", url.set(drivername="postgresql").render_as_string(hide_password=False))
    with one_state(url, write=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0025'"))
    for command in ("upgrade", "restored"):
        ended = CliRunner().invoke(app, ["db", command])
        assert ended.exit_code == 2
        assert "tables of two versions" in ended.output
        assert f"ALTER DATABASE {url.database} RENAME TO" in ended.output
        assert "dropdb" not in ended.output
