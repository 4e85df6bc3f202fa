"""A database of its own for each test, with its writer running."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.packs import content
from bot.storage.database import Database, open_database
from bot.storage.stores import SqlGameIds, SqlMessageStore, SqlRoundStore
from bot.storage.writer import Writer


@dataclass
class Storage:
    """An open database with everything on it; `failed` lists the scopes whose writing failed."""

    database: Database
    failed: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.writer = Writer(self.database.writing, self.failed.append)
        self.ids = SqlGameIds(self.database.reading)
        self.rounds = SqlRoundStore(self.writer, self.database.reading, content, self.ids)
        self.messages = SqlMessageStore(self.writer, self.database.reading)

    async def open(self) -> None:
        self.writer.start()
        await self.ids.open()

    async def close(self) -> None:
        await self.writer.close()
        await self.database.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "recall.db"


@pytest.fixture
async def storage(path: Path) -> AsyncIterator[Storage]:
    opened = Storage(open_database(path))
    await opened.open()
    yield opened
    await opened.close()
