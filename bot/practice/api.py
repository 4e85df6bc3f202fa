"""What other features may know of this one."""

from bot.practice import tables
from bot.practice.rules.model import Focus, Reason, Refusal, Sitting, Wish
from bot.practice.service import Aftermath

__all__ = [
    "Aftermath",
    "Focus",
    "Reason",
    "Refusal",
    "Sitting",
    "Wish",
    "tables",
]
