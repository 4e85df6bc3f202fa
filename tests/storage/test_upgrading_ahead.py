"""`recall upgrade --check` says what the next start will do, and does none of it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli.upgrading import in_words
from bot.storage.backup import back_up
from bot.storage.checking import revision
from bot.storage.compatibility import Kind
from bot.storage.migrate import upgrade
from bot.storage.revisions import newest_revision
from bot.storage.upgrading_ahead import Ahead, Step, look_ahead
from tests.engines import file_only

pytestmark = file_only


def told(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("RECALL_DATABASE", str(path))
    ended = CliRunner().invoke(app, ["upgrade", "--check"])
    return ended.exit_code, ended.output


def test_what_will_happen_and_what_cannot_be_undone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each migration with its kind, the copy, the way back; the file is as it was."""
    upgrade(path, "0011")
    before = path.read_bytes()
    status, words = told(path, monkeypatch)
    assert (status, path.read_bytes()) == (0, before)
    assert "  0012  contract" in words
    assert "  0017  expand" in words
    assert "0011  " not in words
    assert "What cannot be undone: 0012, 0016" in words
    assert f"recall db restore {path}.before-upgrade-from-0011" in words


def test_where_nothing_is_to_be_done(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database of today, and none at all."""
    assert "There is no database" in told(path, monkeypatch)[1]
    upgrade(path)
    assert "There is nothing to do" in told(path, monkeypatch)[1]
    assert revision(path) == newest_revision()


def test_what_only_adds_can_be_gone_back_from(path: Path) -> None:
    """No word of restoring."""
    steps = (Step("0018", Kind.EXPAND, "One."), Step("0019", Kind.EXPAND, "Two."))
    words = "\n".join(in_words(str(path), Ahead("0017", "0019", steps, path.with_name("copy"), 5, 1_000, 10**12, None)))
    assert "the previous version can still open the database" in words
    assert "restore" not in words


def test_too_little_room_is_told_before_the_start_fails(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit status 1, as for all that may pass."""
    upgrade(path, "0011")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 10, "total": 20})())
    status, words = told(path, monkeypatch)
    assert status == 1
    assert "There is no room for the copy" in words


def test_the_update_needs_room_of_its_own(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only the copy fits, the start would fail, before or after what cannot be undone."""
    upgrade(path, "0011")
    before = path.stat().st_size
    needed = look_ahead(path).needed_bytes
    for free, expected in ((before * 11 // 10, 1), (needed, 1), (needed + 1, 0)):
        monkeypatch.setattr(
            shutil, "disk_usage", lambda _, free=free: type("Usage", (), {"free": free, "total": 10**12})()
        )
        status, words = told(path, monkeypatch)
        assert (status, f"about {needed / 1e6:.1f} MB with the copy" in words) == (expected, True)
        assert ("There is no room for the copy and the update" in words) == (expected == 1)
    monkeypatch.undo()
    assert room_of_an_upgrade(path) < needed


def room_of_an_upgrade(path: Path) -> int:
    """What the copy, the longest log, and the growth take together: more than is ever there at once."""
    before, log = path.stat().st_size, 0
    copy = path.with_name("copy.sqlite3")
    back_up(path, copy)
    with closing(sqlite3.connect(path)) as reading:  # the log stays as long as somebody reads
        reading.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        upgrade(path)
        log = path.with_name(f"{path.name}-wal").stat().st_size
    return copy.stat().st_size + log + path.stat().st_size - before


def test_a_newer_database_is_refused_here_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same sentence."""
    upgrade(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("UPDATE meta SET value = '9998 7.1.0' WHERE name = 'oldest_program'")
    status, words = told(path, monkeypatch)
    assert (status, words.count("\n")) == (2, 1)
    assert "Upgrade Recall to 7.1.0 or newer" in words


def test_more_rows_take_longer(path: Path) -> None:
    """The time comes from the rows and from the size."""
    upgrade(path, "0011")
    small = look_ahead(path)
    large = Ahead(small.found, small.newest, small.steps, path, 10_000_000, 2_000_000_000, 10**12, None)
    assert small.seconds <= 2
    assert large.copy_s == 100
    assert large.seconds > 130
