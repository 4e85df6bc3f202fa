"""Whatever keeps a database from being used: the true cause, whose file it is, and the command that mends it."""

from __future__ import annotations

import asyncio
import io
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
import typer
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.__main__ import app
from bot.boards.recount import recount
from bot.cli import database as database_command
from bot.doctor import machine
from bot.doctor.finding import Level
from bot.settings import Settings
from bot.storage import backup as backup_module
from bot.storage.backup import back_up
from bot.storage.causes import explained
from bot.storage.checking import check, damage
from bot.storage.daily_backups import DailyBackups
from bot.storage.database import open_database
from bot.storage.errors import DatabaseError
from bot.storage.looking import APPLICATION_ID
from bot.storage.migrate import upgrade
from bot.storage.restoring import restore
from bot.storage.sqlite import lock_file
from tests.engines import file_only
from tests.prepared import upgrade_or_copy
from tests.strategies import NOON

pytestmark = file_only

NOBODY = 65534
ROOT = os.name == "posix" and os.geteuid() == 0
needs_root = pytest.mark.skipif(not ROOT, reason="only root can make files of two users")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that others can get to."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)
        Path(made).chmod(0o755)


def as_nobody(work: Callable[[], object]) -> str:
    """What `work` raises or returns, in words, done with the rights of another user, who is not root."""
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        return str(work())
    except DatabaseError as error:
        return f"DatabaseError: {error}"
    except Exception:  # noqa: BLE001 - the test says what it should have been
        return traceback.format_exc()
    finally:
        os.seteuid(0)
        os.setegid(0)


def opened(path: Path) -> str:
    asyncio.run(open_database(path).close())
    return "opened"


@needs_root
@pytest.mark.parametrize("what", ["open", "check", "doctor"])
def test_a_folder_that_cannot_be_written_is_no_damage(what: str, folder: Path) -> None:
    """In a folder 0555 of one's own the database is whole: the folder is named, and the chmod that mends it."""
    path = folder / "recall.sqlite3"
    upgrade_or_copy(path)
    for file in (folder, *folder.iterdir()):
        os.chown(file, NOBODY, NOBODY)
    folder.chmod(0o555)
    told = as_nobody({"open": lambda: opened(path), "check": lambda: check(path), "doctor": lambda: doctor(path)}[what])
    if what != "check" or "DatabaseError" in told:  # a whole file may be read there after all
        assert f"{folder} cannot be written" in told
        assert f"chmod u+wx {folder}" in told
    assert "amaged" not in told
    assert "Restore" not in told
    assert "Traceback" not in told


def doctor(path: Path) -> str:
    found = [machine.check_volume(path), machine.check_lock(path), *machine.check_database(path)]
    found.append(machine.check_backups(Settings(database=path, backups=path.parent / "backups"), NOON))
    return "\n".join(finding.line() for finding in found if finding.level is Level.BAD)


@needs_root
@pytest.mark.parametrize("ending", ["", ".lock", "-wal"])
@pytest.mark.parametrize("work", [opened, doctor])
def test_another_users_file_is_named_with_its_owner(work: Callable[[Path], str], ending: str, folder: Path) -> None:
    """Where root left a file of the database, it is named, and so is whose it is and the chown that mends it."""
    path = folder / "recall.sqlite3"
    upgrade_or_copy(path)
    os.chown(folder, NOBODY, NOBODY)
    os.chown(path, NOBODY, NOBODY)
    file = path.with_name(path.name + ending)
    file.touch()
    os.chown(file, 0, 0)
    file.chmod(0o644)
    told = as_nobody(lambda: work(path))
    assert f"{file} cannot be written" in told
    assert "belongs to root" in told
    assert f"chown {NOBODY} {file}" in told
    assert "ake room" not in told
    assert "amaged" not in told


