"""The courses of servers' groups, and their cards."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake, Whole

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "cohorts",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("course", sa.Text, nullable=False),
        sa.Column("channel_id", Snowflake, nullable=False),
        sa.Column("organizer_id", Snowflake, nullable=False),
        sa.Column("run", Snowflake, nullable=False),
        sa.Column("first_date", sa.Text, nullable=False),
        sa.Column("days", Whole, nullable=False),
        sa.Column("minute", Whole, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("step", Whole, nullable=False),
        sa.Column("paused_on", sa.Text),
        sa.Column("due_at", Instant),
        sa.Column("told", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("cohorts_due", "cohorts", ["due_at"])
    op.create_index("cohorts_by_organizer", "cohorts", ["organizer_id"])
    op.create_table(
        "cohort_posts",
        sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True),
        sa.Column("guild_id", Snowflake, nullable=False),
        sa.Column("run", Snowflake),
        sa.Column("course", sa.Text, nullable=False),
        sa.Column("step", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("cohort_posts_once", "cohort_posts", ["guild_id", "run", "step"], unique=True)
