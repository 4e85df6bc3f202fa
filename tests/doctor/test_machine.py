"""The machine's side of a check-up: what an operator is told, and how to mend it."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
import tempfile
from collections import namedtuple
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.doctor import machine
from bot.doctor.finding import Finding, Level
from bot.doctor.revisions import check_revision
from bot.settings import BUILT_IN_PACKS, Settings
from bot.storage.migrate import upgrade
from bot.storage.revisions import newest_revision
from bot.storage.sqlite import lock_file
from tests.engines import file_only
from tests.prepared import upgrade_or_copy
from tests.storage.rights import NOBODY, as_nobody, needs_root

pytestmark = file_only

WITH_THE_BUG = [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
WITHOUT = [(3, 6, 23), (3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 52, 0), (4, 0, 0)]
GIGABYTE = 1_000_000_000
Usage = namedtuple("Usage", "total used free")


def of(findings: list[Finding], subject: str) -> Finding:
    return next(finding for finding in findings if finding.subject == subject)


def test_a_fresh_machine_is_fine_and_stays_as_it_was(tmp_path: Path) -> None:
    """Before the first start nothing is bad, and looking makes no file."""
    findings = list(machine.check_machine(Settings(database=tmp_path / "not" / "yet" / "recall.db")))
    assert [finding for finding in findings if finding.level is Level.BAD] == []
    assert list(tmp_path.iterdir()) == []


def test_a_used_database_is_fine(tmp_path: Path) -> None:
    """A whole database of the newest revision is ok, beside a running bot too, and it is said that one runs."""
    path = tmp_path / "recall.db"
    upgrade_or_copy(path)
    lock = lock_file(path)
    findings = list(machine.check_machine(Settings(database=path)))
    assert of(findings, "database").level is of(findings, "revision").level is Level.OK
    assert "is running" in of(findings, "lock").found
    lock.release()
    assert "No Recall is running" in machine.check_lock(path).found


def test_a_file_system_without_locks_is_told_apart_from_a_lack_of_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a share without a lock manager: to let somebody write to the file mends nothing."""

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", no_locks)
    (tmp_path / "recall.db.lock").touch()
    finding = machine.check_lock(tmp_path / "recall.db")
    assert finding.level is Level.BAD
    assert "Move the database to a local disk" in finding.line()
    assert "Let the user" not in finding.line()


def test_a_volume_that_cannot_be_written_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be written, the operator is told which directory and what to do."""

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    findings = list(machine.check_machine(Settings(database=tmp_path / "recall.db")))
    finding = of(findings, "volume")
    assert (finding.level, str(tmp_path) in finding.found) == (Level.BAD, True)
    assert "RECALL_DATABASE" in finding.mend
    assert of(findings, "database").found == "It was not looked at, because the volume cannot be used."


@pytest.mark.parametrize(
    ("free", "level"), [(50_000_000, Level.BAD), (GIGABYTE // 2, Level.WARN), (2 * GIGABYTE, Level.OK)]
)
def test_a_full_disk_is_told(free: int, level: Level, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too little room is bad, little room is worth a look."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free, 0, free))
    assert machine.check_disk(tmp_path / "recall.db").level is level


def test_a_damaged_database_is_bad(tmp_path: Path) -> None:
    """Damage is bad, and the way out is a backup."""
    path = tmp_path / "recall.db"
    upgrade(path)
    path.write_bytes(b"gone" * 1_024 + path.read_bytes()[4_096:])
    [finding] = machine.check_database(path)
    assert finding.level is Level.BAD
    assert "recall db restore" in finding.mend


def test_an_older_database_is_worth_a_look_and_a_newer_one_is_bad(tmp_path: Path) -> None:
    """An old file is upgraded by itself; one from a newer Recall cannot be used."""
    path = tmp_path / "recall.db"
    upgrade(path, "0001")
    assert of(list(machine.check_database(path)), "revision").level is Level.WARN
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert of(list(machine.check_database(path)), "revision").level is Level.BAD
    assert check_revision(newest_revision()).level is Level.OK


@pytest.mark.parametrize("version", WITH_THE_BUG)
def test_a_sqlite_with_the_known_bug_is_told(version: tuple[int, ...]) -> None:
    """From 3.7.0 to 3.51.2, but for two mended lines, the operator hears of the bug."""
    assert machine.check_sqlite(version).level is Level.WARN


@pytest.mark.parametrize("version", WITHOUT)
def test_a_sqlite_without_it_is_fine(version: tuple[int, ...]) -> None:
    """The mended releases are fine."""
    assert machine.check_sqlite(version).level is Level.OK


def test_packs_without_questions_are_bad(tmp_path: Path) -> None:
    """Nothing to ask is bad; a broken file among good ones is worth a look."""
    assert [finding.level for finding in machine.check_packs([tmp_path])] == [Level.BAD]
    (tmp_path / "mine.yaml").write_text("items: {")
    levels = [finding.level for finding in machine.check_packs([BUILT_IN_PACKS, tmp_path])]
    assert levels == [Level.OK, Level.WARN]


def test_what_is_left_out_is_said_once(tmp_path: Path) -> None:
    """Also where an ID stands in two files, which says so itself."""
    shutil.copy(BUILT_IN_PACKS / "metrics" / "bias.yaml", tmp_path / "again.yaml")
    (tmp_path / "broken.yaml").write_text("items: {")
    told = [one.line() for one in machine.check_packs([BUILT_IN_PACKS, tmp_path]) if one.level is Level.WARN]
    assert {line.count("left out") for line in told} == {1}
    assert len(told) > 1


@needs_root
def test_a_service_whose_group_a_folder_has_is_let_in_as_the_group(folder: Path) -> None:
    """The rights of others do not count for it: what it is told to open is open to it then."""
    (packs := folder / "packs").mkdir(mode=0o700)
    os.chown(packs, 0, NOBODY)
    told = as_nobody(lambda: [finding.line() for finding in machine.check_packs([BUILT_IN_PACKS, packs])])
    assert f"chmod -R g+rX {packs}" in told
    packs.chmod(0o750)
    assert "not accessible" not in as_nobody(lambda: [one.line() for one in machine.check_packs([packs])])


@needs_root
def test_packs_that_the_service_may_not_read_are_bad(folder: Path) -> None:
    """The folder is named with whose it is, and the command that lets the service in."""
    (folder / "packs").mkdir(mode=0o700)
    told = as_nobody(lambda: [finding.line() for finding in machine.check_packs([BUILT_IN_PACKS, folder / "packs"])])
    assert f"bad   packs: {folder / 'packs'} is not accessible to nobody." in told
    assert f"chmod -R o+rX {folder / 'packs'}" in told
    assert "Traceback" not in told


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A folder that everybody can look into, which the tests' own are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        if any(not one.stat().st_mode & stat.S_IXOTH for one in Path(name).parents):
            pytest.skip("this machine's temporary files are closed to others")
        yield Path(name)


@pytest.mark.parametrize("closed", ["the program", "a folder above it"])
def test_a_python_that_only_root_can_run_is_told(
    closed: str, open_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root, who sets the service up, would not notice: what is closed is named, with how to mend it."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program = open_directory / "bin" / "python"
    program.parent.mkdir()
    program.touch()
    for one in (program.parent, program):
        one.chmod(0o755)
    assert list(machine.check_python(program)) == []
    shut = program if closed == "the program" else program.parent
    shut.chmod(0o700)
    [finding] = machine.check_python(program)
    assert finding.level is Level.WARN
    assert f"{shut} is closed" in finding.found
    assert "RECALL_PYTHON" in finding.mend
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert list(machine.check_python(program)) == []
