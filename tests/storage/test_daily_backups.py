"""A backup a day, without anybody thinking of it."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.doctor.finding import Level
from bot.doctor.machine import check_backups
from bot.settings import Settings
from bot.storage import backup
from bot.storage.backup import writing_alone
from bot.storage.checking import check
from bot.storage.daily_backups import RETRY, DailyBackups
from bot.storage.erasure_keys import give_key
from tests.engines import file_only
from tests.prepared import upgrade_or_copy
from tests.storage.conftest import Storage
from tests.storage.rows import fact, on_disk
from tests.strategies import NOON

pytestmark = file_only

DAY = timedelta(days=1)


async def test_one_a_day_and_the_newest_are_kept(storage: Storage, path: Path, tmp_path: Path) -> None:
    """Each day has one copy, made at the first look; beyond the newest three they go, and nothing else does."""
    directory = tmp_path / "backups"
    daily = DailyBackups(path, directory, kept=3)
    assert daily.age(NOON) is None
    for day in range(5):
        await storage.writer.queue("game", [fact(str(day))])
        await daily.look(NOON + day * DAY)
        (directory / "recall-notes.txt").write_text("mine")
        await storage.writer.queue("game", [fact(f"later {day}")])
        await daily.look(NOON + day * DAY + timedelta(hours=11))
    first = (NOON + 2 * DAY).date()
    copies = sorted(directory.glob("*.sqlite3"))
    assert [file.name for file in copies] == [f"recall-{first + n * DAY}.sqlite3" for n in range(3)]
    assert (directory / "recall-notes.txt").exists()
    assert "later 3" in on_disk(copies[-1])
    assert "later 4" not in on_disk(copies[-1])
    assert check(copies[-1]) == []
    age = daily.age(NOON)
    assert age is not None
    assert daily.newest() == copies[-1]


@pytest.mark.parametrize("kept", [1, 2, 7])
@pytest.mark.usefixtures("storage")
async def test_no_copy_goes_while_fewer_are_there_than_are_kept(path: Path, tmp_path: Path, kept: int) -> None:
    """Whoever notices after days what is wrong needs one of before."""
    daily = DailyBackups(path, tmp_path / "backups", kept=kept)
    for day in range(10):
        await daily.look(NOON + day * DAY)
        newest = [(NOON + n * DAY).date() for n in range(max(0, day + 1 - kept), day + 1)]
        assert sorted(file.name for file in daily.directory.glob("*.sqlite3")) == [
            f"recall-{n}.sqlite3" for n in newest
        ]


async def test_copies_of_a_wrong_clock_do_not_take_the_place_of_todays(
    storage: Storage, path: Path, tmp_path: Path
) -> None:
    """The clock was ahead for as many days as copies are kept: what is made since stays, and is made once a day."""
    daily = DailyBackups(path, tmp_path / "backups", kept=2)
    for day in (400, 401, 0, 1):
        await storage.writer.queue("game", [fact(str(day))])
        await daily.look(NOON + day * DAY)
        newest = daily.newest()
        assert newest is not None
        assert newest.name == f"recall-{(NOON + day * DAY).date()}.sqlite3"
        assert str(day) in on_disk(newest)
    assert len(list((tmp_path / "backups").iterdir())) == 2


async def test_a_database_that_is_called_like_a_copy_is_none(tmp_path: Path) -> None:
    """Somebody pointed Recall at the newest copy, where the copies go: it is not taken away under the bot."""
    path = tmp_path / "recall-2020-01-01.sqlite3"
    upgrade_or_copy(path)
    daily = DailyBackups(path, tmp_path, kept=1)
    for day in range(3):
        await daily.look(NOON + day * DAY)
    newest = daily.newest()
    assert newest is not None
    assert newest != path
    assert path.exists()
    assert check(path) == []


async def test_another_installations_copy_does_not_count(tmp_path: Path) -> None:
    """Two that share a folder are told so, instead of one of them having no copies and nobody knowing."""
    copies, installations = tmp_path / "copies", [tmp_path / "one.sqlite3", tmp_path / "two.sqlite3"]
    for path in installations:
        upgrade_or_copy(path)
        give_key(path, path.name)
    with capture_logs() as logged:
        for path in installations:
            daily = DailyBackups(path, copies, kept=2)
            await daily.look(NOON)
            await daily.look(NOON + timedelta(hours=1))
    assert [line["event"] for line in logged] == ["backed up", "no backup was made", "no backup was made"]
    assert "another installation's" in logged[-1]["why"]


async def test_a_copy_that_failed_is_none_and_is_made_later(
    storage: Storage, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves no half copy behind, costs no older one, and the next look makes up for it."""
    daily = DailyBackups(path, tmp_path / "backups", kept=1)
    await daily.look(NOON)

    def full(_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(backup, "flush", full)
        with capture_logs() as logs:
            await daily.look(NOON + DAY)
    [told] = logs
    assert told["event"] == "no backup was made"
    assert str(tmp_path / "backups") in told["why"]
    assert str(path) not in told["why"]
    assert [file.name for file in (tmp_path / "backups").iterdir()] == [f"recall-{NOON.date()}.sqlite3"]
    await daily.look(NOON + DAY + timedelta(minutes=1))  # not at once again: the disk is hardly emptier by now
    assert daily.newest() == tmp_path / "backups" / f"recall-{NOON.date()}.sqlite3"
    await daily.look(NOON + DAY + RETRY)
    assert [file.name for file in (tmp_path / "backups").iterdir()] == [f"recall-{(NOON + DAY).date()}.sqlite3"]
    assert storage.failed == []


async def test_a_copy_that_is_being_written_is_no_killed_ones(path: Path, tmp_path: Path) -> None:
    """Where another installation writes a copy into the same folder, it is left alone."""
    directory = tmp_path / "backups"
    directory.mkdir()
    upgrade_or_copy(path)
    part = directory / "recall-2026-01-02.sqlite3.part"
    with writing_alone(part.with_suffix("")):
        part.write_text("half")
        await DailyBackups(path, directory, kept=3).look(NOON)
        assert part.exists()


async def test_what_a_killed_backup_left_goes_with_the_next_one(path: Path, tmp_path: Path) -> None:
    """A half copy is as large as the database and nobody's; a file of somebody else's stays."""
    directory = tmp_path / "backups"
    directory.mkdir()
    upgrade_or_copy(path)
    for name in ("recall-2026-01-02.sqlite3.part", "mine.part"):
        (directory / name).write_text("half")
    await DailyBackups(path, directory, kept=3).look(NOON)
    assert {file.name for file in directory.iterdir()} == {f"recall-{NOON:%Y-%m-%d}.sqlite3", "mine.part"}


async def test_another_installations_copies_are_none_of_ones_own(tmp_path: Path) -> None:
    """They say nothing of how old one's own newest is, `recall doctor` names them, and they are not deleted."""
    copies, (one, two) = tmp_path / "copies", [tmp_path / "one.sqlite3", tmp_path / "two.sqlite3"]
    for path in (one, two):
        upgrade_or_copy(path)
        give_key(path, path.name)
    for day in range(3):
        await DailyBackups(one, copies, kept=9).look(NOON + day * DAY)
    theirs = sorted(copies.iterdir())
    ours = DailyBackups(two, copies, kept=1)
    assert (ours.newest(), ours.age(NOON)) == (None, None)
    settings = Settings.model_validate({"RECALL_DATABASE": str(two), "RECALL_BACKUPS": str(copies)})
    told = check_backups(settings, NOON)
    assert ("another installation's" in told.found, told.level) == (True, Level.BAD)
    await ours.look(NOON + 3 * DAY)
    made = copies / f"recall-{(NOON + 3 * DAY).date()}.sqlite3"
    assert ours.newest() == made
    assert sorted(copies.iterdir()) == [*theirs, made]
