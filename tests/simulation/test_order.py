"""The law of order: what was queued last in a commit is there after it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.learners.tables import learners
from bot.storage.changes import Put
from bot.storage.writer import _Unit
from tests.prepared import upgrade_or_copy
from tests.simulation.order import Order

ADA = 17
ROW = {"player_id": ADA, "exam": "AIF-C01", "exam_at": datetime(2026, 12, 1, tzinfo=UTC)}


def _write() -> None:
    """What the writer gives to its thread."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    upgrade_or_copy(tmp_path / "recall.sqlite3")
    return tmp_path / "recall.sqlite3"


async def test_a_row_that_a_statement_queued_before_it_has_taken_away_is_missed(database: Path) -> None:
    order = Order(lambda: database)
    gone = _Unit("somebody", statements=(learners.delete().where(learners.c.player_id == ADA),))
    order.look(_write, (None, None, [gone, _Unit("somebody", [Put(learners, ROW)])]))
    assert len(order.violations) == 1


async def test_a_row_that_stands_is_not(database: Path) -> None:
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        connection.execute(learners.insert().values(ROW))
    engine.dispose()
    order = Order(lambda: database)
    gone = _Unit("somebody", statements=(learners.delete().where(learners.c.player_id == ADA),))
    order.look(_write, (None, None, [gone, _Unit("somebody", [Put(learners, ROW)])]))
    assert order.violations == []


async def test_a_row_that_is_taken_away_last_need_not_stand(database: Path) -> None:
    order = Order(lambda: database)
    gone = _Unit("somebody", statements=(learners.delete().where(learners.c.player_id == ADA),))
    order.look(_write, (None, None, [_Unit("somebody", [Put(learners, ROW)]), gone]))
    assert order.violations == []
