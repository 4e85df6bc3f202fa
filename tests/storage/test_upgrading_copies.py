"""Before an upgrade the database is copied, so that one version back is always at hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import upgrading
from bot.storage.checking import check, revision
from bot.storage.errors import DatabaseError
from bot.storage.migrate import upgrade
from bot.storage.revisions import newest_revision
from bot.storage.upgrading import KEPT, upgrade_with_a_copy
from tests.engines import file_only

pytestmark = file_only


def copies(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.before-upgrade-*"))


def test_an_older_database_is_copied_first(path: Path) -> None:
    """The copy holds what was there, at the version it had; the next start, with nothing to upgrade, makes none."""
    upgrade(path, "0003")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO games VALUES (1, 'round', 2, 3, 4, NULL)")
        connection.commit()
    before = revision(path)
    for _ in range(2):
        upgrade_with_a_copy(path)
    [copy] = copies(path)
    assert (revision(path), revision(copy), check(path)) == (newest_revision(), before, [])
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT id FROM games").fetchall() == [(1,)]


def test_a_new_database_has_nothing_to_copy(path: Path) -> None:
    """The first start leaves one file."""
    upgrade_with_a_copy(path)
    assert copies(path) == []


def test_only_the_newest_copies_stay(path: Path) -> None:
    """The disk is not filled by copies of copies."""
    for number in range(KEPT + 2):
        path.with_name(f"{path.name}.before-upgrade-from-{number:04}x").write_text("old")
    upgrade(path, "0003")
    upgrade_with_a_copy(path)
    assert len(copies(path)) == KEPT
    assert any(file.stat().st_size > 100 for file in copies(path))


def test_without_room_for_the_copy_nothing_is_upgraded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is told, and the database is as it was."""

    def full(_: Path, target: Path) -> None:
        raise DatabaseError(f"No backup was made. The disk that holds {target} is full.", passes=True)

    upgrade(path, "0003")
    before = revision(path)
    monkeypatch.setattr(upgrading, "back_up", full)
    with pytest.raises(DatabaseError, match="was not upgraded, because it could not be copied first"):
        upgrade_with_a_copy(path)
    assert revision(path) == before
