"""The leaderboards, put together."""

from bot.boards.membership import Membership
from bot.boards.service import BoardService
from bot.boards.store import BoardReader, SqlMembership
from bot.daily.streaks import StreakReader
from bot.feature import Core, Feature
from bot.learners.store import SqlPreferences
from bot.ratings.store import RatingReader
from cogs.boards.commands import BoardCommands
from cogs.boards.components import BoardComponents


def membership(core: Core) -> Membership:
    """Who is asked after, once a day, wherever they are shown."""
    return Membership(core.client.is_member, SqlMembership(core.writer), core.background)


class Boards(Feature):
    """Who leads, by the sums that the answers keep."""

    def __init__(self, core: Core) -> None:
        reading = core.database.reading
        preferences = SqlPreferences(core.writer, reading)
        readers = BoardReader(reading), RatingReader(reading), StreakReader(reading)
        boards = BoardService(*readers, preferences, core.once(membership))
        self._sources = core.sources
        self.cogs = [BoardCommands(boards, self._topics)]
        self.handlers = BoardComponents(boards, self._topics).handlers()

    async def _topics(self, guild_id: int) -> list[str]:
        return (await self._sources.library(guild_id)).topics
