"""Who wishes to be on no board is named on no post either."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.daily.manifest import DailyChallenge
from bot.kernel.asked import Player
from bot.kernel.deciding import begin
from bot.learners.api import change_wishes
from bot.learners.store import SqlPreferences
from tests.cogs.table import Table, text
from tests.strategies import key_of


@pytest.mark.parametrize("hidden", [False, True])
async def test_the_next_post_names_nobody_who_is_hidden_as_the_best(laid: Table, hidden: bool) -> None:
    """It may call a role, and everybody in the channel reads it."""
    daily = next(feature for feature in laid.app.features if isinstance(feature, DailyChallenge))
    preferences = SqlPreferences(laid.app.writer, laid.app.database.reading)
    await change_wishes(preferences, laid.ben.id, hidden=hidden)
    await laid.slash("gus", "settings daily", time="09:00", zone="Europe/Berlin")
    await _days_post(laid, daily)
    found = await daily.dailies.latest(laid.guild.id)
    assert found is not None
    for place, asked in enumerate(found.asked):
        ben = Player(laid.ben.id, "ben", laid.env.now())
        await daily.dailies.answer(found.id, ben, place, key_of(asked.question), laid.env.now())
    await _days_post(laid, daily)
    assert "100% of their answers right" in text(laid.card())
    assert ("ben" in text(laid.card())) is not hidden


async def _days_post(laid: Table, daily: DailyChallenge) -> None:
    now = laid.env.now()
    target = now.replace(hour=8, minute=1, second=0)
    await laid.env.advance_time((target + timedelta(days=target <= now) - now).total_seconds())
    begin()
    await daily.posting.tick(laid.env.now())
    await laid.settle()
