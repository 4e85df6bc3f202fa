"""Whatever keeps a database from being used: the true cause, in words, and the command that mends it."""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
import typer
from sqlalchemy import make_url
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.__main__ import app
from bot.boards.recount import recount
from bot.cli.running import _end, _serve
from bot.cli.stopping import Stop
from bot.doctor import machine
from bot.doctor.finding import Level
from bot.settings import Settings
from bot.storage.backup import back_up
from bot.storage.causes import explained
from bot.storage.checking import check
from bot.storage.daily_backups import DailyBackups
from bot.storage.database import cause, open_database
from bot.storage.errors import DatabaseError
from bot.storage.looking import APPLICATION_ID
from bot.storage.migrate import upgrade
from bot.storage.restoring import restore
from bot.whole import unwritten
from tests.engines import file_only
from tests.prepared import upgrade_or_copy
from tests.storage.rights import NOBODY, as_nobody, needs_root, opened
from tests.strategies import NOON

pytestmark = file_only


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
    [open_database, check, recount, upgrade, lambda path: restore(path.with_name("ours.db"), path, NOON)],
    ids=["open", "check", "recount", "upgrade", "restore"],
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
@pytest.mark.parametrize("mode", [0o700, 0o744])
def test_packs_that_cannot_be_read_are_not_the_databases_fault(
    mode: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`recall run` names the folder, whose it is, and how to open it, with the status that has nobody start again."""
    (folder / "packs").mkdir(mode=mode)
    settings = Settings(database=folder / "recall.sqlite3", packs=folder / "packs")
    for module in ("bot.packs.live", "bot.serving", "cogs.checking"):  # they may lie where only root can read
        import_module(module)

    def run() -> object:
        with pytest.raises(typer.Exit) as ended:
            asyncio.run(_serve(settings, "token", Stop()))
        return ended.value.exit_code

    assert as_nobody(run) == "2"
    opening = f"It belongs to root. As root: `chmod -R o+rX {folder / 'packs'}`."
    assert capsys.readouterr().err == f"RECALL_PACKS: {folder / 'packs'} is not accessible to nobody. {opening}\n"


@needs_root
@pytest.mark.parametrize("command", ["db backup copy.sqlite3", "db backup --to -", "db check", "upgrade --check"])
def test_whoever_only_looks_is_not_told_to_take_the_database_from_the_service(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written to it: whose it is can run the command, and it stays theirs."""
    (folder / "own").mkdir()
    os.chown(folder / "own", NOBODY, NOBODY)
    monkeypatch.chdir(folder / "own")
    (folder / "data").mkdir(mode=0o755)
    opened(path := folder / "data" / "recall.sqlite3")
    monkeypatch.setenv("RECALL_DATABASE", str(path))
    CliRunner().invoke(app, command.split())  # once as root: what is loaded may lie where only root can read
    (folder / "own" / "copy.sqlite3").unlink(missing_ok=True)
    told = as_nobody(lambda: CliRunner().invoke(app, command.split()).stderr)
    assert "It belongs to root: run this as root" in told
    assert "chown" not in told


@needs_root
@pytest.mark.parametrize(
    "command",
    [
        ["--env-file", "{}", "db", "check"],
        ["db", "restore", "{}"],
        ["packs", "import", "{}"],
        ["packs", "export", "{}", "--to", "x.csv"],
        ["packs", "check", "{}"],
        ["packs", "preview", "{}"],
    ],
    ids=" ".join,
)
def test_whoever_forgot_to_be_root_hears_whose_a_file_is(
    command: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And whom to run the command as, whichever command it is."""
    (folder / "own").mkdir()
    os.chown(folder / "own", NOBODY, NOBODY)
    monkeypatch.chdir(folder / "own")
    monkeypatch.setenv("RECALL_DATABASE", str(folder / "own" / "recall.sqlite3"))
    (file := folder / "mine.yaml").write_bytes(b"x: y\n" * 100)
    file.chmod(0o600)
    words = [str(file) if word == "{}" else word for word in command]
    CliRunner().invoke(app, words)  # once as root: what is loaded may lie where only root can read
    told = as_nobody(lambda: CliRunner().invoke(app, words).stderr)
    assert f"{file} cannot be read by nobody. It belongs to root" in told
    assert "s root" in told.partition("belongs to root")[2]
    assert "Usage" not in told


@needs_root
def test_packs_within_a_closed_folder_are_told_as_that(folder: Path) -> None:
    """Whether they are there at all, nobody can see who may not look into the folder."""
    (folder / "closed" / "packs").mkdir(parents=True)
    (folder / "closed").chmod(0o700)
    words = ["packs", "stats", "--directory", str(folder / "closed" / "packs")]
    CliRunner().invoke(app, words)  # once as root, too
    told = as_nobody(lambda: CliRunner().invoke(app, words).stderr)
    assert f"{folder / 'closed'} is not accessible to nobody. It belongs to root" in told


@needs_root
def test_a_folder_that_may_not_be_replaced_is_told_as_that(folder: Path) -> None:
    """It is a folder that is to be written, so that it is one is no reason."""
    (target := folder / "biology").mkdir()
    told = as_nobody(lambda: unwritten(target, PermissionError(errno.EACCES, "Permission denied")))
    assert "belongs to root" in told
    assert "is a directory" not in told


@needs_root
@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("RECALL_DATABASE", "run this as root."),
        ("RECALL_BACKUPS", "run this as root."),
        ("RECALL_PACKS", "As root: `chmod o+x {}`."),
    ],
)
def test_a_setting_that_leads_through_a_closed_folder_names_it_and_whose_it_is(
    name: str, way: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packs are opened to the service; nobody is told to open everybody's answers to the whole machine."""
    (folder / "closed").mkdir(mode=0o700)
    monkeypatch.setenv("RECALL_DATABASE", str(folder / "recall.sqlite3"))
    monkeypatch.setenv(name, str(folder / "closed" / "there"))
    told = as_nobody(lambda: CliRunner().invoke(app, ["db", "check"]).stderr)
    assert told.startswith(
        f"{name} cannot be used: {folder / 'closed'} is not accessible to nobody. It belongs to root"
    )
    assert told.endswith(f"{way.format(folder / 'closed')}\n")


@needs_root
@pytest.mark.parametrize("place", ["a file", "a server"])
def test_an_error_that_names_another_file_is_told_of_that_one(place: str, folder: Path) -> None:
    """Whatever was done with the database just then: it is well, and its disk, too."""
    there = folder / "recall.sqlite3" if place == "a file" else make_url("postgresql://recall@localhost/recall")
    (folder / "closed").mkdir(mode=0o700)
    other = str(folder / "closed" / "concepts.yaml")

    def told() -> object:
        return cause(there, PermissionError(errno.EACCES, "Permission denied", other))

    assert as_nobody(told) == f"{folder / 'closed'} is not accessible to nobody. It belongs to root: run this as root."
    full = cause(there, OSError(errno.ENOSPC, "No space left on device", other))
    assert str(full) == f"There is no room for {other}: the disk is full. Free some space on it."


def test_what_was_forbidden_without_a_file_is_not_the_databases_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A service that may not do something else ends with that in its log."""
    with capture_logs() as logged, pytest.raises(typer.Exit):
        _end(PermissionError(errno.EPERM, "Operation not permitted"), tmp_path / "recall.sqlite3")
    assert [entry["event"] for entry in logged] == ["Recall ended because of an error of its own"]
    assert capsys.readouterr().err == ""


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
