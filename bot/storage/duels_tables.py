"""The tables of duels and ratings."""

from sqlalchemy import REAL, Column, ForeignKey, Index, Integer, Table, Text

from bot.storage.belonging import Belonging, Erase, declare, nobody
from bot.storage.columns import Instant, Snowflake
from bot.storage.tables import metadata

duels = Table(
    "duels",
    metadata,
    Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True),
    Column("challenger_id", Snowflake, nullable=False),
    Column("invited_id", Snowflake),
    Column("invited_name", Text),
    Column("opponent_id", Snowflake),
    Column("topic", Text),
    Column("questions", Integer, nullable=False),
    Column("pace", Text, nullable=False),
    Column("rated", Integer, nullable=False),
    Column("stakes", Text, nullable=False),
    Column("seed", Snowflake, nullable=False),
    Column("phase", Text, nullable=False),
    Column("due_at", Instant),
    Column("active_at", Instant, nullable=False),
    Column("position", Integer, nullable=False),
    Column("ready", Text, nullable=False),
    Column("patient_until", Integer, nullable=False),
    Column("end_reason", Text),
    Column("forfeited_by", Snowflake),
    Index("duels_due", "due_at"),
    sqlite_strict=True,
)
"""Head-to-head games; who plays stands in `players` too, as in every game."""

duel_shown = Table(
    "duel_shown",
    metadata,
    Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True),
    Column("player_id", Snowflake, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_strict=True,
)
"""When a player of a duel within a day was first shown each question: their time runs from there."""

rated_games = Table(
    "rated_games",
    metadata,
    Column("game_id", Snowflake, ForeignKey("games.id"), primary_key=True),
    Column("player_id", Snowflake, primary_key=True),
    Column("guild_id", Snowflake, nullable=False),
    Column("rated_at", Instant, nullable=False),
    Column("place", Integer, nullable=False),
    Column("before_rating", REAL, nullable=False),
    Column("before_deviation", REAL, nullable=False),
    Column("after_rating", REAL, nullable=False),
    Column("after_deviation", REAL, nullable=False),
    Column("expected", REAL, nullable=False),
    Column("scored", REAL, nullable=False),
    Column("weight", REAL, nullable=False),
    Index("rated_games_by_guild", "guild_id", "rated_at"),
    sqlite_strict=True,
)
"""Who took which place in each game that moves ratings, and how it moved them; ratings are a fold over these."""

ratings = Table(
    "ratings",
    metadata,
    Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
    Column("player_id", Snowflake, primary_key=True),
    Column("rating", REAL, nullable=False),
    Column("deviation", REAL, nullable=False),
    Column("volatility", REAL, nullable=False),
    Column("rated_at", Instant, nullable=False),
    Index("ratings_active", "guild_id", "rated_at"),
    sqlite_strict=True,
)
"""Everybody's rating after the last game that moved it."""


# Whose all this is

declare(
    duels,
    Belonging(
        Erase.STAND_IN,
        people=("challenger_id", "invited_id", "opponent_id", "forfeited_by"),
        lists=("ready",),
        words={"invited_name": ("invited_id", nobody)},
        neutral=("game_id", "topic", "pace", "stakes", "seed", "phase", "end_reason"),
        why="the other's result rests on it",
        export=("game_id", "topic", "questions", "pace", "rated", "stakes", "phase", "end_reason", "active_at"),
    ),
)
declare(
    duel_shown,
    Belonging(
        Erase.STAND_IN,
        people=("player_id",),
        neutral=("game_id",),
        why="a duel that runs needs to know what it has shown",
        export=("game_id", "position", "at"),
    ),
)
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
