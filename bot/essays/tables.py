"""The rows of essays."""

from sqlalchemy import Column, Index, Table, Text

from bot.storage.belonging import Belonging, Erase, Forget, declare
from bot.storage.columns import Instant, Snowflake
from bot.storage.tables import metadata

essay_attempts = Table(
    "essay_attempts",
    metadata,
    Column("id", Snowflake, primary_key=True, autoincrement=False),
    Column("player_id", Snowflake, nullable=False),
    Column("essay", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("marks", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("done_at", Instant),
    Index("essay_attempts_by_player", "player_id"),
    sqlite_strict=True,
)
"""What somebody wrote on a subject. `id` is that of the interaction that brought it; `marks` has a letter a point."""

declare(
    essay_attempts,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("id", "essay", "text", "marks"),
        export=("essay", "text", "marks", "at", "done_at"),
        server=Forget.KEEP,
    ),
)
