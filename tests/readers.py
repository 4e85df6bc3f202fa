"""Nobody who has a connection for reading waits for another one: where all have one, all would wait for ever."""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from sqlalchemy.pool import ConnectionPoolEntry

from bot.storage.readers import Readers


def refuse_a_second_one(patch: pytest.MonkeyPatch) -> None:
    """Have it fail at once wherever it happens, also where there are connections enough."""
    get, give_back = Readers._do_get, Readers._do_return_conn
    having: WeakKeyDictionary[asyncio.Task[Any], dict[Readers, ConnectionPoolEntry]] = WeakKeyDictionary()
    had_by: dict[ConnectionPoolEntry, dict[Readers, ConnectionPoolEntry]] = {}

    def got(pool: Readers) -> ConnectionPoolEntry:
        task = asyncio.current_task()
        had = {} if task is None else having.setdefault(task, {})
        assert pool not in had, "it has a connection, and asks for another one"
        had[pool] = record = get(pool)
        had_by[record] = had
        return record

    def given_back(pool: Readers, record: ConnectionPoolEntry) -> None:
        had_by.pop(record, {}).pop(pool, None)
        give_back(pool, record)

    patch.setattr(Readers, "_do_get", got)
    patch.setattr(Readers, "_do_return_conn", given_back)
