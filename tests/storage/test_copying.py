"""A whole installation moves from a file to PostgreSQL and back; nothing is lost, and nothing is written over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL, select
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.client.orders import Orders, orders_beside, read_orders, write_orders
from bot.storage.commands import check
from bot.storage.copying import copy_all
from bot.storage.erasure_keys import KEY
from bot.storage.erasures import beside
from bot.storage.errors import DatabaseError
from bot.storage.every_table import metadata
from bot.storage.inspecting import inspect
from bot.storage.place import Place
from bot.storage.place import beside as files_beside
from tests.engines import speaking
from tests.postgresql import server
from tests.prepared import upgrade_or_copy
from tests.storage.test_upgrading import ROWS, fill, tables

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with three rows in every table, texts with what is hard to carry among them."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "recall.sqlite3"
    upgrade_or_copy(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in tables(connection):
            fill(connection, table)
        connection.execute("INSERT INTO meta VALUES (?, ?)", (KEY, "5a" * 32))
        connection.execute("UPDATE names SET name = 'Zoë \U0001f9ea ''; -- %s :x \\' WHERE player_id = 1")
        connection.execute("UPDATE ratings SET rating = 0.1 + 0.2, rated_at = 9007199254740993 WHERE player_id = 1")
    return path


@pytest.fixture
def empty() -> Iterator[URL]:
    """A database on a server, with nothing in it."""
    url = server().make()
    yield url
    server().drop(url)


def contents(place: Place) -> dict[str, list[tuple[object, ...]]]:
    with speaking(place) as connection:
        queries = {one.name: str(select(one)) for one in metadata.sorted_tables}
        return {table: sorted(connection.execute(query).fetchall(), key=repr) for table, query in queries.items()}


def without_note(held: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    return held | {"meta": [row for row in held["meta"] if row[0] != "copied"]}


def recall(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_to_a_server_and_back_everything_is_the_same(file: Path, empty: URL, tmp_path: Path) -> None:
    """Every row of every table, to the last bit; what the server holds is in order, and numbers nothing itself."""
    copied = copy_all(file, empty)
    assert set(copied.values()) == {ROWS, ROWS + 2}  # two facts more about the database
    assert without_note(contents(empty)) == contents(file)
    assert check(empty) == []
    with speaking(empty) as connection:
        assert connection.execute("SELECT count(*) FROM pg_sequences").fetchone() == (0,)
    back = tmp_path / "back.sqlite3"
    copy_all(empty, back)
    assert without_note(contents(back)) == contents(file)
    assert check(back) == []


def test_it_can_be_run_again_until_the_copy_is_used(file: Path, empty: URL) -> None:
    """An unused copy is made anew, with what has been added since; a used one is left as it is."""
    copy_all(file, empty)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM reminders WHERE player_id = 1")
    copy_all(file, empty)
    assert without_note(contents(empty)) == contents(file)
    with speaking(empty) as connection:
        connection.execute("UPDATE heartbeat SET alive_at = 99")
    used = contents(empty)
    with pytest.raises(DatabaseError, match="was used since"):
        copy_all(file, empty)
    assert contents(empty) == used


def test_what_is_not_empty_is_not_written_over(file: Path, empty: URL, tmp_path: Path) -> None:
    """Neither another installation's database nor another program's."""
    other = tmp_path / "other.sqlite3"
    upgrade_or_copy(other)
    with closing(sqlite3.connect(other)) as connection, connection:
        fill(connection, "games")
    with pytest.raises(DatabaseError, match=r"not empty: there are rows in games\."):
        copy_all(file, other)
    with speaking(empty) as connection:
        connection.execute("CREATE TABLE theirs (id int)")
    with pytest.raises(DatabaseError, match="another program's tables"):
        copy_all(file, empty)
    with pytest.raises(DatabaseError, match="to itself"):
        copy_all(file, file)


def test_a_copy_that_breaks_off_leaves_nothing(file: Path, empty: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is one transaction, and what arrived differently is not kept."""
    monkeypatch.setattr("bot.storage.copying._held", lambda _: {table.name: None for table in metadata.sorted_tables})
    with pytest.raises(DatabaseError, match="differs from what was sent"):
        copy_all(file, empty)
    assert not any(rows for table, rows in contents(empty).items() if table != "meta")


