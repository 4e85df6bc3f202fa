"""What other features may know of a server's own questions."""

from bot.own.bettering import takes_distractors
from bot.own.rules import Choices, Item, Pack

__all__ = ["Choices", "Item", "Pack", "takes_distractors"]
