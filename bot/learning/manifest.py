"""What answers teach of questions, put together."""

from bot.feature import Core, Feature, Tick
from bot.learning.difficulties import DifficultyService
from bot.learning.difficulties_store import SqlDifficulties
from bot.learning.spreads import SpreadService
from bot.learning.spreads_store import SqlSpreads
from bot.learning.store import SqlHistory
from bot.packs import content

TICK_S = 60.0
SPREADS_S = 600.0


def history(core: Core) -> SqlHistory:
    """Everybody's answers; one reader for all, since it keeps the questions that it has decoded."""
    return SqlHistory(core.database.reading, content)


class Learning(Feature):
    """How hard questions are, learnt from first attempts, and how people differ; nobody sees it."""

    def __init__(self, core: Core) -> None:
        store = SqlDifficulties(core.writer, core.database.reading)
        self.difficulties = DifficultyService(store, core.once(history), core.sources)
        self.spreads = SpreadService(SqlSpreads(core.writer, core.database.reading), core.once(history), core.sources)
        self.ticks = [
            Tick(TICK_S, self.difficulties.learn, "difficulties", once=True),
            Tick(SPREADS_S, self.spreads.learn, "spreads of ability", once=True),
        ]
