"""What other features may know of this one."""

from bot.readiness.ports import Sat
from bot.readiness.rules.plan import Phase, Plan
from bot.readiness.service import ReadinessService

__all__ = ["Phase", "Plan", "ReadinessService", "Sat"]
