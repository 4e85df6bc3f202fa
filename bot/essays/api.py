"""What other features may know of this one."""

from bot.essays.rules import MOST_LETTERS, WORTH, Mark, score

__all__ = ["MOST_LETTERS", "WORTH", "Mark", "score"]
