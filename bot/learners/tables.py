"""The rows of this feature."""

from sqlalchemy import Column, Index, Text

from bot.storage.belonging import Belonging, Erase, Forget, declare
from bot.storage.columns import Instant, Snowflake, Whole, partial
from bot.storage.tables import strict_table

preferences = strict_table(
    "preferences",
    Column("player_id", Snowflake, primary_key=True, autoincrement=False),
    Column("hidden", Whole, nullable=False),
    Column("no_duels", Whole, nullable=False),
    Column("no_night_reminders", Whole, nullable=False, server_default="0"),
    Index("preferences_hidden", "player_id", **partial("hidden = 1")),
)
"""What players want everywhere. `hidden`: on no board. `no_duels`: cannot be challenged.

`no_night_reminders`: no direct messages before quiz nights.
"""


declare(
    preferences,
    Belonging(
        Erase.DELETE, people=("player_id",), export=("hidden", "no_duels", "no_night_reminders"), server=Forget.KEEP
    ),
)


learners = strict_table(
    "learners",
    Column("player_id", Snowflake, primary_key=True, autoincrement=False),
    Column("exam", Text, primary_key=True),
    Column("exam_at", Instant),
)
"""When people sit each exam, wherever they play: a day of the calendar, kept as where it begins in UTC."""


declare(
    learners,
    Belonging(Erase.DELETE, people=("player_id",), neutral=("exam",), export=("exam", "exam_at"), server=Forget.KEEP),
)
