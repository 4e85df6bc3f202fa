"""The courses of groups, put together."""

from datetime import datetime

from bot.cohorts.service import CARD, CohortService
from bot.cohorts.store import SqlCohorts
from bot.daily.manifest import schedules
from bot.delivery.sender import Drawing
from bot.feature import Core, Feature, Tick
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import MessageKey
from bot.learning.manifest import history
from bot.timing.zones import PinnedZones
from cogs.cohorts.commands import CohortCommands
from cogs.cohorts.components import CohortComponents
from cogs.cohorts.rendering import step_card

TICK_S = 2.0


class Cohorts(Feature):
    """A module a week or a fortnight, for everybody in a server."""

    def __init__(self, core: Core) -> None:
        self._clock, self._is_there = core.clock, core.is_there
        self.cohorts = CohortService(
            SqlCohorts(core.writer, core.database.reading, core.ids),
            core.once(history),
            core.sources,
            PinnedZones(),
            core.delivery,
            core.clock.now,
            core.hears,
        )
        core.sources.lead(self.cohorts.leading)
        pressed = CohortComponents(self.cohorts)
        self.cogs = [CohortCommands(self.cohorts, core.once(schedules), pressed)]
        self.handlers = pressed.handlers()
        self.ticks = [Tick(TICK_S, self.cohorts.tick, "groups' courses")]

    def owns(self, card: str) -> bool:
        """A card of a step."""
        return card == CARD

    async def open(self) -> None:
        """Learn which servers follow a course."""
        await self.cohorts.open()

    async def draw(self, key: MessageKey) -> Drawing | None:
        """A step's card; it never changes."""
        shown = await self.cohorts.showing(key.game_id, self._clock.now())
        return Drawing(step_card(shown), settled=True) if shown else None

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:  # noqa: ARG002
        """A card that was refused stops the course, unless its whole server is away."""
        shown = await self.cohorts.server_of(key.game_id)
        if obstacle.missing and shown is not None and self._is_there(shown):
            await self.cohorts.blocked(key.game_id)

    def forget(self, scope: object) -> None:
        """What was not written did not happen."""
        self.cohorts.forget(scope)

    def close(self) -> None:
        """No new cards: the rows keep them."""
        self.cohorts.accepting = False
