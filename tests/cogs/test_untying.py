"""What is left of a press that was answered."""

import gc

import pytest
from discord import Interaction

from bot.kernel.questions import Question
from tests.cogs.table import Table
from tests.sources import offering


def _interactions() -> int:
    return sum(isinstance(one, Interaction) for one in gc.get_objects())


async def test_an_answered_press_goes_without_the_collector(
    laid: Table, kinds: dict[str, Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of them would wait for a look through all of the memory, in which nobody is answered."""
    monkeypatch.setattr(laid.rounds.pool, "sources", offering([kinds["single"]]))
    await laid.begin("ben")
    await laid.press("ben", "A")
    gc.collect()
    gc.disable()
    try:
        before = _interactions()
        for letter in "BACDABCD" * 3:
            await laid.press("ben", letter)
        assert _interactions() - before < 5
    finally:
        gc.enable()
