"""The rows of practice."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from bot.storage.belonging import Belonging, Erase, Forget, declare
from bot.storage.columns import Instant, Snowflake, Whole
from bot.storage.tables import metadata

sittings = Table(
    "sittings",
    metadata,
    Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True),
    Column("player_id", Snowflake, nullable=False),
    Column("focus", Text, nullable=False),
    Column("topics", Text, nullable=False),
    Column("exam", Text),
    Column("most", Whole),
    Column("concepts", Text, nullable=False, server_default="[]"),
    Column("chosen", Text, nullable=False, server_default="[]"),
    Column("seed", Snowflake, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("active_at", Instant, nullable=False),
    Index("sittings_by_player", "player_id"),
    sqlite_strict=True,
)
"""Practice alone. `reasons` holds a letter for each question asked: why it was this one."""


declare(
    sittings,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("game_id", "focus", "topics", "exam", "concepts", "chosen", "seed", "reasons"),
        export=("game_id", "focus", "topics", "exam", "active_at"),
        server=Forget.KEEP,
    ),
)
