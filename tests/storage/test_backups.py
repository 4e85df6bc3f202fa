"""A backup is whole or there is none, and what a killed one left does not stay."""

from __future__ import annotations

import asyncio
import io
import os
import sqlite3
import subprocess
import sys
from ast import literal_eval
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
import typer
from sqlalchemy import insert
from structlog.testing import capture_logs

from bot.cli import database as database_command
from bot.storage import backup as backup_module
from bot.storage.backup import back_up
from bot.storage.checking import check, damage, too_new
from bot.storage.commands import one_state
from bot.storage.daily_backups import DailyBackups
from bot.storage.errors import DatabaseError
from bot.storage.tables import meta
from tests.engines import file_only
from tests.locks import holds_its_locks
from tests.prepared import upgrade_or_copy
from tests.storage.conftest import Storage
from tests.strategies import NOON

pytestmark = file_only


def test_a_damaged_database_is_not_copied_and_takes_no_good_copy_away(path: Path, tmp_path: Path) -> None:
    """Whatever happens to the database, the last good backup stays."""
    upgrade_or_copy(path)
    copies = tmp_path / "copies"
    daily = DailyBackups(path, copies, kept=1)
    asyncio.run(daily.look(NOON))
    [good] = copies.iterdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    for page in range(3, len(content) // 4096, 3):
        content[4096 * page : 4096 * page + 2048] = b"\xa5" * 2048
    path.write_bytes(content)
    with capture_logs() as logs:
        asyncio.run(daily.look(NOON.replace(day=NOON.day + 1)))
    assert [line["event"] for line in logs] == ["no backup was made"]
    assert "is damaged" in logs[0]["why"]
    assert [*copies.iterdir()] == [good]
    assert check(good) == []
    with pytest.raises(DatabaseError, match="No backup was made"):
        back_up(path, tmp_path / "by hand.sqlite3")
    assert not (tmp_path / "by hand.sqlite3").exists()


def _a_state(path: Path) -> None:
    with one_state(path) as reading:
        assert reading.exec_driver_sql("SELECT count(*) FROM meta").scalar_one()


@pytest.mark.parametrize(
    "look",
    [lambda path: asyncio.run(DailyBackups(path, path.parent / "copies", kept=1).look(NOON)), check, _a_state, too_new],
    ids=["back up", "check", "read a state", "ask for its revision"],
)
async def test_what_is_written_after_a_look_stays_in_the_file(
    look: Callable[[Path], object], path: Path, storage: Storage
) -> None:
    """A command beside the running bot closes the database without taking away the log that the bot writes to.

    It does so where it takes itself for the last that has it open: where the bot's locks are gone, which all go with
    the first descriptor of the file that the bot's process closes past SQLite.
    """
    await storage.writer.execute("before", insert(meta).values(name="before", value="1"))
    await asyncio.to_thread(look, path)
    assert holds_its_locks(path)
    assert _read_beside(path) == [("before",)]
    await storage.writer.execute("after", insert(meta).values(name="after", value="1"))
    assert _read_beside(path) == [("after",), ("before",)]


def _read_beside(path: Path) -> list[tuple[str]]:
    """What another process finds, which closes the file afterward."""
    look = "SELECT name FROM meta WHERE name IN ('before', 'after') ORDER BY name"
    code = f"import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); print(c.execute({look!r}).fetchall()); c.close()"
    found: list[tuple[str]] = literal_eval(
        subprocess.run([sys.executable, "-c", code, path], check=True, capture_output=True, text=True).stdout
    )
    return found


def test_a_copy_that_is_not_whole_does_not_count(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the disk made of a copy is read before the copy counts."""
    upgrade_or_copy(path)
    looked: list[Path] = []

    def spoilt(file: Path) -> list[str]:
        looked.append(file)
        return damage(file) if file == path else ["page 3 is gone"]

    monkeypatch.setattr(backup_module, "damage", spoilt)
    with pytest.raises(DatabaseError, match="is incomplete"):
        back_up(path, tmp_path / "copy.sqlite3")
    assert len(looked) == 2
    assert not [file for file in tmp_path.iterdir() if file.name.startswith("copy")]


def test_of_two_copies_to_one_file_the_first_is_made(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes while a copy is being written is told so, and takes nothing away from it."""
    upgrade_or_copy(path)
    target, told = tmp_path / "copy.sqlite3", list[str]()

    def beside_another(file: Path) -> list[str]:
        if file != path:
            with pytest.raises(DatabaseError) as refused:
                back_up(path, target)
            told.append(str(refused.value))
        return damage(file)

    monkeypatch.setattr(backup_module, "damage", beside_another)
    back_up(path, target)
    assert told == [
        f"No backup was made. Another backup is writing {target}. Wait until it is done, or name another file."
    ]
    assert check(target) == []
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("copy")] == [target.name]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no such folder")
def test_where_nobody_can_make_a_file_no_other_backup_is_blamed(path: Path) -> None:
    """Whoever waited for that other one would do so for ever."""
    upgrade_or_copy(path)
    with pytest.raises(DatabaseError) as refused:
        back_up(path, Path("/proc/copy.sqlite3"))
    assert str(refused.value) == "No backup was made. No file can be made in /proc. Name one in another directory."


def test_what_a_killed_copy_left_is_removed_a_day_later(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder as large as the database does not lie there forever; one that may be in use stays."""
    upgrade_or_copy(path)
    left, fresh = path.parent / ".backup-old", path.parent / ".backup-new"
    for made in (left, fresh):
        made.mkdir()
        (made / "copy.sqlite3.part").write_text("half")
    os.utime(left, (1, 1))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO()))
    database_command._pour(path)
    assert [one.name for one in path.parent.glob(".backup-*")] == [".backup-new"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_reader_that_cannot_take_a_copy_is_not_the_databases_fault(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where `db backup --to -` cannot be written, it is the output that is blamed."""
    upgrade_or_copy(path)
    with suppress(OSError), Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(typer.Exit):
            database_command._pour(path)
    told = capsys.readouterr().err
    assert "The copy did not reach its end" in told
    assert str(path) not in told


def test_a_copy_whose_path_is_not_utf_8_is_refused_in_a_sentence(path: Path, tmp_path: Path) -> None:
    """SQLite takes no such path; a database at one can be copied all the same."""
    odd = tmp_path / os.fsdecode(b"\xff.sqlite3")
    upgrade_or_copy(path)
    with pytest.raises(DatabaseError, match=r"^No backup was made\. SQLite cannot write to .* the path is not UTF-8\."):
        back_up(path, odd)
    assert [*tmp_path.glob("*.part*")] == []
    path.rename(odd)
    back_up(odd, tmp_path / "copy.sqlite3")
    assert check(tmp_path / "copy.sqlite3") == []
