"""Days of a server that has a daily at nine in Berlin."""

from __future__ import annotations

from datetime import timedelta

from bot.daily.manifest import DailyChallenge
from bot.daily.rules.play import Daily
from bot.kernel.asked import Player
from bot.kernel.deciding import begin
from tests.cogs.table import Table
from tests.strategies import key_of


async def set_up(laid: Table) -> DailyChallenge:
    """Turn it on."""
    await laid.slash("gus", "settings daily", time="09:00", zone="Europe/Berlin")
    return next(feature for feature in laid.app.features if isinstance(feature, DailyChallenge))


async def to_nine(laid: Table) -> None:
    """A minute after the next post is due."""
    now = laid.env.now()
    target = now.replace(hour=8, minute=1, second=0)
    await laid.env.advance_time((target + timedelta(days=target <= now) - now).total_seconds())


async def at_nine(laid: Table, daily: DailyChallenge) -> None:
    """The next post is made."""
    await to_nine(laid)
    begin()
    await daily.posting.tick(laid.env.now())


async def latest(laid: Table, daily: DailyChallenge) -> Daily:
    """The last post."""
    found = await daily.dailies.latest(laid.guild.id)
    assert found is not None
    return found


async def played_by_ben(laid: Table, daily: DailyChallenge) -> None:
    """Ben answers everything in the last post, all of it rightly."""
    found = await latest(laid, daily)
    for place, asked in enumerate(found.asked):
        ben = Player(laid.ben.id, "ben", laid.env.now())
        await daily.dailies.answer(found.id, ben, place, key_of(asked.question), laid.env.now())
