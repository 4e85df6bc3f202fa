"""Sums for the leaderboards, the names shown there, and what players want."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Snowflake

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the boards."""
    _create_boards()
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
        sa.Column("hidden", sa.Integer, nullable=False),
        sa.Column("no_duels", sa.Integer, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("preferences_hidden", "preferences", ["player_id"], sqlite_where=sa.text("hidden = 1"))


def _create_boards() -> None:
    op.create_table(
        "boards",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("correct", sa.Integer, nullable=False),
        sa.Column("floor", sa.REAL),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    ranked = ["guild_id", "period", "topic"]
    op.create_index("boards_by_points", "boards", [*ranked, "points", "player_id"])
    op.create_index(
        "boards_by_floor", "boards", [*ranked, "floor", "player_id"], sqlite_where=sa.text("floor IS NOT NULL")
    )
