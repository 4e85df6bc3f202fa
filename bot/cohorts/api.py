"""What other features may know of this one."""

from bot.cohorts.service import CohortService

__all__ = ["CohortService"]
