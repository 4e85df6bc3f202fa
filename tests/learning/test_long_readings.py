"""However many long histories are read, there are connections left for what people wait for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.kernel.questions import Question
from bot.learning.store import SqlHistory
from bot.packs import content
from bot.storage.readers import LONG_AT_ONCE
from tests.studying import BEN, RIGHT, WRONG, Desk, desk, question


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Desk]:
    """A place to study with a few answers."""
    async with desk(tmp_path, [question("q1"), question("q2")]) as ready:
        await ready.played({"q1": RIGHT, "q2": WRONG})
        yield ready


async def test_histories_leave_connections_to_others(table: Desk) -> None:
    """Ten at a time take two connections."""
    pool, out = table.database.reading.sync_engine.pool, list[int]()
    assert len(await table.history.history(BEN)) == 2
    event.listen(pool, "checkout", lambda *_: out.append(pool.checkedout()))  # type: ignore[attr-defined]
    histories = await asyncio.gather(*(table.history.history(BEN) for _ in range(10)))
    assert [len(one) for one in histories] == [2] * 10
    assert max(out) == LONG_AT_ONCE


async def test_nothing_is_decoded_while_a_connection_is_held(table: Desk) -> None:
    """Threads may be long in coming: whoever waits for one has given the connection back."""
    pool, out = table.database.reading.sync_engine.pool, list[int]()

    class Codec:
        to_json = staticmethod(content.to_json)

        def from_json(self, body: str) -> Question:
            out.append(pool.checkedout())  # type: ignore[attr-defined]
            return content.from_json(body)

    history = SqlHistory(table.database.reading, Codec())
    assert len(await history.history(BEN)) == 2
    assert out == [0, 0]
