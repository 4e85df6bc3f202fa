"""A table at which a quiz night is held."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.nights.manifest import Nights
from bot.nights.rules.model import Night
from tests.cogs.table import Table, private, table, text
from tests.strategies import question

RIGHT, WRONG = (0,), (1,)
HOUR_S, MINUTE_S = 3600, 60


@dataclass
class Evening:
    """A table at which a night is held."""

    laid: Table

    @property
    def feature(self) -> Nights:
        return next(one for one in self.laid.app.features if isinstance(one, Nights))

    async def now(self) -> Night:
        """The night that was planned last."""
        found = await self.feature.nights.find(self.latest)
        assert found is not None
        return found

    latest: int = 0

    async def look(self, seconds: float = 0) -> None:
        """Let time pass, and have everything looked at."""
        await self.laid.env.advance_time(seconds)
        at = self.laid.env.now()
        await self.laid.rounds.tick(at)
        for tick in self.feature.ticks:
            await tick.look(at)
        await self.laid.settle()

    async def plan(self, who: str = "ada", **options: Any) -> str:
        when = self.laid.env.now() + timedelta(hours=6)
        given = {"day": f"{when:%Y-%m-%d}", "time": f"{when:%H:%M}", "zone": "UTC", "questions": 1, **options}
        said = text(private(await self.laid.slash(who, "night plan", **given)))
        await self.look()
        self.latest = max((one.id for one in await self.feature.nights.open_in(self.laid.guild.id)), default=0)
        return said

    async def begun(self) -> None:
        """It is time, and Ben and Cleo come."""
        night = await self.now()
        await self.look((night.plan.starts_at - self.laid.env.now()).total_seconds())
        await self.look()
        for who in ("ben", "cleo"):
            await self.laid.press(who, "Join")
        await self.look(2 * MINUTE_S)

    async def play(self, right: str, wrong: str) -> None:
        """One of them is right in the open question, one wrong, and the round is over."""
        game = await self.laid.game()
        at = self.laid.env.now()
        for who, given in ((right, RIGHT), (wrong, WRONG)):
            player = game.players[self.laid.people[who].id]
            await self.laid.rounds.answer(game.id, player, game.position, given, at)
        await self.laid.rounds.skip(game.id, game.host_id, at, may_manage=True)
        self.restart()
        await self.laid.rounds.skip(game.id, game.host_id, at, may_manage=True)
        await self.laid.settle()  # the round's result is there before the night goes on
        self.restart()
        await self.look()

    def restart(self) -> None:
        """Memory says nothing any more; the rows say all."""
        self.feature.forget(self.latest)
        for game in self.laid.rounds._rounds.held:
            self.laid.rounds.forget(game.id)


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Evening]:
    """Nine questions whose first option is right."""
    questions = [question(f"q{number}", topic="metrics" if number % 2 else "security") for number in range(9)]
    async with table(tmp_path, {one.id: one for one in questions}) as laid:
        yield Evening(laid)
