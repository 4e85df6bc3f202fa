"""A file that is not Recall's: every command that opens a database names it as such and leaves it as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.doctor import machine
from bot.settings import Settings
from bot.storage.checking import check
from bot.storage.looking import refuse_another_programs
from tests.prepared import upgrade_or_copy
from tests.wire.nursery import recall


def _a_text(file: Path) -> None:
    file.write_text("root:x:0:0\nCREATE TABLE alembic_version\n" * 500)


def _a_database(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (id INTEGER)")


def _a_database_with_a_log(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    _a_database(file)


OTHERS = {
    "a text": (_a_text, "is not an SQLite database"),
    "a database": (_a_database, "another program's database"),
    "a database with a log": (_a_database_with_a_log, "another program's database"),
}

COMMANDS = [
    "db check",
    "db upgrade",
    "db recount",
    "db recount --mend",
    "db backup {new}",
    "db backup --to -",
    "db restore {backup}",
    "upgrade --check",
    "servers",
    "people export 123456789012345678 --to {new}",
    "people erase 123456789012345678",
    "packs analyze",
    "exams reliability",
    "block 123456789012345678",
    "unblock",
    "notice hello",
]
"""All that open a database or write beside it, but those that need Discord."""

other = pytest.mark.parametrize(("make", "words"), OTHERS.values(), ids=OTHERS)


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """Where the file is; nothing else is there."""
    (tmp_path / "theirs").mkdir()
    return tmp_path / "theirs" / "file"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A database that could be restored."""
    upgrade_or_copy(tmp_path / "backup.sqlite3")
    return tmp_path / "backup.sqlite3"


def state(file: Path) -> tuple[bytes, int, int, list[str]]:
    """What is in it, whose it is and who may use it, and what lies beside it."""
    found = file.stat()
    return file.read_bytes(), found.st_mode, found.st_uid, sorted(one.name for one in file.parent.iterdir())


@other
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_refuses_it_and_leaves_it_as_it_is(
    command: str, make: Callable[[Path], None], words: str, theirs: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its contents nor its rights change, nothing is made beside it, and no backup takes its place."""
    make(theirs)
    theirs.chmod(0o644)
    before = state(theirs)
    monkeypatch.setenv("RECALL_DATABASE", str(theirs))
    given = command.format(new=backup.with_name("new"), backup=backup).split()
    ended = CliRunner().invoke(app, given)
    assert (ended.exit_code, words in ended.output) == (2, True), ended.output
    assert state(theirs) == before


@other
def test_it_is_neither_copied_nor_copied_to(
    make: Callable[[Path], None], words: str, theirs: Path, backup: Path
) -> None:
    """`recall db copy` reads no file of another program's, and replaces none."""
    make(theirs)
    theirs.chmod(0o644)
    before = state(theirs)
    new = str(backup.with_name("new"))
    for given in ([str(theirs), new], [str(backup), str(theirs)]):
        ended = CliRunner().invoke(app, ["db", "copy", *given])
        assert ended.exit_code == 2, ended.output
        assert words in ended.output or "no database of Recall's" in ended.output
        assert state(theirs) == before


@other
def test_the_bot_does_not_start_on_it(make: Callable[[Path], None], words: str, theirs: Path) -> None:
    """It looks at the file before it keeps packs or a lock there, or changes who may read it."""
    make(theirs)
    theirs.chmod(0o644)
    before = state(theirs)
    ended = recall("run", RECALL_DATABASE=str(theirs), DISCORD_TOKEN="none")
    assert (ended.returncode, words in ended.stderr) == (2, True), ended.stderr
    assert state(theirs) == before


@other
def test_the_doctor_advises_to_change_nothing_of_it(make: Callable[[Path], None], words: str, theirs: Path) -> None:
    """That everybody may read somebody else's file, or who owns it, is none of Recall's business."""
    make(theirs)
    theirs.chmod(0o644)
    before = state(theirs)
    findings = list(machine.check_machine(Settings.model_validate({"RECALL_DATABASE": str(theirs)})))
    about = [finding for finding in findings if str(theirs) in f"{finding.found} {finding.mend}"]
    assert [(finding.subject, words in finding.found) for finding in about] == [("database", True)]
    assert state(theirs) == before


def test_ours_with_its_beginning_destroyed_is_damaged(backup: Path, theirs: Path) -> None:
    """It is told from another program's file by what else is in it, and a backup may take its place."""
    upgrade_or_copy(theirs)
    theirs.write_bytes(b"\xa5" * 4_096 + theirs.read_bytes()[4_096:])
    refuse_another_programs(theirs)
    env = {"RECALL_DATABASE": str(theirs)}
    ended = CliRunner().invoke(app, ["db", "check"], env=env)
    assert (ended.exit_code, "recall db restore FILE" in ended.output) == (1, True), ended.output
    restored = CliRunner().invoke(app, ["db", "restore", str(backup)], env=env)
    assert (restored.exit_code, "was kept as" in restored.output) == (0, True), restored.output
    assert check(theirs) == []


def test_where_there_was_nothing_nothing_is_kept(backup: Path, theirs: Path) -> None:
    """As in the drill on another machine: no empty file is made only to be kept, open to everybody."""
    restored = CliRunner().invoke(app, ["db", "restore", str(backup)], env={"RECALL_DATABASE": str(theirs)})
    assert (restored.exit_code, "was kept as" in restored.output) == (0, False), restored.output
    assert not [*theirs.parent.glob(f"{theirs.name}.before-*")]
    assert theirs.stat().st_mode & 0o077 == 0


def test_what_nothing_is_left_of_is_moved_away_first(backup: Path, theirs: Path) -> None:
    """As the refusal says; a log that was left there is kept, and never read into the new database."""
    theirs.write_bytes(b"gone" * 4_096)
    log = theirs.with_name(f"{theirs.name}-wal")
    log.write_bytes(b"\x5a" * 5_000)
    env = {"RECALL_DATABASE": str(theirs)}
    refused = CliRunner().invoke(app, ["db", "restore", str(backup)], env=env)
    assert (refused.exit_code, "move the file elsewhere, then run" in refused.output) == (2, True), refused.output
    theirs.rename(theirs.with_name("elsewhere"))
    restored = CliRunner().invoke(app, ["db", "restore", str(backup)], env=env)
    assert restored.exit_code == 0, restored.output
    [kept] = theirs.parent.glob(f"{theirs.name}.before-*-wal")
    assert (kept.read_bytes(), log.exists(), check(theirs)) == (b"\x5a" * 5_000, False, [])
