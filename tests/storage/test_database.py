"""The file: one process at a time, the newest tables, and plain words where something is wrong."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from filelock import FileLock
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.dialects import postgresql
from typer.testing import CliRunner

from bot.__main__ import app
from bot.storage import tables
from bot.storage.backup import back_up
from bot.storage.checking import check
from bot.storage.commands import one_state, refuse_unfit
from bot.storage.database import open_database, reading
from bot.storage.errors import DatabaseError
from bot.storage.every_table import metadata
from bot.storage.migrate import upgrade
from bot.storage.sqlite import lock_file
from tests.engines import file_only, leave_behind
from tests.storage.conftest import Storage
from tests.storage.rows import fact, on_disk
from tests.strategies import NOON

pytestmark = file_only

ODD_NAMES = ["plain", "with space", "what?mode=memory", "100%41", "hash#tag", "ümlaut"]


def run(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def files_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


def test_the_migrations_make_the_tables(path: Path) -> None:
    """A database made by the migrations has exactly the tables, columns and indexes that the code knows."""
    upgrade(path)
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(partial_indexes(metadata_file(path))) == set(partial_indexes(path))
    engine.dispose()


def metadata_file(path: Path) -> Path:
    """A database made from the code's own tables."""
    other = path.with_name("metadata.db")
    engine = create_engine(f"sqlite:///{other}")
    metadata.create_all(engine)
    engine.dispose()
    return other


def partial_indexes(path: Path) -> list[str]:
    """The whole statements of the indexes: comparing metadata overlooks their conditions."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        return [" ".join(row[0].split()) for row in rows]


def test_what_is_partial_is_partial_on_both_engines() -> None:
    """An index with a condition for one engine has the same for the other: a dropped condition is another rule."""
    indexes = [index for table in metadata.tables.values() for index in table.indexes]
    conditions = [
        [str(index.dialect_options[engine]["where"]) for engine in ("sqlite", "postgresql")] for index in indexes
    ]
    assert all(on_sqlite == on_postgresql for on_sqlite, on_postgresql in conditions)
    assert sum(on_sqlite != "None" for on_sqlite, _ in conditions) >= 15


def test_every_number_has_eight_bytes_on_postgresql() -> None:
    """Four bytes end at 24.8 days of milliseconds, and change a rating's last digits."""
    types = {
        column.type.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
        for table in metadata.tables.values()
        for column in table.columns
    }
    assert types == {"BIGINT", "DOUBLE PRECISION", "TEXT"}


def test_every_table_is_strict(path: Path) -> None:
    """No table takes a text where a number belongs, in the code's tables and in the file."""
    upgrade(path)
    for made in (path, metadata_file(path)):
        with closing(sqlite3.connect(made)) as connection:
            tables = {row[1]: row[5] for row in connection.execute("PRAGMA table_list") if row[0] == "main"}
        ours = {name: strict for name, strict in tables.items() if name in metadata.tables}
        assert ours.keys() == metadata.tables.keys()
        assert all(ours.values())


def test_upgrading_twice_changes_nothing(path: Path) -> None:
    """A file at the newest revision stays as it is."""
    upgrade(path)
    run(path, "INSERT INTO meta VALUES ('a', 'x')")
    upgrade(path)
    assert on_disk(path) == {"a": "x"}
    assert check(path) == []


