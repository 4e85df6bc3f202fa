"""The law of what stands: a question is open only once its message is known to the rows."""

from __future__ import annotations

import pytest

from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.writer import _Unit
from tests.simulation.standing import Standing

GAME = 7
WANTED = Put(tables.messages, {"game_id": GAME, "card": "q0", "message_id": None})
STANDS = Put(tables.messages, {"game_id": GAME, "card": "q0", "message_id": 99})
OPEN = Put(tables.asked, {"game_id": GAME, "position": 0, "opened_at": 1})
NOT_YET = Put(tables.asked, {"game_id": GAME, "position": 0, "opened_at": None})


def _write() -> None:
    """What the writer gives to its thread."""


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([WANTED, OPEN, STANDS], 1),
        ([WANTED, NOT_YET, STANDS, OPEN], 0),
        ([WANTED, STANDS, WANTED, OPEN], 0),  # a message that was taken away stood
        ([OPEN], 0),  # practice has none
    ],
)
async def test_a_question_that_opens_before_its_message_is_known_is_found(rows: list[Put], found: int) -> None:
    law = Standing()
    for row in rows:
        law.look(_write, (None, None, [_Unit(GAME, [row])]))
    assert len(law.violations) == found
