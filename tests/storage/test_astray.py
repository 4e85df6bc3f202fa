"""A database's files are moved or deleted under the running bot: nothing is acknowledged that would be lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.kernel.ports import StorageError
from bot.storage.daily_backups import DailyBackups
from bot.storage.database import bring_up_to_date, lock_database, open_database
from bot.storage.errors import DatabaseError
from bot.storage.restoring import restore
from bot.storage.sqlite import lock_file
from tests.engines import file_only
from tests.storage.conftest import Storage
from tests.storage.rows import fact, on_disk
from tests.strategies import NOON

pytestmark = [
    file_only,
    pytest.mark.skipif(os.name != "posix", reason="Windows keeps a file that is open in its place"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """In a folder of its own, which can be moved."""
    (tmp_path / "data").mkdir()
    return tmp_path / "data" / "recall.db"


async def refused(storage: Storage) -> str:
    """What is said of a row that cannot be written."""
    with pytest.raises(StorageError) as error:
        await storage.writer.queue("game", [fact("later")])
    assert storage.writer.failing >= 0
    assert storage.writer.failed
    return str(error.value)


def delete(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def move(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


def replace(path: Path) -> None:
    with closing(sqlite3.connect(path)) as whole:
        whole.execute("VACUUM INTO ?", (str(path.with_name("copy")),))
    path.with_name("copy").replace(path)


@pytest.mark.parametrize("taken", [delete, move, replace])
async def test_nothing_is_acknowledged_that_would_be_lost(
    taken: Callable[[Path], None], storage: Storage, path: Path
) -> None:
    """As on a disk that cannot be written; whoever reads the log or asks for health learns what to do."""
    await storage.writer.queue("game", [fact("before")])
    assert storage.database.astray == ""
    taken(path)
    told = await refused(storage)
    assert storage.database.astray in told
    assert storage.database.astray.startswith(f"{path} was moved, deleted, or replaced")
    assert "Move it back" in told
    assert len(told.replace(str(path), "/var/lib/recall/recall.sqlite3")) < 300  # as much as a line of the log has


async def test_what_is_moved_back_is_gone_on_with(storage: Storage, path: Path) -> None:
    """Without a restart, and with all that was acknowledged."""
    await storage.writer.queue("game", [fact("before")])
    move(path)
    await refused(storage)
    path.parent.with_name("elsewhere").rename(path.parent)
    assert storage.database.astray == ""
    await storage.writer.queue("game", [fact("after")])
    assert on_disk(path).keys() >= {"before", "after"}


async def test_what_a_lost_log_held_is_in_the_database(storage: Storage, path: Path, tmp_path: Path) -> None:
    """A kill at that moment loses nothing that was acknowledged."""
    await storage.writer.queue("game", [fact("before")])
    path.with_name(f"{path.name}-wal").unlink()
    assert "its -wal was moved or deleted" in await refused(storage)
    left = tmp_path / "left.db"
    shutil.copy(path, left)
    assert "before" in on_disk(left)
    assert "later" not in on_disk(left)


async def test_others_that_look_and_go_are_no_loss(storage: Storage, path: Path) -> None:
    """Other programs read, back up, and leave; and checkpoints empty the log."""
    for number in range(3):
        await storage.writer.queue("game", [fact(f"n{number}")])
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert on_disk(path)
        assert storage.database.astray == ""


async def test_a_restore_replaces_the_file_on_purpose(path: Path, tmp_path: Path) -> None:
    """With the bot stopped: the next one opens what is there by then."""
    bring_up_to_date(path)
    copy = tmp_path / "copy.db"
    bring_up_to_date(copy)
    with lock_database(path):
        restore(path, copy, NOON)
    opened = Storage(open_database(path))
    await opened.open()
    await opened.writer.queue("game", [fact("after")])
    await opened.close()


async def test_a_start_that_makes_a_new_database_says_so(path: Path) -> None:
    """Whoever meant another one, or whose database is gone, reads it in the log; the next start has one."""
    with capture_logs() as first:
        await open_database(path).close()
    assert [(line["event"], line["database"]) for line in first] == [("made a new, empty database", str(path))]
    with capture_logs() as second:
        await open_database(path).close()
    assert second == []


@pytest.mark.usefixtures("storage")
async def test_an_empty_file_in_its_place_is_not_backed_up(path: Path, tmp_path: Path) -> None:
    """Whoever reads makes one there; a copy of it would count as the day's, and push an older one out."""
    delete(path)
    path.touch()  # noqa: ASYNC240 - in an instant
    with capture_logs() as log:
        await DailyBackups(path, tmp_path / "backups", kept=1).look(NOON)
    assert [line["event"] for line in log] == ["no backup was made"]
    assert list((tmp_path / "backups").iterdir()) == []


async def test_a_lock_that_was_deleted_is_made_anew(storage: Storage, path: Path) -> None:
    """Or a second Recall could start on the same database."""
    path.with_name(f"{path.name}.lock").unlink()
    await storage.writer.queue("game", [fact("after")])
    with pytest.raises(DatabaseError, match="Another Recall is running"):
        lock_file(path)


async def test_who_has_lost_the_lock_to_another_ends(storage: Storage, path: Path) -> None:
    """One Recall plays on a database, whoever deleted what lies beside it."""
    path.with_name(f"{path.name}.lock").unlink()
    other = lock_file(path)
    try:
        assert "another Recall has the database" in await refused(storage)
        assert storage.writer.lost.is_set()
    finally:
        other.release()
