"""The leaderboards, put together."""

from bot.domain.choosing import topics_of
from bot.features.base import Core, Feature
from bot.service.boards import BoardService
from bot.storage.boards import BoardReader
from bot.storage.preferences import SqlPreferences
from bot.storage.ratings import RatingReader
from bot.storage.streaks import StreakReader
from cogs.boards.commands import BoardCommands
from cogs.boards.components import BoardComponents


class Boards(Feature):
    """Who leads, by the sums that the answers keep."""

    def __init__(self, core: Core) -> None:
        reading = core.database.reading
        preferences = SqlPreferences(core.writer, reading)
        boards = BoardService(BoardReader(reading), RatingReader(reading), StreakReader(reading), preferences)
        self.cogs = [BoardCommands(boards, lambda: topics_of(core.catalogue().values()))]
        self.handlers = BoardComponents(boards).handlers()

    def owns(self, card: str) -> bool:  # noqa: ARG002 - boards are private replies, no messages of their own
        """None: boards are private replies."""
        return False
