"""A database of its own for each test, with its writer running."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.packs import content
from bot.rounds.store import SqlRoundStore
from bot.storage.database import Database, open_database
from bot.storage.migrate import upgrade
from bot.storage.stores import SqlGameIds, SqlMessageStore
from bot.storage.writer import Writer
from tests.engines import forget_at_close
from tests.postgresql import server, template


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
def url() -> Iterator[URL]:
    """A database on a PostgreSQL server, with the newest tables."""
    made = server().make(template())
    yield made
    server().drop(made)


@pytest.fixture
async def storage(path: Path) -> AsyncIterator[Storage]:
    opened = Storage(open_database(path))
    await opened.open()
    yield opened
    await opened.close()
    forget_at_close(opened.database)


@pytest.fixture
async def idle(path: Path) -> AsyncIterator[Storage]:
    """A database whose writer has not started yet, so that units gather."""
    opened = Storage(open_database(path))
    yield opened
    await opened.close()


_copies = itertools.count(1)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with nothing in it, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    upgrade(path)
    return path


@asynccontextmanager
async def a_copy(empty: Path) -> AsyncIterator[tuple[Database, Writer]]:
    """A database of its own for each example of a property, with its writer running."""
    database = open_database(Path(shutil.copy(empty, empty.with_name(f"{next(_copies)}.sqlite3"))))
    writer = Writer(database.writing, lambda _: None)
    writer.start()
    try:
        yield database, writer
    finally:
        await writer.close()
        await database.close()
        forget_at_close(database)
