"""Time that is lost while a mock exam, or a group for one, waits."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest

from bot.kernel.availability import Absences
from tests.cogs.table import Table, text
from tests.cogs.test_exams import begun, current, exams, hall, later

__all__ = ["hall"]  # a fixture


async def test_a_group_gathers_for_longer_after_an_outage(hall: Table) -> None:
    """What was lost while nobody could come in is added; then it is called off as usual."""
    await hall.slash("ada", "exam start", exam="AIF-C01", group=True)
    await hall.env.advance_time(60)
    gone = hall.env.now()
    await hall.env.advance_time(40 * 60)
    await exams(hall).recover(Absences({hall.guild.id: gone}.get), hall.env.now())
    await later(hall, 28 * 60)
    assert "was called off" not in text(hall.card())
    await later(hall, 2 * 60)
    assert "was called off" in text(hall.card())


async def test_a_mock_in_a_server_without_the_bot_is_one_of_direct_messages(
    hall: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who installed Recall for themselves can sit one anywhere; an outage is given back there, too."""
    monkeypatch.setattr(discord.Interaction, "is_user_integration", lambda _: True)
    monkeypatch.setattr(discord.Interaction, "is_guild_integration", lambda _: False)
    await begun(hall, "ada")
    paper = await current(hall, "ada")
    assert paper.guild_id == 0
    presence = hall.app.presence
    presence.disconnected(0)
    await hall.env.advance_time(600)
    presence.resumed(0)
    await presence.beat(hall.env.now())
    assert (await current(hall, "ada")).deadline - paper.deadline == timedelta(seconds=600)
