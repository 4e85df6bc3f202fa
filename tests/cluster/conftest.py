"""Processes of one cluster on a PostgreSQL server of the tests' own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Protocol

import pytest
from sqlalchemy import URL

from bot.cluster.store import LeaseStore
from bot.storage.postgresql import beating_engine
from tests.engines import speaking
from tests.storage.conftest import url

__all__ = ["url"]  # a fixture


class Join(Protocol):
    """A process that has joined, by its name; so many parts there are."""

    async def __call__(self, name: str, parts: int = 1) -> LeaseStore: ...


@pytest.fixture
async def join(url: URL) -> AsyncIterator[Join]:
    """A process that has joined, by its name."""
    joined: list[LeaseStore] = []

    async def one(name: str, parts: int = 1) -> LeaseStore:
        store = LeaseStore(beating_engine(url, name), name)
        await store.join("night", "0.3.0", parts)
        joined.append(store)
        return store

    yield one
    for store in joined:
        await store.close()


@pytest.fixture
def silence(url: URL) -> Callable[[str, float], None]:
    """A process has not beaten for so many seconds."""

    def for_so_long(name: str, seconds: float) -> None:
        with speaking(url) as connection:
            connection.execute("UPDATE members SET beat_at = beat_at - ? WHERE name = ?", (int(seconds * 1000), name))

    return for_so_long
