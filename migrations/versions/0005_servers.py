"""What organisers set for their server, and whether it was greeted."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake, Whole

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Create the table of servers."""
    op.create_table(
        "servers",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("topic", sa.Text),
        sa.Column("exam", sa.Text),
        sa.Column("questions", Whole, nullable=False),
        sa.Column("pace", sa.Text, nullable=False),
        sa.Column("scoring", sa.Text, nullable=False),
        sa.Column("thread", Whole, nullable=False),
        sa.Column("welcomed_at", Instant),
        sqlite_strict=True,
    )
