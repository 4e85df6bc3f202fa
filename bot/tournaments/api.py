"""What other features may know of this one."""

from bot.tournaments.rules.model import Kind, Plan, Tournament
from bot.tournaments.rules.standings import Line, standings

__all__ = ["Kind", "Line", "Plan", "Tournament", "standings"]
