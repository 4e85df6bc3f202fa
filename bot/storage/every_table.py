"""All tables together: whoever walks through `metadata` imports it from here, where every file of tables was read."""

from bot.boards import tables as boards_tables
from bot.daily import tables as daily_tables
from bot.duels import tables as duels_tables
from bot.exams import tables as exams_tables
from bot.learners import tables as learners_tables
from bot.learning import tables as learning_tables
from bot.practice import tables as practice_tables
from bot.ratings import tables as ratings_tables
from bot.reminders import tables as reminders_tables
from bot.reports import tables as reports_tables
from bot.rounds import tables as rounds_tables
from bot.servers import tables as servers_tables
from bot.storage.tables import metadata

__all__ = [
    "boards_tables",
    "daily_tables",
    "duels_tables",
    "exams_tables",
    "learners_tables",
    "learning_tables",
    "metadata",
    "practice_tables",
    "ratings_tables",
    "reminders_tables",
    "reports_tables",
    "rounds_tables",
    "servers_tables",
]
