"""What other features may know of this one."""

from bot.nights.rules.model import Night
from bot.nights.rules.play import begins_with, lobby_of
from bot.nights.rules.standing import standing

__all__ = ["Night", "begins_with", "lobby_of", "standing"]
