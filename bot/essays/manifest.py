"""Essays, put together."""

from bot.essays.service import EssayService
from bot.essays.store import SqlEssays
from bot.feature import Core, Feature
from bot.flashcards.manifest import flashcards
from cogs.essays.commands import EssayCommands
from cogs.essays.components import EssayComponents


class Essays(Feature):
    """Answering in one's own words; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        store = SqlEssays(core.writer, core.database.reading)
        pressed = EssayComponents(EssayService(store, core.sources, core.once(flashcards)))
        self.cogs = [EssayCommands(pressed)]
        self.handlers = pressed.handlers()
