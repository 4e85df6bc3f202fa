"""Essay evenings: what was written, and who marks it."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake, Whole

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Three tables."""
    op.create_table(
        "evenings",
        sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True),
        sa.Column("host_id", Snowflake, nullable=False),
        sa.Column("essay", sa.Text, nullable=False),
        sa.Column("seed", Snowflake, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("due_at", Instant),
        sqlite_strict=True,
    )
    op.create_index("evenings_due", "evenings", ["due_at"])
    op.create_index("evenings_by_host", "evenings", ["host_id"])
    op.create_table(
        "evening_texts",
        sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True),
        sa.Column("author_id", Snowflake, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("place", Whole),
        sqlite_strict=True,
    )
    op.create_index("evening_texts_by_author", "evening_texts", ["author_id"])
    op.create_table(
        "evening_markings",
        sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True),
        sa.Column("author_id", Snowflake, primary_key=True),
        sa.Column("marker_id", Snowflake, primary_key=True),
        sa.Column("marks", sa.Text, nullable=False),
        sa.Column("done_at", Instant),
        sqlite_strict=True,
    )
    op.create_index("evening_markings_by_author", "evening_markings", ["author_id"])
    op.create_index("evening_markings_by_marker", "evening_markings", ["marker_id"])
