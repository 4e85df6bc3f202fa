"""What other features may know of this one."""

from bot.rounds import tables
from bot.rounds.rules.cards import PODIUM, question_card
from bot.rounds.rules.model import EndReason, Part, Phase, Refusal, Round, Settings, Speaking, Weight
from bot.rounds.rules.standings import goes_by_time, standings
from bot.rounds.rules.team_standings import team_standings
from bot.rounds.rules.teams import team_of
from bot.rounds.service import RoundService
from bot.rounds.store import READ_AT_ONCE

__all__ = [
    "PODIUM",
    "READ_AT_ONCE",
    "EndReason",
    "Part",
    "Phase",
    "Refusal",
    "Round",
    "RoundService",
    "Settings",
    "Speaking",
    "Weight",
    "goes_by_time",
    "question_card",
    "standings",
    "tables",
    "team_of",
    "team_standings",
]