@needs_root
def test_a_backup_folder_that_cannot_be_written_is_one_line(folder: Path) -> None:
    """Daily backups say so in a line and go on; the command and the doctor say the same."""
    path, copies = folder / "recall.sqlite3", folder / "copies"
    upgrade_or_copy(path)
    copies.mkdir(mode=0o755)
    os.chown(folder, NOBODY, NOBODY)
    os.chown(path, NOBODY, NOBODY)

    def look() -> str:
        with capture_logs() as logs:
            asyncio.run(DailyBackups(path, copies, kept=2).look(NOON))
        return str(logs)

    for told in (
        as_nobody(look),
        as_nobody(lambda: back_up(path, copies / "copy.sqlite3")),
        as_nobody(lambda: machine.check_backups(Settings(database=path, backups=copies), NOON).line()),
    ):
        assert f"{copies} cannot be written" in told
        assert "belongs to root" in told
        assert "Traceback" not in told


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


def fill(ballast: Path) -> None:
    """Leave no room beside it."""
    descriptor = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while os.write(descriptor, b"x" * 4096):
            pass
    os.close(descriptor)


@needs_root
def test_a_really_full_disk_is_called_full(folder: Path) -> None:
    """On a disk without room nobody speaks of damage, or of rights."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
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
    finally:
        subprocess.run(["umount", str(folder)], check=False)


@pytest.mark.parametrize(
    "code", ["SQLITE_FULL", "SQLITE_IOERR", "SQLITE_IOERR_WRITE", "SQLITE_CANTOPEN", "SQLITE_BUSY"]
)
def test_what_may_pass_is_no_damage(code: str, tmp_path: Path) -> None:
    """Only what the file holds can be damaged; everything else is told as what it is, and may pass."""
    error = sqlite3.OperationalError("odd")
    error.sqlite_errorcode = getattr(sqlite3, code)
    found = explained(tmp_path / "recall.sqlite3", error)
    assert found.passes
    assert "amage" not in str(found)
    assert "estore" not in str(found)


def foreign(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, title TEXT)")
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.execute("INSERT INTO bookmarks VALUES (1, 'mine')")
    return path.read_bytes()


@pytest.mark.parametrize(
    "work",
    [open_database, check, recount, upgrade, lambda path: back_up(path, path.with_name("copy.sqlite3"))],
    ids=["open", "check", "recount", "upgrade", "back up"],
)
def test_another_programs_database_is_refused_and_left_alone(work: Callable[[Path], object], path: Path) -> None:
    """A file with other tables, even one that Alembic keeps, is named as another program's and never gets ours."""
    before = foreign(path)
    with pytest.raises(DatabaseError, match="another program's database"):
        work(path)
    assert path.read_bytes() == before
    assert not path.with_name(f"{path.name}-wal").exists()


