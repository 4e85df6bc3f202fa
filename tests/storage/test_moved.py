"""A database file that is moved or deleted under the running bot: nothing is acknowledged that nobody would find."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.kernel.ports import StorageError
from bot.storage.database import open_database
from tests.engines import file_only
from tests.storage.conftest import Storage
from tests.storage.rows import fact, on_disk

pytestmark = file_only


@pytest.mark.parametrize("ending", ["", "-wal"])
async def test_what_is_moved_away_takes_nothing_until_it_is_back(storage: Storage, path: Path, ending: str) -> None:
    """SQLite itself writes on, to what the next start does not find. The error says what to do, and till when."""
    await storage.writer.queue("game", [fact("a")])
    file = path.with_name(path.name + ending)
    aside = file.rename(path.with_name("aside"))
    with pytest.raises(StorageError, match=r"moved, deleted, or replaced.*Put both back before Recall stops"):
        await storage.writer.queue("game", [fact("b")])
    assert storage.failed == ["game"]
    assert storage.writer.failing > 0
    aside.rename(file)
    await storage.writer.queue("game", [fact("c")])
    assert storage.writer.failing == 0
    assert on_disk(path) == {"a": "x", "c": "x"}


async def test_a_start_that_finds_no_database_says_that_it_made_one(path: Path) -> None:
    """An operator whose database has another path, or is gone, reads it; at the next start there is nothing to say."""
    for events in (["a new, empty database was made"], []):
        with capture_logs() as told:
            await open_database(path).close()
        assert [line["event"] for line in told if "database" in line["event"]] == events
