"""The leaderboards, put together."""

from bot.features.base import Core, Feature
from bot.service.boards import BoardService
from bot.storage.boards import BoardReader
from bot.storage.preferences import SqlPreferences
from bot.storage.ratings import RatingReader
from cogs.boards.commands import BoardCommands
from cogs.boards.components import BoardComponents


class Boards(Feature):
    """Who leads, by the sums that the answers keep."""

    def __init__(self, core: Core) -> None:
        preferences = SqlPreferences(core.writer, core.database.reading)
        boards = BoardService(BoardReader(core.database.reading), RatingReader(core.database.reading), preferences)
        self.cogs = [BoardCommands(boards)]
        self.handlers = BoardComponents(boards).handlers()

    def owns(self, card: str) -> bool:  # noqa: ARG002 - boards are private replies, no messages of their own
        """None: boards are private replies."""
        return False
