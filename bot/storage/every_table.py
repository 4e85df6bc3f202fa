"""All tables together: whoever walks through `metadata` imports it from here, where every file of tables was read."""

from bot.storage import daily_tables, duels_tables, study_tables
from bot.storage.tables import metadata

__all__ = ["daily_tables", "duels_tables", "metadata", "study_tables"]
