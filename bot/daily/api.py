"""What other features may know of this one."""

from bot.daily import tables
from bot.daily.ports import StreakStore
from bot.daily.rules.play import Daily, close
from bot.daily.rules.schedule import MOST_QUESTIONS, Schedule
from bot.daily.rules.streak import Mark, Streak, is_in_time
from bot.daily.rules.streak_board import Streaking, StreakLine, StreakPage, streak_page
from bot.daily.schedules import DailySchedules
from bot.daily.service import Record
from bot.daily.streaks import mend_streaks, refolded_streaks

__all__ = [
    "MOST_QUESTIONS",
    "Daily",
    "DailySchedules",
    "Mark",
    "Record",
    "Schedule",
    "Streak",
    "StreakLine",
    "StreakPage",
    "StreakStore",
    "Streaking",
    "close",
    "is_in_time",
    "mend_streaks",
    "refolded_streaks",
    "streak_page",
    "tables",
]
