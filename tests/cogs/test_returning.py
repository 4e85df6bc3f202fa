"""Coming back after an absence, on the screen: nobody is told "too late" for time that was lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.kernel.absences import Absences
from bot.kernel.questions import Question
from bot.presence import MOST_BEATS
from tests.cogs.table import Table, labels, table, text
from tests.engines import allow, outside, refuse


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


async def test_a_quiz_that_cannot_be_written_stands_still_alone(laid: Table, tmp_path: Path) -> None:
    """Time goes on for everything else on its server; once the quiz can be written, its question has its time back."""
    await laid.begin("ben")
    game, presence, guild = await laid.game(), laid.app.presence, laid.guild.id
    deadline = game.asked[-1].deadline
    assert deadline is not None
    refuse(tmp_path / "recall.sqlite3", "rounds", f"NEW.game_id = {game.id}")
    presence.disconnected(0)
    await laid.env.advance_time(120)
    presence.resumed(0)
    for _ in range(5):
        await laid.later(60)
        await presence.beat(laid.env.now())
    assert [presence.goes_on(guild), presence.goes_on(0), presence.goes_on(guild, game.id)] == [True, True, False]
    assert (await laid.game()).asked[-1].closed_at is None
    with outside(tmp_path / "recall.sqlite3") as rows:
        [(beat,)] = rows.execute("SELECT alive_at FROM heartbeat").fetchall()
    assert beat == laid.env.now().timestamp() * 1000
    allow(tmp_path / "recall.sqlite3", "rounds")
    await laid.rounds.tick(laid.env.now())
    for _ in range(MOST_BEATS):
        await presence.beat(laid.env.now())
    assert (await laid.game()).asked[-1].deadline == deadline + timedelta(seconds=420)
    assert presence.goes_on(guild, game.id)
