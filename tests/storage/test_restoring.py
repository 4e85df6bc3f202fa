"""A backup takes the database's place whole or not at all, and what was there is kept."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.storage import restoring
from bot.storage.backup import back_up
from bot.storage.checking import check
from bot.storage.database import open_database
from bot.storage.errors import DatabaseError
from bot.storage.migrate import upgrade
from bot.storage.restoring import restore
from bot.storage.stores import LAST_ID
from tests.engines import file_only, leave_behind
from tests.prepared import upgrade_or_copy
from tests.storage.conftest import Storage
from tests.storage.rows import fact, on_disk
from tests.storage.test_database import run
from tests.strategies import NOON

pytestmark = file_only

INSERT_GAME = "INSERT INTO games (id, kind, guild_id, channel_id, created_at) VALUES ({}, 'round', 1, 2, 3)"


@pytest.fixture
def backup(path: Path, tmp_path: Path) -> Path:
    """A backup with one fact; the database has moved on since."""
    upgrade_or_copy(path)
    run(path, "INSERT INTO meta VALUES ('a', 'x')")
    copy = tmp_path / "backup.sqlite3"
    back_up(path, copy)
    run(path, "INSERT INTO meta VALUES ('b', 'x')")
    return copy


def facts(path: Path) -> dict[str, str]:
    return {name: value for name, value in on_disk(path).items() if len(name) == 1}


def test_the_backup_takes_the_place_and_the_old_database_is_kept(path: Path, backup: Path) -> None:
    """After a restore the database holds what the backup held; the old one, the backup too, are as they were."""
    kept = restore(path, backup, NOON)
    assert kept is not None
    assert {file.name for file in path.parent.iterdir()} == {path.name, kept.name, backup.name}
    assert (facts(path), facts(kept), facts(backup)) == ({"a": "x"}, {"a": "x", "b": "x"}, {"a": "x"})
    assert check(path) == check(kept) == []


async def test_what_a_killed_bot_left_in_its_log_is_kept_and_does_not_come_back(
    storage: Storage, path: Path, tmp_path: Path
) -> None:
    """The log beside a killed bot's database belongs to the old database alone."""
    back_up(path, tmp_path / "empty.sqlite3")
    await storage.writer.queue("game", [fact("a")])
    left = leave_behind(path)
    kept = restore(left, tmp_path / "empty.sqlite3", NOON)
    assert kept is not None
    assert (facts(left), facts(kept)) == ({}, {"a": "x"})
    assert check(left) == check(kept) == []


def test_a_restore_where_there_was_nothing(path: Path, backup: Path) -> None:
    """On a new machine a backup is all that is needed."""
    elsewhere = path.parent / "new" / "recall.db"
    elsewhere.parent.mkdir()
    assert restore(elsewhere, backup, NOON) is None
    assert facts(elsewhere) == {"a": "x"}


def test_a_damaged_database_can_be_replaced(path: Path, backup: Path) -> None:
    """The database that a backup is needed for may be beyond reading: it is kept as it is, and so is its log."""
    path.write_bytes(b"\xa5" * 10_000)  # the command asks first whether it is Recall's
    log = path.with_name(f"{path.name}-wal")
    log.write_bytes(b"\x5a" * 5_000)
    kept = restore(path, backup, NOON)
    assert kept is not None
    assert kept.read_bytes() == b"\xa5" * 10_000
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"\x5a" * 5_000
    assert not log.exists()
    assert facts(path) == {"a": "x"}


def test_an_old_backup_is_brought_up_to_date(path: Path, backup: Path, tmp_path: Path) -> None:
    """A backup of an earlier version comes back in the newest."""
    old = tmp_path / "old.sqlite3"
    upgrade(old, "0001")
    restore(path, old, NOON)
    assert check(path) == []
    assert backup.exists()


def test_no_id_is_given_twice(path: Path, backup: Path) -> None:
    """Games since the backup are forgotten, but their buttons are not: a new game gets none of their ids."""
    run(path, INSERT_GAME.format(7_000))
    restore(path, backup, NOON)

    async def next_id() -> int:
        storage = Storage(open_database(path))
        await storage.open()
        made = storage.ids.next_id()
        await storage.close()
        return made

    assert asyncio.run(next_id()) > 7_000 + restoring.SKIPPED_IDS


def test_an_id_of_erased_games_is_not_given_after_a_second_restore(path: Path, backup: Path) -> None:
    """What the database noted of ids counts as well as its games, in the old one and in the backup."""
    restore(path, backup, NOON)
    first = int(on_disk(path)[LAST_ID])
    restore(path, backup, NOON + timedelta(seconds=1))
    assert int(on_disk(path)[LAST_ID]) == first + restoring.SKIPPED_IDS


@pytest.mark.parametrize("what", ["missing", "itself", "damaged", "foreign", "newer"])
def test_what_cannot_be_restored(what: str, path: Path, backup: Path, tmp_path: Path) -> None:
    """Whatever is no good backup is refused in words, and the database stays as it is."""
    unfit = {"itself": path, "missing": tmp_path / "nowhere"}.get(what, backup)
    if what == "damaged":
        backup.write_bytes(backup.read_bytes()[:9_000])
    if what == "foreign":
        run(backup, "DROP TABLE alembic_version")
    if what == "newer":
        run(backup, "UPDATE alembic_version SET version_num = '9999'")
        run(backup, "DELETE FROM meta WHERE name = 'oldest_program'")
    with pytest.raises(DatabaseError, match=str(unfit)):
        restore(path, unfit, NOON)
    assert facts(path) == {"a": "x", "b": "x"}


@pytest.mark.parametrize("step", ["copy", "upgrade", "_skip_ids", "_keep", "flush"])
def test_a_restore_that_fails_leaves_a_whole_database(
    step: str, path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails on the way (a full disk), the database is the old one or the new one, whole, and nothing else."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restoring, step, fail)
    with pytest.raises(DatabaseError, match="disk is full") as told:
        restore(path, backup, NOON)
    assert ("Nothing was restored" in str(told.value)) == (step != "flush")
    assert check(path) == []
    assert facts(path) == ({"a": "x"} if step == "flush" else {"a": "x", "b": "x"})
    assert not path.with_name(f"{path.name}.restoring").exists()


def test_a_file_system_without_links(path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file can have one name only, the old database is kept as a copy."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    kept = restore(path, backup, NOON)
    assert kept is not None
    assert facts(kept) == {"a": "x", "b": "x"}
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("links", [True, False])
def test_two_restores_within_a_second_keep_both_databases(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    """The one that was kept first is not written over, whether or not the file system knows links."""

    def refused(*_: object) -> None:
        raise PermissionError

    if not links:
        monkeypatch.setattr(os, "link", refused)
    first = restore(path, backup, NOON)
    second = restore(path, backup, NOON)
    assert first is not None
    assert second is not None
    assert first != second
    assert (facts(first), facts(second)) == ({"a": "x", "b": "x"}, {"a": "x"})
