"""One version back: a database says how old a Recall may open it, and each migration says what it does to that."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory

from bot.storage.checking import check, oldest_program, revision
from bot.storage.compatibility import Kind, Oldest, oldest_after
from bot.storage.database import open_database
from bot.storage.errors import DatabaseError
from bot.storage.migrate import upgrade
from bot.storage.restoring import restore
from bot.storage.revisions import MIGRATIONS, newest_revision
from bot.storage.scripts import oldest_program as oldest_of_this_program
from bot.storage.sqlite import open_file
from bot.timing.clock import Clock
from tests.engines import file_only

pytestmark = file_only

SCRIPTS = list(ScriptDirectory(str(MIGRATIONS)).walk_revisions())

Columns = dict[tuple[str, str], tuple[object, ...]]
Key = tuple[str, str, tuple[str, ...]]
"""A unique index: its table, its name, its columns."""


def of_the_future(path: Path, oldest: str) -> None:
    """The database as a newer Recall leaves it, after a migration that this one does not know."""
    upgrade(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE novelties (id INTEGER PRIMARY KEY) STRICT")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("UPDATE meta SET value = ? WHERE name = 'oldest_program'", (oldest,))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.revision)
def test_every_migration_says_what_it_does_to_the_program_before_it(script: Any) -> None:
    """Expand or contract; a contract says which Recall is the first that it admits."""
    declared = Kind(getattr(script.module, "kind", "not declared"))
    assert (declared is Kind.CONTRACT) == hasattr(script.module, "needs")


def columns(connection: sqlite3.Connection) -> Columns:
    named = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {(table, row[1]): row[2:] for (table,) in named for row in connection.execute(f"PRAGMA table_info({table})")}


def unique(connection: sqlite3.Connection) -> set[Key]:
    told = "SELECT tbl_name, name FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%'"
    named = connection.execute(told).fetchall()
    held = {key: connection.execute(f"PRAGMA index_info({key})").fetchall() for _, key in named}
    return {(table, key, tuple(row[2] for row in held[key])) for table, key in named}


def steps(path: Path) -> Iterator[tuple[Any, Columns, Columns, set[Key]]]:
    """Each migration with the columns before and after it, and the unique indexes that it made."""
    for script in reversed(SCRIPTS):
        with closing(sqlite3.connect(path)) as connection:
            before, sole = columns(connection), unique(connection)
        upgrade(path, script.revision)
        with closing(sqlite3.connect(path)) as connection:
            yield script, before, columns(connection), unique(connection) - sole


def test_an_expand_takes_nothing_from_older_programs_and_demands_nothing(path: Path) -> None:
    """What was there stays as it was, and an older program's rows, without the new columns, are still taken."""
    for script, before, after, made_unique in steps(path):
        if script.module.kind == "contract":
            continue
        tables = {table for table, _ in before}
        assert {name: after.get(name) for name in before} == before, script.revision
        added = {name: after[name] for name in after.keys() - before.keys() if name[0] in tables}
        assert not [name for name, (_, required, default, _) in added.items() if required and default is None]
        empty = {name for name, (_, _, default, _) in added.items() if default is None}  # in their rows: like no other
        there = [key for table, key, held in made_unique if table in tables and not {(table, c) for c in held} & empty]
        assert not there, script.revision


def test_the_newest_contract_decides(path: Path) -> None:
    """A database notes it with its migrations, and again at every start."""
    open_file(path).lock.release()
    [newest] = [oldest_after(script.module for script in SCRIPTS)]
    assert oldest_program(path) == newest == oldest_of_this_program()
    assert newest.revision == max(script.revision for script in SCRIPTS if script.module.kind == "contract")


def test_one_version_back_opens_what_was_only_expanded(path: Path) -> None:
    """The older program works with it, and leaves its schema and what it says of itself alone."""
    of_the_future(path, f"{newest_revision()} 0.2.0")
    database = open_file(path)
    with database.writing.begin() as connection:
        connection.exec_driver_sql("INSERT INTO games VALUES (1, 'round', 2, 3, 4, NULL)")
    database.lock.release()
    assert (revision(path), check(path)) == ("9999", [])
    assert oldest_program(path) == Oldest(str(newest_revision()), "0.2.0")


def test_what_was_contracted_is_refused_in_one_sentence(path: Path) -> None:
    """With the version that is needed, and the way back."""
    of_the_future(path, "9998 7.1.0")
    with pytest.raises(DatabaseError) as told:
        open_database(path)
    words = str(told.value)
    assert "Upgrade Recall to 7.1.0 or newer" in words
    assert "`recall db restore FILE`" in words
    assert check(path) == [words]


@pytest.mark.parametrize(("oldest", "taken"), [("9998 7.1.0", False), ("0016 0.2.0", True)])
def test_a_backup_of_a_newer_recall_is_restored_where_it_may_be_opened(
    oldest: str, taken: bool, path: Path, tmp_path: Path
) -> None:
    """The same rule as for the database itself."""
    backup = tmp_path / "backup.sqlite3"
    of_the_future(backup, oldest)
    if taken:
        restore(path, backup, Clock().now())
        assert revision(path) == "9999"
    else:
        with pytest.raises(DatabaseError, match=r"7\.1\.0 or newer"):
            restore(path, backup, Clock().now())
        assert not path.exists()
