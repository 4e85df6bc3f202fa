"""Duels, put together."""

from dataclasses import dataclass
from datetime import datetime

from bot.delivery.sender import Drawing
from bot.duels.ratings import RatingBook
from bot.duels.rules.cards import DUEL, RESULT
from bot.duels.service import DuelService
from bot.duels.store import SqlDuelStore
from bot.feature import Core, Feature, Tick
from bot.kernel.absences import Absences
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import MessageKey
from bot.kernel.sources import Game
from bot.learners.store import SqlPreferences
from bot.packs import content
from bot.ratings.redating import Redating
from bot.ratings.store import RatingReader
from cogs.duels.commands import DuelCommands
from cogs.duels.components import DuelComponents
from cogs.duels.privates import DuelPrivates
from cogs.duels.rendering import draw

TICK_S = 0.5


@dataclass(frozen=True, slots=True)
class Desk:
    """The duels and what their buttons do, also for games that are made of duels."""

    duels: DuelService
    components: DuelComponents


def desk(core: Core) -> Desk:
    """The duels of this process."""
    reading = core.database.reading
    store = SqlDuelStore(core.writer, reading, content, core.ids)
    privates = DuelPrivates(core.background, core.client.passing, store.being_asked)
    duels = DuelService(
        store,
        SqlPreferences(core.writer, reading),
        RatingBook(RatingReader(reading), core.clock.now, Redating(core.writer, reading).redate),
        core.sources.of(Game.DUEL),
        core.delivery,
        privates,
        core.goes_on,
        core.drawing,
    )
    return Desk(duels, DuelComponents(duels, privates, core.delivery.stands))


class Duels(Feature):
    """Two players, the same questions."""

    def __init__(self, core: Core) -> None:
        self._is_there = core.is_there
        self._ratings = RatingReader(core.database.reading)
        made = core.once(desk)
        self.duels = made.duels
        self.cogs = [DuelCommands(self.duels, made.components, core.client.tree)]
        self.handlers = made.components.handlers()
        self.ticks = [Tick(TICK_S, self.duels.tick, "duels")]

    def owns(self, card: str) -> bool:
        """The challenge and the result."""
        return card in (DUEL, RESULT)

    async def open(self) -> None:
        """Learn who plays live."""
        await self.duels.open()

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give every duel its time back."""
        await self.duels.recover(absences, at)

    async def draw(self, key: MessageKey) -> Drawing | None:
        """A card of a duel."""
        duel = await self.duels.find(key.game_id)
        if duel is None:
            return None
        return draw(duel, key.card, await self._ratings.moved(duel.id) if key.card == RESULT else ())

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """A challenge that nobody can see is over."""
        duel = await self.duels.find(key.game_id)
        never_offered = key.card == DUEL and obstacle.unseen  # whoever challenged is told so in the same moment
        if duel is not None and (never_offered or self._is_there(duel.guild_id)):
            await self.duels.blocked(key.game_id, at, obstacle)

    def forget(self, scope: object) -> None:
        """What was not written did not happen."""
        self.duels.forget(scope)

    def close(self) -> None:
        """No new duels; those under way go on after the start."""
        self.duels.accepting = False
