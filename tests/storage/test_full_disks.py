"""A disk without room: it is called full, whatever only reads goes on, and nobody is told that data is damaged."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.__main__ import app
from bot.doctor import machine
from bot.doctor.finding import Level
from bot.packs.keeping import keep
from bot.packs.live import LivePacks
from bot.settings import Settings
from bot.storage.backup import back_up
from bot.storage.checking import check
from bot.storage.daily_backups import DailyBackups
from bot.storage.database import bring_up_to_date, lock_database, open_database
from bot.storage.errors import DatabaseError
from bot.storage.migrate import upgrade
from bot.storage.restoring import restore
from bot.storage.sqlite import lock_file
from tests.engines import file_only
from tests.storage.rights import needs_root
from tests.strategies import NOON

pytestmark = file_only


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """The folder is a disk of its own for a while; skips the test where none can be mounted."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=False)


def fill(ballast: Path) -> None:
    """Leave no room beside it."""
    with suppress(OSError), ballast.open("wb", buffering=0) as full:
        while full.write(b"0" * 4_096):
            pass


@needs_root
def test_a_copy_names_the_disk_that_is_full(folder: Path) -> None:
    """Where the one that is copied from is: that is why somebody moves it, and there is room for the copy."""
    small, made = folder / "small", folder / "made.sqlite3"
    small.mkdir()
    bring_up_to_date(made)
    with closing(sqlite3.connect(made)) as bot, small_disk(small, "8m"):
        bot.execute("INSERT INTO meta (name, value) VALUES ('a', 'b')")
        bot.commit()
        for ending in ("", "-wal"):  # as a bot leaves it that was killed
            shutil.copy(f"{made}{ending}", small / f"recall.sqlite3{ending}")
        fill(small / "ballast")
        ended = CliRunner().invoke(app, ["db", "copy", str(small / "recall.sqlite3"), str(folder / "new.sqlite3")])
    assert f"There is no room for {small / 'recall.sqlite3'}" in ended.output
    assert ended.exit_code == 1


@needs_root
def test_a_really_full_disk_is_called_full(folder: Path) -> None:
    """On a disk without room nobody speaks of damage, or of rights."""
    with small_disk(folder, "1m"):
        path = folder / "recall.sqlite3"
        upgrade(path)
        fill(folder / "ballast")
        other = folder / "other.sqlite3"
        with pytest.raises(DatabaseError, match="disk is full") as told:
            upgrade(other)
        assert told.value.passes
        findings = {finding.subject: finding for finding in machine.check_machine(Settings(database=path))}
        assert findings["volume"].level is findings["disk"].level is Level.BAD
        assert "database" not in findings or "amage" not in findings["database"].line()
        try:
            assert check(path) == []
        except DatabaseError as error:
            assert "disk is full" in str(error)  # noqa: PT017 - either is true of a full disk


@needs_root
def test_what_fails_at_a_new_path_leaves_nothing_there(folder: Path, tmp_path: Path) -> None:
    """Neither an empty database, which would be taken for Recall's, nor a lock or a cut-off cache of the packs."""
    backup = tmp_path / "backup.sqlite3"
    upgrade(backup)
    with small_disk(folder, "1m"):
        fill(folder / "ballast")
        new = folder / "recall.sqlite3"
        for fails in (open_database, bring_up_to_date):
            with pytest.raises(DatabaseError, match="disk is full"):
                fails(new)
        with pytest.raises(DatabaseError, match="disk is full"), lock_database(new):
            restore(new, backup, NOON)
        keep(folder / "recall.packs", "digest", LivePacks([tmp_path]).stock)
        assert [file.name for file in folder.iterdir()] == ["ballast"]


