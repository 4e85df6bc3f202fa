"""What other features may know of this one."""

from bot.learning.service import (
    Blank,
    Given,
    HistoryStore,
    bank_of,
    difficulty_of,
    is_right,
    lifecycle_badge,
    memories,
    missed,
    picks,
    responses,
)
from bot.learning.spreads import by_domain

__all__ = [
    "Blank",
    "Given",
    "HistoryStore",
    "bank_of",
    "by_domain",
    "difficulty_of",
    "is_right",
    "lifecycle_badge",
    "memories",
    "missed",
    "picks",
    "responses",
]
