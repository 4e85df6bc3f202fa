"""Forecasts of the real exam, and what came of them."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Real, Snowflake, Whole, partial

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "forecasts",
        sa.Column("player_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("exam", sa.Text, primary_key=True),
        sa.Column("exam_at", Instant, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("chance", Real, nullable=False),
        sa.Column("low", Real, nullable=False),
        sa.Column("high", Real, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "exam_results",
        sa.Column("player_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("exam", sa.Text, primary_key=True),
        sa.Column("exam_at", Instant, primary_key=True),
        sa.Column("passed", Whole, nullable=False),
        sa.Column("told_at", Instant, nullable=False),
        sa.Column("chance", Real),
        sqlite_strict=True,
    )
    op.create_index("exam_results_judged", "exam_results", ["chance", "passed"], **partial("chance IS NOT NULL"))
