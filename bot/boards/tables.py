"""The rows of this feature."""

from sqlalchemy import Column, Index, Table, Text

from bot.storage.belonging import Belonging, Erase, declare
from bot.storage.columns import Real, Snowflake, Whole, partial
from bot.storage.tables import metadata

boards = Table(
    "boards",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("period", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("player_id", Snowflake, primary_key=True),
    Column("points", Whole, nullable=False),
    Column("answered", Whole, nullable=False),
    Column("correct", Whole, nullable=False),
    Column("floor", Real, info={"function": "accuracy_floor", "of": ("correct", "answered")}),
    Index("boards_by_points", "guild_id", "period", "topic", "points", "player_id"),
    Index(
        "boards_by_floor",
        *("guild_id", "period", "topic", "floor", "player_id"),
        **partial("floor IS NOT NULL"),
    ),
    Index("boards_by_player", "player_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Sums of the answers that count, a row for each player in each period and topic ('' for all of them).

`floor`, by which accuracy is ranked, follows from the sums; it is NULL while the answers are too few.
"""


declare(
    boards,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("guild_id", "period", "topic"),
        export=("guild_id", "period", "topic", "points", "answered", "correct"),
    ),
)