def test_another_mark_is_another_program(path: Path) -> None:
    """A file that is marked as somebody else's is theirs, whatever its tables are called."""
    upgrade_or_copy(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        connection.execute("PRAGMA application_id = 252006674")
    with pytest.raises(DatabaseError, match="another program's"):
        open_database(path)


def test_a_database_of_before_the_mark_is_ours(path: Path) -> None:
    """Whoever comes from an earlier version has no mark yet, and gets it."""
    upgrade(path, "0001")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA application_id = 0")
    upgrade_or_copy(path)
    assert check(path) == []


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


@needs_root
def test_what_only_reads_works_on_a_full_disk(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above all a copy to another disk: whoever rescues the data has no use for advice to make room first."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    path, person = folder / "recall.sqlite3", "300000000000000003"
    monkeypatch.setenv("RECALL_DATABASE", str(path))
    try:
        lock_file(path).release()
        upgrade(path)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("INSERT INTO names (guild_id, player_id, name) VALUES (70, ?, 'Ben')", (int(person),))
        with suppress(OSError), (folder / "full").open("wb", buffering=0) as full:
            while full.write(b"0" * 4_096):
                pass
        before = set(folder.iterdir())
        commands: list[list[object]] = [["db", "check"], ["db", "recount"], ["servers"], ["upgrade", "--check"]]
        commands += [
            ["db", "backup", tmp_path / "copy.sqlite3"],
            ["people", "export", person, "--to", tmp_path / "out"],
        ]
        ended = [CliRunner().invoke(app, [str(word) for word in command]) for command in commands]
        left = set(folder.iterdir()) - before
    finally:
        subprocess.run(["umount", str(folder)], check=False)
    assert [one.output for one in ended if one.exit_code] == []
    assert left == set()


@needs_root
def test_a_full_disk_with_small_blocks_is_told_before_it_kills(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There, SQLite would find room for the beginning of its log's index, and the system would end the process."""
    monkeypatch.setattr("mmap.PAGESIZE", 65_536)  # what the blocks of this disk are smaller than
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    path = folder / "recall.sqlite3"
    monkeypatch.setenv("RECALL_DATABASE", str(path))
    try:
        lock_file(path).release()
        upgrade(path)
        path.with_name(f"{path.name}-wal").write_bytes(b"0" * 4_096)  # as a killed Recall leaves one
        with suppress(OSError), (folder / "full").open("wb", buffering=0) as full:
            while full.write(b"0" * 4_096):
                pass
        os.truncate(folder / "full", (folder / "full").stat().st_size - 8 * 4_096)
        commands = (["db", "check"], ["db", "backup", "x.sqlite3"], ["people", "erase", "300000000000000003", "--yes"])
        ended = [CliRunner().invoke(app, command) for command in commands]
        with pytest.raises(DatabaseError, match="There is no room") as told:
            lock_file(path)
        assert told.value.passes
        os.truncate(folder / "full", 0)
        lock_file(path).release()
    finally:
        subprocess.run(["umount", str(folder)], check=False)
    assert {(one.exit_code, one.output.partition(" for ")[0]) for one in ended} == {(1, "There is no room")}


@needs_root
def test_a_full_backup_disk_is_not_blamed_on_the_database(folder: Path, tmp_path: Path) -> None:
    """Where the copy has no room, its folder is named and not the database's, and that there is no backup."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        path = tmp_path / "recall.sqlite3"
        upgrade(path)
        with pytest.raises(DatabaseError, match="No backup was made") as told:
            back_up(path, folder / "copy.sqlite3")
        with capture_logs() as logs:
            asyncio.run(DailyBackups(path, folder, kept=2).look(NOON))
    finally:
        subprocess.run(["umount", str(folder)], check=False)
    for said in (str(told.value), logs[0]["why"]):
        assert str(folder) in said
        assert "disk is full" in said
        assert str(path) not in said


@needs_root
def test_a_backup_that_cannot_be_read_is_named_itself(folder: Path) -> None:
    """Whoever restores a file that belongs to somebody else hears of that file, and is not told to chown a folder."""
    path, secret = folder / "recall.sqlite3", folder / "secret" / "copy.sqlite3"
    secret.parent.mkdir()
    upgrade_or_copy(secret)
    os.chown(folder, NOBODY, NOBODY)
    secret.chmod(0o600)
    told = as_nobody(lambda: restore(path, secret, NOON))
    assert f"{secret} cannot be read" in told
    assert "chown" not in told
    assert "Traceback" not in told


@needs_root
def test_a_copy_can_be_checked_where_nothing_can_be_written(folder: Path) -> None:
    """A copy with its write-ahead log on needs no log beside it to be looked at."""
    path = folder / "copy.sqlite3"
    upgrade_or_copy(path)
    for file in folder.iterdir():
        file.chmod(0o644)
    assert as_nobody(lambda: check(path)) == "[]"


@pytest.mark.parametrize("spoilt", ["text", "damaged"])
def test_nobody_is_told_to_restore_the_backup_that_is_being_restored(spoilt: str, path: Path, tmp_path: Path) -> None:
    """What is no whole backup is named as such, and another one asked for."""
    bad = tmp_path / "bad.sqlite3"
    upgrade_or_copy(bad)
    bad.write_bytes(b"root:x:0:0\n" * 900 if spoilt == "text" else bad.read_bytes()[:9_000])
    with pytest.raises(DatabaseError) as told:
        restore(path, bad, NOON)
    assert str(bad) in str(told.value)
    assert "Choose another backup" in str(told.value)
    assert "latest" not in str(told.value)


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
