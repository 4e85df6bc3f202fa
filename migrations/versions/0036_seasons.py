"""Seasons: when a server's began, and who is in none of them."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake, Whole

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "seasons",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("first_date", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("organizer_id", Snowflake, nullable=False),
        sa.Column("stopped_at", Instant),
        sqlite_strict=True,
    )
    op.create_index("seasons_by_organizer", "seasons", ["organizer_id"])
    op.create_table(
        "season_choices",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("week", sa.Text, primary_key=True),
        sa.Column("playing", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("season_choices_by_player", "season_choices", ["player_id"])
