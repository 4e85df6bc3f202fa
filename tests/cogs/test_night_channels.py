"""A quiz night in a channel in which Recall may not post, and what became of its announcement."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.sender import BlockedError
from bot.kernel.asked import Player
from bot.nights.rules.model import Leg, Night, Phase, Plan, Wait
from tests.cogs.evening import HOUR_S, Evening, evening
from tests.cogs.table import take_away, text

__all__ = ["evening"]


async def test_a_channel_that_is_closed_at_the_start_is_waited_for(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No lobby is left behind, the host is told, and when Recall can post again the round is opened."""
    laid = evening.laid
    await evening.plan()

    async def refused(*_: object) -> None:
        raise BlockedError("no")

    with monkeypatch.context() as closed:
        closed.setattr(laid.app.delivery._sender, "post", refused)
        await evening.look(6 * HOUR_S)
        for _ in range(4):
            await evening.look(20)
        assert (await evening.now()).waits is Wait.CHANNEL
        assert await laid.rounds.running_in(laid.channel.id) is None
    told = await laid.slash("ada", "night show")
    assert any("can't post" in text(one) for one in told.followups)
    for _ in range(4):
        await evening.look(20)
    night = await evening.now()
    assert (night.phase, night.waits) == (Phase.ROUND, None)
    assert (await laid.game()).part is not None


async def test_a_deleted_announcement_takes_no_sign_up_with_it(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a channel that is closed by then: the host is told what to do, and the night begins at its hour."""
    laid = evening.laid
    await evening.plan(title="Finals")
    for who in ("ben", "cleo"):
        await laid.press(who, "Sign up")
    with monkeypatch.context() as closed:
        await take_away(laid, closed)
        await laid.slash("ada", "night round", number=1, questions=3)
        await evening.look(5)
        assert len((await evening.now()).sign_ups) == 3
        told = [text(one) for one in (await laid.slash("ada", "night show")).followups]
        [gone] = [one for one in told if "Everybody is still signed up" in one]
        assert "`/night stop`, and plan another one elsewhere, for which everybody signs up anew" in gone
        evening.restart()
        assert not (await laid.slash("ada", "night show")).followups
    laid.app.delivery.reopened(laid.channel.id)
    await evening.look()
    assert "3 signed up" in text(laid.card())
    assert "Waiting" not in text(laid.card())
    await evening.begun()
    assert {one.id for one in (await laid.game()).active_players} >= {laid.people[who].id for who in ("ben", "cleo")}


async def test_a_night_without_an_announcement_still_begins_at_its_hour(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in the way then is waited for from that hour on, not from when the announcement was deleted."""
    laid = evening.laid
    await evening.plan()
    with monkeypatch.context() as closed:
        await take_away(laid, closed)
        await laid.slash("ada", "night round", number=1, questions=3)
        await laid.env.advance_time(6 * HOUR_S)
        for _ in range(4):
            await evening.look(20)
        night = await evening.now()
        assert (night.phase, night.waits, night.told) == (Phase.ROUND, Wait.CHANNEL, False)
    for _ in range(4):
        await evening.look(20)
    assert (await laid.game()).part is not None


async def test_an_event_does_not_outlive_a_night_that_nobody_saw(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord lists it before it refuses the announcement."""
    laid = evening.laid
    events = laid.env.backend.get_guild(laid.guild.id).scheduled_events
    listed = asyncio.Event()

    async def refused(*_: object) -> None:
        await listed.wait()
        raise BlockedError("no")

    with monkeypatch.context() as closed:
        closed.setattr(laid.app.delivery._sender, "post", refused)
        at = laid.env.now()
        plan = Plan("Finals", at + timedelta(hours=6), (Leg(), Leg()))
        ada = Player(laid.people["ada"].id, "Ada", at)
        planned = await evening.feature.nights.plan(
            guild_id=laid.guild.id, channel_id=laid.channel.id, host=ada, plan=plan, at=at
        )
        assert isinstance(planned, Night)
        await evening.feature.events.look(planned.id, at)
        assert [event.name for event in events.values()] == ["Finals"]
        listed.set()
        await laid.settle()
    for _ in range(3):
        await evening.look(20)
    assert not events
    assert await evening.feature.nights.open_in(laid.guild.id) == []
