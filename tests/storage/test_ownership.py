"""Whose the files of a database are: its owner's alone, whoever made them."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest

from bot.doctor import machine
from bot.doctor.finding import Level
from bot.settings import Settings
from bot.storage.backup import back_up
from bot.storage.daily_backups import DailyBackups
from bot.storage.migrate import upgrade
from bot.storage.restoring import restore
from bot.storage.sqlite import lock_file
from tests.engines import file_only
from tests.prepared import upgrade_or_copy
from tests.storage.rights import NOBODY, as_nobody, needs_root, opened
from tests.strategies import NOON

pytestmark = file_only


@needs_root
def test_what_root_makes_belongs_to_whom_the_folder_belongs(folder: Path) -> None:
    """A restore, a check and a lock taken by root leave nothing behind that the service cannot write."""
    path, copy = folder / "recall.sqlite3", folder / "copy.sqlite3"
    upgrade_or_copy(path)
    back_up(path, copy)
    for file in (folder, *folder.iterdir()):
        os.chown(file, NOBODY, NOBODY)
    path.chmod(0o640)
    with lock_file(path):
        restore(path, copy, NOON)
    assert (path.stat().st_uid, path.stat().st_gid) == (NOBODY, NOBODY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert {file.stat().st_uid for file in folder.iterdir()} == {NOBODY}
    assert as_nobody(lambda: opened(path)) == "opened"
    path.unlink()
    with lock_file(path):
        restore(path, copy, NOON)
    assert as_nobody(lambda: opened(path)) == "opened"


@needs_root
def test_the_doctor_finds_what_only_root_can_write(folder: Path) -> None:
    """As root everything can be written; a file of root's in the service's folder is told all the same."""
    path = folder / "recall.sqlite3"
    upgrade_or_copy(path)
    os.chown(folder, NOBODY, NOBODY)
    [found] = machine.check_owners(path)
    assert found.level is Level.WARN
    assert f"chown {NOBODY}:{NOBODY} {path}" in found.found


@needs_root
def test_the_doctor_finds_notes_of_erasures_that_only_root_can_read(folder: Path) -> None:
    """The one beside the database, and the one with the backups: with either the service would not start."""
    path, backups = folder / "recall.sqlite3", folder / "backups"
    backups.mkdir()
    notes = [path.with_name(f"{path.name}.erased"), backups / "recall-erased.txt"]
    for note in notes:
        note.touch(mode=0o600)
    for made in (folder, backups):
        os.chown(made, NOBODY, NOBODY)
    found = [one.found for one in machine.check_owners(path, backups)]
    assert [f"chown {NOBODY}:{NOBODY} {note}" in told for note, told in zip(notes, found, strict=True)] == [True, True]
    told = as_nobody(lambda: machine.check_backups(Settings(database=path, backups=backups), NOON).line())
    assert f"{notes[1]} cannot be written" in told


@pytest.mark.parametrize("empty", [False, True], ids=["none", "an empty file"])
def test_databases_and_copies_are_for_their_owner_alone(path: Path, tmp_path: Path, *, empty: bool) -> None:
    """They hold what people answered: whatever the umask, and whatever made the file, nobody else may read them."""
    before = os.umask(0o022)
    try:
        if empty:
            path.touch()
        upgrade(path)
        back_up(path, tmp_path / "copy.sqlite3")
        asyncio.run(DailyBackups(path, tmp_path / "copies", kept=1).look(NOON))
    finally:
        os.umask(before)
    files = [path, tmp_path / "copy.sqlite3", *(tmp_path / "copies").iterdir()]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "copies").stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="rights are no numbers there")
def test_what_the_first_versions_left_open_is_closed(path: Path, tmp_path: Path) -> None:
    """They made files that everybody may read. The doctor names each, and a start and a backup close them."""
    copies = DailyBackups(path, tmp_path / "copies", kept=2)
    upgrade_or_copy(path)
    old = [path, path.with_name(f"{path.name}.lock"), path.with_name(f"{path.name}.before-20260101T000000Z")]
    old += [tmp_path / "copies" / "recall-2026-01-01.sqlite3"]
    old[-1].parent.mkdir()
    for file in old:
        file.touch()
        file.chmod(0o644)
    told = [finding.line() for finding in machine.check_modes(path, copies.directory)]
    assert [f"chmod go= {file}" in line for file, line in zip(old, told, strict=True)] == [True] * 4
    upgrade_or_copy(path)
    asyncio.run(copies.look(NOON))
    assert {stat.S_IMODE(file.stat().st_mode) for file in old} == {0o600}
    assert list(machine.check_modes(path, copies.directory)) == []
    tmp_path.chmod(0o777)
    assert f"chmod o-w {tmp_path}" in next(machine.check_modes(path)).line()


def test_a_restored_database_is_for_its_owner_alone(path: Path, tmp_path: Path) -> None:
    """Also in the place of one that everybody could read."""
    upgrade_or_copy(path)
    back_up(path, tmp_path / "copy.sqlite3")
    path.chmod(0o644)
    restore(path, tmp_path / "copy.sqlite3", NOON)
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="rights are no numbers there")
def test_what_recall_makes_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The folder of the data and the lock in it, as the database."""
    path = tmp_path / "data" / "recall.sqlite3"
    before = os.umask(0o022)
    try:
        lock_file(path).release()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.with_name(f"{path.name}.lock").stat().st_mode) == 0o600
