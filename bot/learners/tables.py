"""The rows of this feature."""

from sqlalchemy import Column, Index, Table

from bot.storage.belonging import Belonging, Erase, Forget, declare
from bot.storage.columns import Instant, Snowflake, Whole, partial
from bot.storage.tables import metadata, strict_table

preferences = strict_table(
    "preferences",
    Column("player_id", Snowflake, primary_key=True, autoincrement=False),
    Column("hidden", Whole, nullable=False),
    Column("no_duels", Whole, nullable=False),
    Index("preferences_hidden", "player_id", **partial("hidden = 1")),
)
"""What players want everywhere. `hidden`: on no board. `no_duels`: cannot be challenged."""


declare(
    preferences,
    Belonging(Erase.DELETE, people=("player_id",), export=("hidden", "no_duels"), server=Forget.KEEP),
)


learners = Table(
    "learners",
    metadata,
    Column("player_id", Snowflake, primary_key=True, autoincrement=False),
    Column("exam_at", Instant),
    sqlite_strict=True,
)
"""What people told of themselves, wherever they play."""


declare(learners, Belonging(Erase.DELETE, people=("player_id",), export=("exam_at",), server=Forget.KEEP))