def test_the_log_is_on_before_anybody_works(path: Path) -> None:
    """The first readers and the writer find the write-ahead log on: none of them has to turn it on beside others."""
    upgrade(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_working_connection_is_safe(storage: Storage) -> None:
    """Commits reach the disk before they are acknowledged, foreign keys hold, and readers cannot write."""
    async with storage.database.reading.connect() as reading:
        assert (await reading.execute(text("PRAGMA query_only"))).scalar_one() == 1
    await storage.writer.close()
    with storage.database.writing.connect() as writing:
        values = [
            writing.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert values == ["wal", 2, 1]


async def test_its_size_is_all_that_it_takes_on_the_disk(storage: Storage, path: Path) -> None:
    """With the log, which may be larger than the file itself, and its index."""
    await storage.writer.queue("facts", [fact(f"{number}", "x" * 9_000) for number in range(9)])
    sizes = [file.stat().st_size for file in path.parent.glob(f"{path.name}*") if file.suffix != ".lock"]
    assert storage.database.size == sum(sizes)
    assert len(sizes) == 3


def test_a_second_process_is_refused(path: Path) -> None:
    """Two Recalls on one file would play the same games twice: the second is told so, in plain words."""
    program = f"from pathlib import Path; from bot.storage.sqlite import lock_file as l; l(Path({str(path)!r}))"
    mine = lock_file(path)
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert other.returncode == 1
    assert f"Another Recall is running on {path}" in other.stderr
    mine.release()
    again = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr


def test_a_look_at_the_lock_keeps_no_start_from_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`recall doctor` holds the lock for an instant: whoever starts in it waits, and is not refused for good."""
    looking = FileLock(path.with_name(f"{path.name}.lock"))
    looking.acquire()
    monkeypatch.setattr("time.sleep", lambda _: looking.release())  # the look is over before the next try
    lock_file(path).release()


async def test_the_lock_goes_with_the_database(path: Path) -> None:
    """Once a database is closed it is free."""
    await open_database(path).close()
    lock_file(path).release()


def test_no_lock_stays_on_what_cannot_be_opened(path: Path) -> None:
    """Where opening fails the file is free again."""
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 4_096)
    with pytest.raises(DatabaseError):
        open_database(path)
    lock_file(path).release()


def test_a_newer_database_is_refused(path: Path) -> None:
    """A file that a newer Recall has written is left alone, and one is told what to do."""
    upgrade(path)
    run(path, "UPDATE alembic_version SET version_num = '9999'")
    run(path, "UPDATE meta SET value = '9998 7.1.0' WHERE name = 'oldest_program'")
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match=r"newer Recall \(revision 9999\)\. Upgrade Recall to 7\.1\.0") as told:
        open_database(path)
    assert "\n" not in str(told.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"no database" * 1_000, b"SQLite format 3\0" + b"\0" * 4_096])
def test_a_damaged_file_is_refused_in_one_line(path: Path, content: bytes) -> None:
    """What is no database is not touched, and the message is one line that names the file."""
    path.write_bytes(content)
    with pytest.raises(DatabaseError) as told:
        open_database(path)
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)
    assert path.read_bytes() == content


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """A file inside a file is refused in words."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatabaseError, match="RECALL_DATABASE"):
        open_database(tmp_path / "file" / "recall.db")


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    """A directory or file with odd characters in its name is used, checked and copied like any other."""
    path = tmp_path / name / f"{name}.db"
    storage = Storage(open_database(path))
    await storage.open()
    await storage.writer.queue("game", [fact("a")])
    await storage.close()
    assert path.exists()
    copy = path.with_name(f"copy of {name}")
    back_up(path, copy)
    assert on_disk(copy) == {"a": "x"}
    assert check(path) == check(copy) == []


@pytest.mark.parametrize("name", ODD_NAMES)
@pytest.mark.parametrize("full", [False, True])
async def test_commands_find_a_file_of_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, full: bool
) -> None:
    """Also on a full disk, where nothing is laid beside it; another file, whose name it is when read as an address,
    is neither made nor meant."""
    path = tmp_path / name / f"{name}.db"
    storage = Storage(open_database(path))
    await storage.open()
    await storage.writer.queue("game", [fact("a")])
    await storage.close()
    before = sorted(files_in(tmp_path))
    monkeypatch.setattr("bot.storage.looking.has_no_room", lambda _: full)
    a = select(tables.meta.c.value).where(tables.meta.c.name == "a")
    with one_state(path) as connection:
        assert connection.execute(a).scalar_one() == "x"
    async with reading(path) as engine, engine.connect() as looking:
        assert (await looking.execute(a)).scalar_one() == "x"
    assert sorted(files_in(tmp_path)) == before


async def test_a_copy_made_beside_the_writer_can_be_opened(storage: Storage, path: Path, tmp_path: Path) -> None:
    """A backup beside a running bot holds everything acknowledged before it, and a bot can start from it."""
    for number in range(50):
        await storage.writer.queue(number, [fact(f"n{number:02}")])
    waiting = [storage.writer.queue(number, [fact(f"n{number}")]) for number in range(50, 100)]
    copy = tmp_path / "copy.db"
    back_up(path, copy)
    for done in waiting:
        await done
    restored = Storage(open_database(copy))
    await restored.open()
    await restored.writer.queue("game", [fact("zz")])
    await restored.close()
    assert len(on_disk(copy)) >= 51
    assert check(copy) == []


def test_what_cannot_be_copied(path: Path, tmp_path: Path) -> None:
    """A missing database, a target that is there, and a missing directory are each refused in words."""
    target = tmp_path / "copy.db"
    with pytest.raises(DatabaseError, match="no database at"):
        back_up(path, target)
    upgrade(path)
    with pytest.raises(DatabaseError, match="no directory"):
        back_up(path, tmp_path / "nowhere" / "copy.db")
    target.write_text("mine")
    with pytest.raises(DatabaseError, match="already exists"):
        back_up(path, target)
    assert target.read_text() == "mine"


async def test_checking_beside_a_busy_writer(storage: Storage, path: Path) -> None:
    """A check writes nothing and waits for nobody: it works while the bot is in the middle of a commit."""
    assert check(path) == []
    with closing(sqlite3.connect(path, isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        assert check(path) == []
    assert storage.failed == []


async def test_checking_and_copying_after_a_kill(storage: Storage, path: Path, tmp_path: Path) -> None:
    """What a killed process left behind, with its unfinished log, is checked and copied whole."""
    await storage.writer.queue("game", [fact("a")])
    left = leave_behind(path)
    assert check(left) == []
    back_up(left, tmp_path / "copy.db")
    assert on_disk(tmp_path / "copy.db") == on_disk(path) == {"a": "x"}


def test_checking_what_is_not_there(path: Path) -> None:
    """A check of a missing file says so and makes none."""
    with pytest.raises(DatabaseError, match="no database at"):
        check(path)
    assert not path.exists()


def test_an_old_copy_is_no_damaged_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an upgrade every older backup is checked as before; what reads only the newest tables says why not."""
    upgrade(path, "0008")
    monkeypatch.setenv("RECALL_DATABASE", str(path))
    assert check(path) == []
    checked, recounted = (CliRunner().invoke(app, ["db", command]) for command in ("check", "recount"))
    assert checked.exit_code == 0
    assert (
        checked.output
        == f"{path} is in order (revision 0008; `recall db restore FILE` or the next start updates it).\n"
    )
    with pytest.raises(DatabaseError, match="is at revision 0008, not"):
        refuse_unfit(path)
    assert recounted.exit_code == 2
    assert f"{path} is at revision 0008, not" in recounted.output


def test_checking_finds_an_orphan(path: Path) -> None:
    """A row whose game is missing is found."""
    upgrade(path)
    run(path, "INSERT INTO players VALUES (99, 1, 'Ada', 0, 1)")
    assert any("players" in problem and "games" in problem for problem in check(path))


def test_a_command_that_refuses_a_damaged_file_says_what_mends_it(path: Path) -> None:
    """What is wrong alone helps no operator."""
    upgrade(path)
    run(path, "INSERT INTO players VALUES (99, 1, 'Ada', 0, 1)")
    with pytest.raises(DatabaseError, match=r"has no parent.*recall db restore FILE"):
        refuse_unfit(path)


@pytest.mark.parametrize("page", range(12))
def test_checking_finds_damage(path: Path, page: int) -> None:
    """Whatever page of the file is overwritten, a check says so in words, and never breaks."""
    upgrade(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        facts = [(f"name {number}", "x" * 60) for number in range(300)]
        connection.executemany("INSERT INTO meta VALUES (?, ?)", facts)
    content = bytearray(path.read_bytes())
    assert len(content) > 4_096 * 12
    content[4_096 * page : 4_096 * page + 4_096] = b"\xa5" * 4_096
    path.write_bytes(content)
    assert check(path) != []


async def test_a_look_that_is_one_statement_begins_no_transaction(storage: Storage) -> None:
    """A dozen ticks look each second what is due; each further step would wake another thread."""
    said: list[str] = []
    engine = storage.database.reading.sync_engine
    event.listen(engine, "before_cursor_execute", lambda _, __, statement, *___: said.append(statement))
    await storage.rounds.due(NOON)
    assert [statement.split()[0] for statement in said] == ["SELECT"]
    said.clear()
    await storage.rounds.load(1)
    assert said[0] == "BEGIN", "several statements see the same rows"
