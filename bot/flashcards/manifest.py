"""Flashcards, put together."""

from bot.evenings.manifest import evening_store
from bot.feature import Core, Feature
from bot.flashcards.service import FlashcardService
from bot.flashcards.store import SqlFlashcards
from bot.learning.manifest import history
from cogs.flashcards.commands import FlashcardCommands
from cogs.flashcards.components import FlashcardComponents


def flashcards(core: Core) -> FlashcardService:
    """The decks, also for what puts cards into them."""
    store = SqlFlashcards(core.writer, core.database.reading)
    return FlashcardService(store, core.once(history), core.once(evening_store), core.sources)


class Flashcards(Feature):
    """Show, think, turn, grade oneself; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        pressed = FlashcardComponents(core.once(flashcards))
        self.cogs = [FlashcardCommands(pressed)]
        self.handlers = pressed.handlers()
