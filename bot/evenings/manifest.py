"""Essay evenings, put together."""

from datetime import datetime

from bot.delivery.sender import Drawing
from bot.evenings.service import MARK, WRITE, EveningService
from bot.evenings.store import SqlEvenings
from bot.feature import Core, Feature, Tick
from bot.kernel.absences import Absences
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import MessageKey
from cogs.evenings.commands import EveningCommands
from cogs.evenings.components import EveningComponents
from cogs.evenings.privates import EveningPrivates
from cogs.evenings.rendering import draw_marking, draw_writing

TICK_S = 1.0


def evening_store(core: Core) -> SqlEvenings:
    """The rows, also for what asks what is being written about."""
    return SqlEvenings(core.writer, core.database.reading, core.ids)


class Evenings(Feature):
    """A channel writes on one subject, and marks each other's answers."""

    def __init__(self, core: Core) -> None:
        privates = EveningPrivates(core.background, core.client.passing)
        self.evenings = EveningService(
            core.once(evening_store), core.sources, core.delivery, core.goes_on, privates.written
        )
        pressed = EveningComponents(self.evenings, core.delivery.stands, privates)
        self.cogs = [EveningCommands(self.evenings, pressed)]
        self.handlers = pressed.handlers()
        self.ticks = [Tick(TICK_S, self.evenings.tick, "essay evenings")]

    def owns(self, card: str) -> bool:
        """The card of who writes, and that of who marks."""
        return card in (WRITE, MARK)

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give everybody who writes their time back."""
        await self.evenings.recover(absences, at)

    async def draw(self, key: MessageKey) -> Drawing | None:
        """A card of an evening."""
        board = await self.evenings.board(key.game_id)
        if board is None:
            return None
        return draw_writing(board) if key.card == WRITE else draw_marking(board)

    async def posted(self, key: MessageKey, at: datetime) -> None:  # noqa: ARG002
        """An evening can be seen."""
        await self.evenings.hidden.stands(key.game_id)

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:  # noqa: ARG002
        """An evening that nobody has seen is taken back; of another's its host is told."""
        await self.evenings.blocked(key, obstacle)

    def close(self) -> None:
        """No new evenings; those under way go on after the start, with their time."""
        self.evenings.accepting = False
