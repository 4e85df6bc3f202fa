"""What other features may know of this one."""

from bot.duels import tables
from bot.duels.rules.model import Duel, DuelPace, DuelSettings, End, Phase, Refusal, Where
from bot.duels.rules.offer import LEAST_ANSWERS, Part
from bot.duels.rules.play import WAIT_IN_A_GAME
from bot.duels.rules.result import has_result, winner
from bot.duels.service import DuelService

__all__ = [
    "LEAST_ANSWERS",
    "WAIT_IN_A_GAME",
    "Duel",
    "DuelPace",
    "DuelService",
    "DuelSettings",
    "End",
    "Part",
    "Phase",
    "Refusal",
    "Where",
    "has_result",
    "tables",
    "winner",
]
