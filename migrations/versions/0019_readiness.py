"""Forecasts of the real exam, and what came of them."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "forecasts",
        sa.Column("player_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("exam", sa.Text, primary_key=True),
        sa.Column("exam_at", Instant, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("chance", sa.REAL, nullable=False),
        sa.Column("low", sa.REAL, nullable=False),
        sa.Column("high", sa.REAL, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "exam_results",
        sa.Column("player_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("exam", sa.Text, primary_key=True),
        sa.Column("exam_at", Instant, primary_key=True),
        sa.Column("passed", sa.Integer, nullable=False),
        sa.Column("told_at", Instant, nullable=False),
        sa.Column("chance", sa.REAL),
        sqlite_strict=True,
    )
    op.create_index(
        "exam_results_judged", "exam_results", ["chance", "passed"], sqlite_where=sa.text("chance IS NOT NULL")
    )