def test_by_the_command_with_what_lies_beside(file: Path, empty: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes of erasures and the operator's orders come along; a cluster's settings take it back to a file."""
    write_orders(orders_beside(file), Orders({7: "flooding"}))
    beside(file).write_text("2026-01-01T00:00:00+00:00 aa\n")
    address = empty.set(drivername="postgresql").render_as_string(hide_password=False)
    for _ in range(2):
        ended = recall("db", "copy", file, address)
        assert ended.exit_code == 0, ended.output
    assert "compared one by one" in ended.output
    assert read_orders(orders_beside(empty)).blocked == {7: "flooding"}
    assert beside(files_beside(empty)).read_text() == "2026-01-01T00:00:00+00:00 aa\n"
    assert inspect(empty).running is False
    monkeypatch.setenv("RECALL_CLUSTER", "night")
    monkeypatch.setenv("RECALL_DATABASE", address)
    back = recall("db", "copy", address, file.with_name("back.sqlite3"))
    assert (back.exit_code, "compared one by one" in back.output) == (0, True), back.output
    refused = recall("db", "copy", file, "mysql://a/b")
    assert (refused.exit_code, "SQLite or PostgreSQL" in refused.output) == (2, True)


def test_the_command_names_what_lies_beside(file: Path, empty: URL) -> None:
    """Another user's data directory has no notes: whoever sees it named knows that these are not the service's."""
    write_orders(orders_beside(file), Orders({7: "flooding"}))
    address = empty.set(drivername="postgresql").render_as_string(hide_password=False)
    said = recall("db", "copy", file, address).output
    assert f"copied from {orders_beside(file)} to {orders_beside(empty)}." in said
    assert f"There are no notes of erasures at {beside(file)}." in said


def test_a_mistaken_argument_is_named_as_one(file: Path) -> None:
    """Nobody is told to restore a backup over a file that was never a database, nor to change a setting."""
    text = file.with_name("notes.txt")
    text.write_text("root:x:0:0\n" * 900)
    with pytest.raises(DatabaseError, match="Name a file that does not exist yet") as told:
        copy_all(file, text)
    assert "restore" not in str(told.value)
    with pytest.raises(DatabaseError, match="Name the one to copy from"):
        copy_all(file.with_name("nope"), file)


def test_no_setting_is_blamed_for_an_argument(file: Path, tmp_path: Path) -> None:
    """Which of the two is meant is said by its name: a folder, a path through a file, half an address, no rights."""
    (tmp_path / "folder").mkdir()
    for place, told in (
        (tmp_path / "folder", "must be a file"),
        (file / "x", "leads through"),
        ("postgres:recall", "looks like the address"),
        ("mysql://a/b", "must be a path to a file or an address"),
        ("postgresql://recall:wrong@127.0.0.1:1/recall?sslmode=never", "sslmode"),
    ):
        for name, arguments in (("FROM", (place, tmp_path / "b")), ("TO", (file, place))):
            refused = recall("db", "copy", *arguments)
            assert refused.exit_code in (1, 2), refused.output
            assert told in refused.output
            assert "RECALL_DATABASE" not in refused.output
            assert name in refused.output


def test_no_folder_is_made_for_a_copy(file: Path) -> None:
    """As for a backup: where the folder is missing, a disk is not mounted or the path is mistyped."""
    missing = file.parent / "disk" / "recall.sqlite3"
    for command in (("db", "copy", file, missing), ("db", "backup", missing)):
        told = CliRunner(env={"RECALL_DATABASE": str(file)}).invoke(app, [str(one) for one in command])
        assert told.exit_code == 2
        assert f"There is no directory {missing.parent} to write to." in told.output
        assert not missing.parent.exists()
