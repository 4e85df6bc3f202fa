"""What other features may know of this one."""

from bot.duels.rules.model import Duel, DuelSettings, End, Phase
from bot.duels.rules.offer import LEAST_ANSWERS

__all__ = [
    "LEAST_ANSWERS",
    "Duel",
    "DuelSettings",
    "End",
    "Phase",
]
