"""The daily challenge: its schedules, its posts, and the dates that were missed."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake, Whole

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Create the tables of the daily challenge, and the way to a server's latest games."""
    op.create_index("games_by_guild", "games", ["guild_id", "created_at"])
    _create_schedules()
    op.create_table(
        "daily_posts",
        sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True),
        sa.Column("guild_id", Snowflake, nullable=False),
        sa.Column("date", sa.Text),
        sa.Column("number", Whole),
        sa.Column("previous_id", Snowflake),
        sa.Column("role_id", Snowflake),
        sa.Column("weekly", Whole, nullable=False),
        sa.Column("away_ms", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("daily_posts_once", "daily_posts", ["guild_id", "date"], unique=True)
    op.create_index("daily_posts_numbers", "daily_posts", ["guild_id", "number"], unique=True)
    op.create_table(
        "daily_missed",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("date", sa.Text, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sqlite_strict=True,
    )


def _create_schedules() -> None:
    op.create_table(
        "daily_schedules",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("channel_id", Snowflake, nullable=False),
        sa.Column("minute", Whole, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("weekdays", sa.Text, nullable=False),
        sa.Column("breaks", sa.Text, nullable=False),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("exam", sa.Text),
        sa.Column("questions", Whole, nullable=False),
        sa.Column("role_id", Snowflake),
        sa.Column("organiser_id", Snowflake, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("next_date", sa.Text),
        sa.Column("next_due_at", Instant),
        sa.Column("posted_date", sa.Text),
        sa.Column("quiet", Whole, nullable=False),
        sa.Column("told", Whole, nullable=False),
        sa.Column("claimed_by", sa.Text),
        sa.Column("claimed_until", Instant),
        sqlite_strict=True,
    )
    op.create_index("daily_schedules_due", "daily_schedules", ["next_due_at"])
