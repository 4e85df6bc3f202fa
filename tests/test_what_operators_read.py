"""What an operator reads where something is wrong: what it is, where, how to mend it, and nothing that is not so."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot import __version__
from bot.__main__ import app
from bot.cli.upgrading import in_words
from bot.client.orders import Orders, Standing, write_orders
from bot.doctor import machine
from bot.settings import Settings
from bot.storage.migrate import upgrade
from bot.storage.upgrading_ahead import look_ahead
from tests.engines import file_only
from tests.prepared import upgrade_or_copy
from tests.strategies import NOON
from tests.wire.nursery import recall
from tests.wire.processes import free_port

pytestmark = file_only


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the database is, according to the settings."""
    monkeypatch.setenv("RECALL_DATABASE", str(tmp_path / "recall.sqlite3"))
    return tmp_path / "recall.sqlite3"


def said(*arguments: str) -> str:
    return CliRunner().invoke(app, arguments).output


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("RECALL_LOG", "json # c", "RECALL_LOG: it must be human or json, not json # c."),
        ("RECALL_POSTS_PER_SERVER", "many", "it must be a whole number, not many."),
        ("RECALL_WEB_URL", "quiz", "it must be a web address, not quiz."),
    ],
)
def test_a_wrong_setting_is_shown_as_it_was_read(
    name: str, value: str, told: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A comment at the end of a line is part of the value, which nobody sees in the file."""
    monkeypatch.setenv(name, value)
    assert told in said("db", "check"), path


def test_a_password_in_a_wrong_setting_is_not_shown(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read may be sent to somebody who helps."""
    monkeypatch.setenv("RECALL_WEB_URL", "me:secret@quiz")
    assert "secret" not in said("db", "check"), path


def test_a_settings_file_that_is_not_there_is_blamed_on_what_named_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To be root would change nothing."""
    missing = str(tmp_path / "none")
    told = said("--env-file", missing, "db", "check")
    assert "Name another file with --env-file." in told
    monkeypatch.setenv("RECALL_ENV", missing)
    assert "Correct RECALL_ENV." in said("db", "check")


def test_a_directory_is_no_backup(path: Path) -> None:
    assert "is a directory. Name a backup in it." in said("db", "restore", str(path.parent))


def test_a_link_that_leads_nowhere_and_a_pipe_are_no_backups(path: Path) -> None:
    """What is there is called what it is, and nobody waits for somebody to write into a pipe."""
    (link := path.with_name("link")).symlink_to(path.with_name("nowhere"))
    assert f"{link}: This link leads to {path.with_name('nowhere')}, where there is nothing." in said(
        "db", "restore", str(link)
    )
    os.mkfifo(pipe := path.with_name("pipe"))
    assert f"{pipe} is not a regular file. Name a backup." in said("db", "restore", str(pipe))


def test_tables_that_do_not_fit_are_no_fault_of_the_disk(path: Path) -> None:
    """As in a database of a version that was never released."""
    upgrade(path, "0001")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE answers")
        connection.execute("UPDATE alembic_version SET version_num = '0007'")
    told = said("db", "upgrade")
    assert "does not hold the tables that belong to its revision" in told
    assert "disk" not in told


def test_what_an_upgrade_does_is_a_line_each(path: Path) -> None:
    """However much its file says of it."""
    upgrade(path, "0001")
    ahead = look_ahead(path)
    assert all(step.what and "\n" not in step.what for step in ahead.steps)
    assert all("\n" not in line for line in in_words(str(path), ahead))


def test_the_version_that_is_running_can_open_what_it_works_with(path: Path) -> None:
    """Before a release, the number that is to come would contradict that."""
    upgrade_or_copy(path)
    first, second = in_words(str(path), look_ahead(path))
    assert f"Recall {__version__} works with" in first
    assert second == f"Recall {__version__} or newer can open it." or __version__ not in second


def test_the_doctor_says_what_it_did_not_look_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever compares its lines finds each."""
    monkeypatch.setattr(machine, "obstacle", lambda _: "It is mounted read-only.")
    given = Settings.model_validate({"RECALL_DATABASE": str(tmp_path / "recall.sqlite3")})
    told = [finding.line() for finding in machine.check_data(given)]
    assert any("database: It was not looked at" in line for line in told)
    assert not any("→ Or " in line for line in told)


def test_a_server_that_cannot_be_reached_leaves_nothing_behind(tmp_path: Path) -> None:
    """Every misspelled address would leave the packs' cache under its name."""
    where = f"postgresql://recall@127.0.0.1:{free_port()}/recall"
    ended = recall("run", RECALL_DATABASE=where, XDG_DATA_HOME=str(tmp_path), DISCORD_TOKEN="none")
    assert (ended.returncode, "cannot be reached" in ended.stderr) == (1, True), ended.stderr
    assert not [*tmp_path.rglob("*.packs")]


async def test_where_nothing_is_ordered_the_log_says_nothing_of_orders(tmp_path: Path) -> None:
    """In a cluster each shard has its own look at them."""
    file = tmp_path / "orders.json"
    write_orders(file, Orders())
    standing = Standing(file)
    with capture_logs() as logged:
        await standing.look(NOON)
        assert not logged
        write_orders(file, Orders(notice="Soon."))
        await standing.look(NOON + timedelta(seconds=5))
        write_orders(file, Orders())
        await standing.look(NOON + timedelta(seconds=10))
    assert [line["notice"] for line in logged] == ["Soon.", ""]
