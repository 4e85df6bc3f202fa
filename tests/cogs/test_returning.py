"""Coming back after an absence, on the screen: nobody is told "too late" for time that was lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.kernel.availability import Absences
from bot.kernel.questions import Question
from tests.cogs.table import Table, labels, table, text


@pytest.fixture
async def laid(tmp_path: Path, kinds: dict[str, Question]) -> AsyncIterator[Table]:
    """A table with one question, answered by one press."""
    async with table(tmp_path, {"one": kinds["single"]}) as ready:
        yield ready


async def test_a_press_before_the_lost_time_is_given_back_is_in_time(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shard is heard again, the deadline still the old one: the press is judged by the new one."""
    card = await laid.begin("ben")
    presence, client = laid.app.presence, laid.app.client
    presence.disconnected(0)
    await laid.env.advance_time(120)
    waits, give_back = asyncio.Event(), asyncio.Event()
    recover, made_up = presence._recover, client.made_up

    async def slowly(absences: Absences, at: datetime) -> None:
        await give_back.wait()
        await recover(absences, at)

    async def noticed(guild_id: int) -> None:
        waits.set()
        await made_up(guild_id)

    monkeypatch.setattr(presence, "_recover", slowly)
    monkeypatch.setattr(client, "made_up", noticed)
    presence.resumed(0)
    pressed = asyncio.ensure_future(laid.ben.click(card, label=labels(card)[0]))
    await waits.wait()
    give_back.set()
    result = await pressed
    await laid.settle()
    assert "Locked in" in text(result)
