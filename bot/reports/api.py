"""What other features may know of this one."""

from bot.reports.rules import LONGEST_TEXT, Complaint, Report
from bot.reports.service import Case

__all__ = [
    "LONGEST_TEXT",
    "Case",
    "Complaint",
    "Report",
]
