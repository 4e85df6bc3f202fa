"""What other features may know of this one."""

from bot.learners.days import ExamDays, known_by
from bot.learners.ports import PreferenceStore
from bot.learners.rules import Preferences
from bot.learners.service import change_wishes
from bot.learners.store import HIDDEN, off_boards

__all__ = [
    "HIDDEN",
    "ExamDays",
    "PreferenceStore",
    "Preferences",
    "change_wishes",
    "known_by",
    "off_boards",
]
