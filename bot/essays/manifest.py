"""Essays, put together."""

from bot.essays.service import EssayService
from bot.essays.store import SqlEssays
from bot.evenings.manifest import evening_store
from bot.feature import Core, Feature
from bot.flashcards.manifest import flashcards
from cogs.essays.commands import EssayCommands
from cogs.essays.components import EssayComponents


class Essays(Feature):
    """Answering in one's own words; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        store = SqlEssays(core.writer, core.database.reading)
        essays = EssayService(store, core.sources, core.once(flashcards), core.once(evening_store))
        pressed = EssayComponents(essays)
        self.cogs = [EssayCommands(pressed)]
        self.handlers = pressed.handlers()
