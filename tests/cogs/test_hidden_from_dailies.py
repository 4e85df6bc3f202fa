"""Who wishes to be on no board is named on no post either."""

from __future__ import annotations

import pytest

from bot.learners.api import change_wishes
from bot.learners.store import SqlPreferences
from tests.cogs.dailies import at_nine, played_by_ben, set_up
from tests.cogs.table import Table, private, text


@pytest.mark.parametrize("hidden", [False, True])
async def test_the_next_post_names_nobody_who_is_hidden_as_the_best(laid: Table, hidden: bool) -> None:
    """It may call a role, and everybody in the channel reads it."""
    preferences = SqlPreferences(laid.app.writer, laid.app.database.reading)
    await change_wishes(preferences, laid.ben.id, hidden=hidden)
    daily = await set_up(laid)
    await at_nine(laid, daily)
    await laid.settle()
    await played_by_ben(laid, daily)
    await at_nine(laid, daily)
    await laid.settle()
    assert "100% of their answers right" in text(laid.card())
    assert ("ben" in text(laid.card())) is not hidden


async def test_whoever_is_hidden_reads_why_they_are_not_in_the_table(laid: Table) -> None:
    """Else the table that `/daily` shows them would be wrong to them; nobody else reads that."""
    preferences = SqlPreferences(laid.app.writer, laid.app.database.reading)
    daily = await set_up(laid)
    await at_nine(laid, daily)
    await laid.settle()
    await played_by_ben(laid, daily)
    await at_nine(laid, daily)
    assert "You are hidden" not in text(private(await laid.slash("ben", "daily")))
    await change_wishes(preferences, laid.ben.id, hidden=True)
    told = text(private(await laid.slash("ben", "daily")))
    assert "You are hidden, so nobody sees you on any board" in told
    assert "Standings come once" not in told
    assert "You are hidden" not in text(private(await laid.slash("ada", "daily")))
