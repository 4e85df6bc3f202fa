"""What other features may know of this one."""

from bot.flashcards.rules import point_id
from bot.flashcards.service import FlashcardService

__all__ = ["FlashcardService", "point_id"]
