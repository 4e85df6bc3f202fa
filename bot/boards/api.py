"""What other features may know of this one."""

from bot.boards import tables
from bot.boards.rules.boards import ALL_TIME, ALL_TOPICS, Board, week_of
from bot.boards.store import asked_rows
from bot.boards.tables import boards

__all__ = [
    "ALL_TIME",
    "ALL_TOPICS",
    "Board",
    "asked_rows",
    "boards",
    "tables",
    "week_of",
]
