"""Nobody who was erased comes back unnoticed: not with a copy from before there were keys, nor at another address."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from sqlalchemy import make_url, select
from structlog.testing import capture_logs

from bot.profile.store import SqlEraser
from bot.storage.backup import back_up
from bot.storage.commands import one_state
from bot.storage.database import open_database
from bot.storage.erasure_keys import KEY, own_key
from bot.storage.erasures import IN_BACKUPS, NUMBER, Erasures, beside, catch_up, notes_for
from bot.storage.stores import SqlMeta
from bot.storage.tables import meta
from bot.timing.clock import Clock
from tests.engines import file_only
from tests.storage.conftest import Storage
from tests.storage.test_erasing import ADA, BEN, occurrences
from tests.test_people import path, recall, run  # noqa: F401 - a fixture

pytestmark = file_only


def early_copy(path: Path) -> Path:  # noqa: F811
    """A copy as the first version made it, which knew no keys."""
    copy = path.parent / "early.sqlite3"
    back_up(path, copy)
    run(copy, "DELETE FROM meta WHERE name = ?", KEY)
    return copy


def test_a_copy_without_a_key_does_not_bring_back_who_was_erased(path: Path) -> None:  # noqa: F811
    """The database that it replaces has the key, and the new one keeps it: the next restore goes by it as well."""
    copy, key = early_copy(path), own_key(path)
    recall("people", "erase", BEN, "--yes")
    for _ in range(2):
        ended = recall("db", "restore", copy)
        assert (ended.exit_code, "erased from it again: 1" in ended.output) == (0, True), ended.output
        assert list(occurrences(path, BEN)) == []
    assert list(occurrences(path, ADA)) != []
    assert own_key(path) == key


def test_notes_that_nobody_can_match_are_told_of(path: Path) -> None:  # noqa: F811
    """With the key gone the command says how many notes there are, and does not end as if all were well."""
    copy = early_copy(path)
    recall("people", "erase", BEN, "--yes")
    path.unlink()
    ended = recall("db", "restore", copy)
    assert ended.exit_code == 1
    assert "cannot be matched to anybody: 1" in ended.output
    assert str(beside(path)) in ended.output


def test_an_upgraded_database_s_copies_have_its_key(path: Path) -> None:  # noqa: F811
    """Also where nobody ran Recall on it yet: an upgrade by hand, and a copy that was restored."""
    for command in (("db", "upgrade"), ("db", "restore", early_copy(path))):
        run(path, "DELETE FROM meta WHERE name = ?", KEY)
        assert recall(*command).exit_code == 0
        assert own_key(path) is not None


async def _start(path: Path) -> None:  # noqa: F811
    storage = Storage(open_database(path))
    await storage.open()
    erasures = Erasures(SqlMeta(storage.writer, storage.database.reading), lambda: [beside(path)], Clock().now)
    await erasures.finish(path, SqlEraser(storage.writer, storage.database.reading).erase_from)
    await storage.close()


@pytest.mark.parametrize("kept", [True, False])
def test_who_was_brought_back_by_an_older_version_is_erased_at_the_next_start(path: Path, *, kept: bool) -> None:  # noqa: F811
    """It restored a copy without a key and knew no notes; the database that it kept has the key. Else the log warns."""
    copy = early_copy(path)
    recall("people", "erase", BEN, "--yes")
    if kept:
        path.rename(path.with_name(f"{path.name}.before-20261128T194804Z"))
    shutil.copy(copy, path)
    run(path, "UPDATE heartbeat SET alive_at = 9000000000000")
    with capture_logs() as logs:
        asyncio.run(_start(path))
    assert (list(occurrences(path, BEN)) == []) is kept
    assert list(occurrences(path, ADA)) != []
    assert [line["log_level"] for line in logs if "erasures" in line["event"]] == ([] if kept else ["warning"])
    assert own_key(path) is not None


def test_notes_are_found_whatever_a_server_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database has the key; the file is named after the address that it had when somebody was erased."""
    monkeypatch.setattr("bot.storage.place.data_directory", lambda: tmp_path)
    monkeypatch.setattr("bot.storage.erasures.data_directory", lambda: tmp_path)
    before = beside(tmp_path / "localhost-5432-recall.postgresql")
    before.write_text("")
    files = notes_for(make_url("postgresql+psycopg://recall@127.0.0.1:5432/other"), tmp_path / "backups")
    assert files[:2] == [beside(tmp_path / "localhost-other.postgresql"), tmp_path / "backups" / IN_BACKUPS]
    assert before in files


def test_a_copy_that_was_caught_up_is_as_far_as_the_notes(path: Path) -> None:  # noqa: F811
    """Whatever it said before, and with nothing else of it changed; notes that are behind take nothing back."""
    notes = path.with_name("notes")
    for noted, reached in ((5, 5), (7, 7), (6, 7)):
        notes.write_text(f"2026-11-28T10:00:00+00:00 {'0' * 64} 0017 {noted}\n")
        catch_up(path, [notes])
        with one_state(path) as connection:
            facts = {row.name: row.value for row in connection.execute(select(meta))}
        assert facts[NUMBER] == str(reached)
        assert facts[KEY]
