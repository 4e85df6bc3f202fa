"""The rows of ratings."""

from sqlalchemy import Column, ForeignKey, Index, Table

from bot.storage.belonging import Belonging, Erase, declare
from bot.storage.columns import Instant, Real, Snowflake, Whole
from bot.storage.tables import metadata

rated_games = Table(
    "rated_games",
    metadata,
    Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True),
    Column("player_id", Snowflake, primary_key=True),
    Column("guild_id", Snowflake, nullable=False),
    Column("rated_at", Instant, nullable=False),
    Column("place", Whole, nullable=False),
    Column("before_rating", Real, nullable=False),
    Column("before_deviation", Real, nullable=False),
    Column("after_rating", Real, nullable=False),
    Column("after_deviation", Real, nullable=False),
    Column("expected", Real, nullable=False),
    Column("scored", Real, nullable=False),
    Column("weight", Real, nullable=False),
    Index("rated_games_by_guild", "guild_id", "rated_at"),
    Index("rated_games_by_player", "player_id"),
    sqlite_strict=True,
)
"""Who took which place in each game that moves ratings, and how it moved them; ratings are a fold over these."""


ratings = Table(
    "ratings",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("player_id", Snowflake, primary_key=True),
    Column("rating", Real, nullable=False),
    Column("deviation", Real, nullable=False),
    Column("volatility", Real, nullable=False),
    Column("rated_at", Instant, nullable=False),
    Index("ratings_active", "guild_id", "rated_at"),
    Index("ratings_by_player", "player_id"),
    sqlite_strict=True,
)
"""Everybody's rating after the last game that moved it."""


declare(
    rated_games,
    Belonging(
        Erase.STAND_IN,
        people=("player_id",),
        neutral=("game_id", "guild_id"),
        why="the other's rating rests on it",
        export=("game_id", "guild_id", "rated_at", "place", "before_rating", "after_rating"),
    ),
)


declare(
    ratings,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        neutral=("guild_id",),
        export=("guild_id", "rating", "deviation", "volatility", "rated_at"),
    ),
)
