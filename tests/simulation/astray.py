"""The bot's clock goes astray: it is days ahead as a daily is due by it, and right again before those days come."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from playground.client import Playground
from tests.simulation.bot import Bot
from tests.simulation.troubles import DAY, MINUTE, SOON_S

ASTRAY = 0.08
"""How often that happens at the end of a day. It takes long, since days have to pass after it."""

SET_RIGHT_AT_START = 0.5
"""How often the clock is set right while no process runs."""


async def go_astray(
    bot: Bot, playground: Playground, chance: random.Random, now: datetime, start: Callable[[], None]
) -> None:
    """Nobody plays meanwhile: what a clock that is wrong does to those who do is another matter."""
    days = chance.choice((1, 2, 3))
    ahead = (MINUTE - now) % DAY + timedelta(days=days, minutes=chance.uniform(1, 60))
    bot.leap(ahead)
    await asyncio.sleep(SOON_S)
    if at_start := chance.random() < SET_RIGHT_AT_START:
        bot.kill()
    bot.leap(-ahead)
    if at_start:
        start()
    await asyncio.sleep(SOON_S)
    for _ in range(days + 2):
        await playground.advance(DAY.total_seconds())
        await asyncio.sleep(SOON_S + 2)