@needs_root
def test_what_only_reads_works_on_a_full_disk(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above all a copy to another disk: whoever rescues the data has no use for advice to make room first."""
    path, person = folder / "recall.sqlite3", "300000000000000003"
    monkeypatch.setenv("RECALL_DATABASE", str(path))
    with small_disk(folder, "4m"):
        lock_file(path).release()
        upgrade(path)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("INSERT INTO names (guild_id, player_id, name) VALUES (70, ?, 'Ben')", (int(person),))
        fill(folder / "full")
        before = set(folder.iterdir())
        commands: list[list[object]] = [["db", "check"], ["db", "recount"], ["servers"], ["upgrade", "--check"]]
        commands += [
            ["db", "backup", tmp_path / "copy.sqlite3"],
            ["people", "export", person, "--to", tmp_path / "out"],
        ]
        ended = [CliRunner().invoke(app, [str(word) for word in command]) for command in commands]
        left = set(folder.iterdir()) - before
    assert [one.output for one in ended if one.exit_code] == []
    assert left == set()


@needs_root
def test_what_a_full_disk_does_not_take_is_named_and_leaves_nothing_cut_off(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither an empty pack, which would be in the way of the next try, nor a part of what is stored about somebody."""
    path, person = tmp_path / "recall.sqlite3", "300000000000000003"
    monkeypatch.setenv("RECALL_DATABASE", str(path))
    lock_file(path).release()
    upgrade(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO names (guild_id, player_id, name) VALUES (70, ?, 'Ben')", (int(person),))
    with small_disk(folder, "1m"):
        (folder / "out").mkdir()
        fill(folder / "full")
        commands: list[tuple[list[object], Path]] = [
            (["packs", "new", folder / "pack.yaml"], folder / "pack.yaml"),
            (["people", "export", person, "--to", folder], folder / f"{person}.json"),
            (["sheets", folder / "out"], folder / "out"),
        ]
        ended = [(CliRunner().invoke(app, [str(word) for word in command]), file) for command, file in commands]
        left = [one for one in folder.rglob("*") if one.is_file() and one.name != "full"]
    assert [one.exit_code for one, _ in ended] == [1, 1, 1]
    assert [str(file) in one.output for one, file in ended] == [True] * 3
    assert left == []


@needs_root
def test_a_full_disk_with_small_blocks_is_told_before_it_kills(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There, SQLite would find room for the beginning of its log's index, and the system would end the process."""
    monkeypatch.setattr("mmap.PAGESIZE", 65_536)  # what the blocks of this disk are smaller than
    path = folder / "recall.sqlite3"
    monkeypatch.setenv("RECALL_DATABASE", str(path))
    with small_disk(folder, "4m"):
        lock_file(path).release()
        upgrade(path)
        path.with_name(f"{path.name}-wal").write_bytes(b"0" * 4_096)  # as a killed Recall leaves one
        fill(folder / "full")
        os.truncate(folder / "full", (folder / "full").stat().st_size - 8 * 4_096)
        commands = (["db", "check"], ["db", "backup", "x.sqlite3"], ["people", "erase", "300000000000000003", "--yes"])
        ended = [CliRunner().invoke(app, command) for command in commands]
        with pytest.raises(DatabaseError, match="There is no room") as told:
            lock_file(path)
        assert told.value.passes
        os.truncate(folder / "full", 0)
        lock_file(path).release()
    assert {(one.exit_code, one.output.partition(" for ")[0]) for one in ended} == {(1, "There is no room")}


@needs_root
def test_a_full_backup_disk_is_not_blamed_on_the_database(folder: Path, tmp_path: Path) -> None:
    """Where the copy has no room, its folder is named and not the database's, and that there is no backup."""
    with small_disk(folder, "64k"):
        path = tmp_path / "recall.sqlite3"
        upgrade(path)
        with pytest.raises(DatabaseError, match="No backup was made") as told:
            back_up(path, folder / "copy.sqlite3")
        with capture_logs() as logs:
            asyncio.run(DailyBackups(path, folder, kept=2).look(NOON))
    for said in (str(told.value), logs[0]["why"]):
        assert str(folder) in said
        assert "disk is full" in said
        assert str(path) not in said


@needs_root
def test_what_a_full_disk_does_not_take_damages_nothing_and_can_go_elsewhere(folder: Path, tmp_path: Path) -> None:
    """What could not be written, that the older one is as it was, and what to do: not only what the system says."""
    pack = tmp_path / "mine.yaml"
    assert CliRunner().invoke(app, ["packs", "new", str(pack)]).exit_code == 0
    with small_disk(folder, "1m"):
        for older in ("mine.yaml", "out.csv"):
            (folder / older).write_text("older", encoding="utf-8")
        fill(folder / "full")
        commands: list[tuple[list[object], Path]] = [
            (["packs", "new", folder / "new.yaml"], folder / "new.yaml"),
            (["packs", "import", pack, "--to", folder, "--title", "Mine", "--replace"], folder / "mine.yaml"),
            (["packs", "export", pack, "--to", folder / "out.csv"], folder / "out.csv"),
            (["sheets", folder / "sheets"], folder / "sheets"),
        ]
        ended = [(CliRunner().invoke(app, [str(word) for word in command]), file) for command, file in commands]
        kept = [(folder / older).read_text(encoding="utf-8") for older in ("mine.yaml", "out.csv")]
    for one, file in ended:
        assert (one.exit_code, f"There is no room for {file}" in one.stderr) == (1, True), one.output
        assert "what was there is as it was. Free some space on it, or name another" in one.stderr
    assert kept == ["older", "older"]
