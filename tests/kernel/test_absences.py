"""Lost time is given back to the games of servers that are heard again."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.kernel.absences import Absences
from tests.strategies import MINUTE, NOON

MANY = 500


async def test_very_many_games_that_come_back_together_keep_no_press_waiting() -> None:
    """Each gets its time, a few at once: all at once would stop everybody else for as long as all of them take."""
    given: list[int] = []
    at_once = most = 0

    async def give_back(game_id: int, since: datetime) -> None:  # noqa: ARG001
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0)
        at_once -= 1
        given.append(game_id)

    games = {number: 2 if number % 5 == 0 else 1 for number in range(MANY)}
    back = {1: NOON - MINUTE}
    await Absences(back.get).make_up(games, NOON, give_back)
    assert given == [number for number in range(MANY) if number % 5], "only of the server that is back"
    assert most <= MANY / 5
