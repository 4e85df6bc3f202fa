"""Coming back after an absence, on the screen: nobody is told "too late" for time that was lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from discord import Interaction
from sqlalchemy import update

from bot.client.words import COMING_BACK
from bot.kernel.absences import Absences
from bot.kernel.custom_ids import Press, base36
from bot.kernel.questions import Question
from bot.presence import MOST_BEATS
from bot.storage.tables import games
from cogs.shared.interactions import say
from tests.cogs.dailies import at_nine, latest, set_up
from tests.cogs.table import Table, labels, private, table, text
from tests.cogs.test_venues import game_of
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

    async def noticed(guild_id: int, game_id: int) -> bool:
        waits.set()
        return await made_up(guild_id, game_id)

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


async def test_a_press_on_a_quiz_that_is_still_owed_time_is_not_judged(
    laid: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the old clock it would be late: nothing is kept of it, and the same press counts once the time is back."""
    monkeypatch.setattr("bot.presence.PRESSES_WAIT_S", 0.0)
    card = await laid.begin("ben")
    game, presence = await laid.game(), laid.app.presence
    refuse(tmp_path / "recall.sqlite3", "rounds", f"NEW.game_id = {game.id}")
    presence.disconnected(0)
    await laid.env.advance_time(120)
    presence.resumed(0)
    await laid.settle()
    told = await laid.press("ben", labels(card)[0], card)
    assert text(private(told)) == COMING_BACK
    assert not (await laid.game()).asked[-1].answers
    allow(tmp_path / "recall.sqlite3", "rounds")
    for _ in range(MOST_BEATS):
        await presence.beat(laid.env.now())
    assert "Locked in" in text(await laid.press("ben", labels(card)[0], card))


@pytest.mark.parametrize(
    "kind", ["round", "daily", "duel", "exam", "exam_room", "tournament", "night", "evening", "practice"]
)
async def test_a_press_waits_for_the_time_of_whatever_has_a_clock(
    laid: Table, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever practices alone has no clock, and is not held up; nor has a daily that is open."""
    monkeypatch.setattr("bot.presence.PRESSES_WAIT_S", 0.0)
    await laid.begin("ben")
    number = await game_of(laid, kind, laid.guild.id, laid.channel.id)
    handled = list[int]()

    async def handle(interaction: Interaction, press: Press) -> None:
        handled.append(press.game_id)
        await say(interaction, "Handled.")

    monkeypatch.setitem(laid.app.client._press_handlers, "zz", handle)
    laid.app.presence.vanished(laid.guild.id, gone=False)
    told = text(private(await laid.forge("ben", f"v1:zz:{base36(number)}:0")))
    assert (told, handled) == (("Handled.", [number]) if kind in ("practice", "daily") else (COMING_BACK, []))
    laid.app.presence.appeared(laid.guild.id)
    await laid.settle()
    assert text(private(await laid.forge("ben", f"v1:zz:{base36(number)}:0"))) == "Handled."


async def test_a_press_while_discord_does_not_reach_the_server_reads_that_it_can_take_longer(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as from direct messages, for a daily that has closed: how long it can be finished is not known yet."""
    monkeypatch.setattr("bot.presence.PRESSES_WAIT_S", 0.0)
    await laid.begin("ben")
    number = await game_of(laid, "daily", laid.guild.id, laid.channel.id)
    over = update(games).where(games.c.id == number).values(ended_at=laid.env.now())
    await laid.app.writer.queue(number, [], over)
    laid.app.presence.vanished(laid.guild.id, gone=False)
    told = text(private(await laid.forge("ben", f"v1:zz:{base36(number)}:0")))
    assert "loses no time, and goes on once Recall can reach it again" in told
    assert "a little later" in told


async def test_a_press_that_is_not_judged_leaves_a_private_sheet_as_it_is(
    tmp_path: Path, kinds: dict[str, Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was about to lock an answer in presses the same button again."""
    monkeypatch.setattr("bot.presence.PRESSES_WAIT_S", 0.0)
    async with table(tmp_path, {"one": kinds["ordering"]}) as laid:
        card = await laid.begin("ben")
        opened = await laid.press("ben", "Answer", card)
        sheet = private(opened)
        before = labels(sheet)
        laid.app.presence.vanished(laid.guild.id, gone=False)
        assert text(await laid.press("ben", before[0], sheet)) == COMING_BACK
        assert labels(sheet) == before
        laid.app.presence.appeared(laid.guild.id)


async def test_a_daily_is_played_on_while_discord_does_not_reach_its_server(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is late while it is open, so an answer from direct messages counts, and the streak stands."""
    monkeypatch.setattr("bot.presence.PRESSES_WAIT_S", 0.0)
    daily = await set_up(laid)
    await at_nine(laid, daily)
    await laid.settle()
    laid.app.presence.vanished(laid.guild.id, gone=False)
    opened = await laid.press("ben", "Play")
    await laid.attempt("ben", private(opened))
    assert (await latest(laid, daily)).has_finished(laid.ben.id)
    laid.app.presence.appeared(laid.guild.id)
    await laid.settle()
    assert (await daily.dailies.record(laid.guild.id, laid.ben.id, laid.env.now())).streak.length == 1


async def test_the_last_post_of_a_server_that_the_bot_has_left_closes(laid: Table) -> None:
    """Its answers count for whoever gave them, once the server was waited for."""
    daily = await set_up(laid)
    await at_nine(laid, daily)
    await laid.settle()
    laid.app.presence.vanished(laid.guild.id, gone=True)
    await laid.env.advance_time(26 * 3600)
    await daily.posting.close_some(laid.env.now())
    assert (await latest(laid, daily)).closed_at == laid.env.now()
