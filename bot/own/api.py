"""What other features may know of a server's own questions."""

from bot.own.rules import Choices, Item, Pack, takes_distractors

__all__ = ["Choices", "Item", "Pack", "takes_distractors"]
