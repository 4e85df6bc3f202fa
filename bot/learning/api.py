"""What other features may know of this one."""

from bot.learning.library import Shelf
from bot.learning.service import (
    Given,
    HistoryStore,
    Library,
    bank_of,
    difficulty_of,
    is_right,
    lifecycle_badge,
    memories,
    picks,
    responses,
)

__all__ = [
    "Given",
    "HistoryStore",
    "Library",
    "Shelf",
    "bank_of",
    "difficulty_of",
    "is_right",
    "lifecycle_badge",
    "memories",
    "picks",
    "responses",
]
