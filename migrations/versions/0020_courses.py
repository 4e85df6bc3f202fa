"""Courses: what was read, and which sittings belong to a module."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake, Whole

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Two tables, and what a sitting was limited to."""
    op.add_column("sittings", sa.Column("concepts", sa.Text, nullable=False, server_default="[]"))
    op.add_column("sittings", sa.Column("chosen", sa.Text, nullable=False, server_default="[]"))
    op.create_table(
        "lessons_read",
        sa.Column("player_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("course", sa.Text, primary_key=True),
        sa.Column("module", sa.Text, primary_key=True),
        sa.Column("lesson", sa.Text, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "course_sittings",
        sa.Column("game_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("player_id", Snowflake, nullable=False),
        sa.Column("course", sa.Text, nullable=False),
        sa.Column("module", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("lesson", sa.Text, nullable=False),
        sa.Column("needed", Whole, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("course_sittings_by_player", "course_sittings", ["player_id"])
