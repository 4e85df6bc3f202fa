"""Sums for the leaderboards, the names shown there, what players want; duels and ratings."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Real, Snowflake, Whole, partial

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Create the tables of boards and duels."""
    _create_boards()
    _create_names_and_preferences()
    _create_duels()
    _create_ratings()


def _create_names_and_preferences() -> None:
    op.create_table(
        "names",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "preferences",
        sa.Column("player_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("hidden", Whole, nullable=False),
        sa.Column("no_duels", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("preferences_hidden", "preferences", ["player_id"], **partial("hidden = 1"))


def _create_boards() -> None:
    op.create_table(
        "boards",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("points", Whole, nullable=False),
        sa.Column("answered", Whole, nullable=False),
        sa.Column("correct", Whole, nullable=False),
        sa.Column("floor", Real),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    ranked = ["guild_id", "period", "topic"]
    op.create_index("boards_by_points", "boards", [*ranked, "points", "player_id"])
    op.create_index("boards_by_floor", "boards", [*ranked, "floor", "player_id"], **partial("floor IS NOT NULL"))


def _create_duels() -> None:
    op.create_table(
        "duels",
        sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True),
        sa.Column("challenger_id", Snowflake, nullable=False),
        sa.Column("invited_id", Snowflake),
        sa.Column("invited_name", sa.Text),
        sa.Column("opponent_id", Snowflake),
        sa.Column("topic", sa.Text),
        sa.Column("questions", Whole, nullable=False),
        sa.Column("pace", sa.Text, nullable=False),
        sa.Column("rated", Whole, nullable=False),
        sa.Column("stakes", sa.Text, nullable=False),
        sa.Column("seed", Snowflake, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("due_at", Instant),
        sa.Column("active_at", Instant, nullable=False),
        sa.Column("position", Whole, nullable=False),
        sa.Column("ready", sa.Text, nullable=False),
        sa.Column("patient_until", Whole, nullable=False),
        sa.Column("end_reason", sa.Text),
        sa.Column("forfeited_by", Snowflake),
        sqlite_strict=True,
    )
    op.create_index("duels_due", "duels", ["due_at"])
    op.create_table(
        "duel_shown",
        sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("position", Whole, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sqlite_strict=True,
    )


def _create_ratings() -> None:
    op.create_table(
        "rated_games",
        sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("guild_id", Snowflake, nullable=False),
        sa.Column("rated_at", Instant, nullable=False),
        sa.Column("place", Whole, nullable=False),
        sa.Column("before_rating", Real, nullable=False),
        sa.Column("before_deviation", Real, nullable=False),
        sa.Column("after_rating", Real, nullable=False),
        sa.Column("after_deviation", Real, nullable=False),
        sa.Column("expected", Real, nullable=False),
        sa.Column("scored", Real, nullable=False),
        sa.Column("weight", Real, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("rated_games_by_guild", "rated_games", ["guild_id", "rated_at"])
    op.create_table(
        "ratings",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("rating", Real, nullable=False),
        sa.Column("deviation", Real, nullable=False),
        sa.Column("volatility", Real, nullable=False),
        sa.Column("rated_at", Instant, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ratings_active", "ratings", ["guild_id", "rated_at"])
