"""Daily reminders to practise."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake, Whole

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "reminders",
        sa.Column("player_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("time", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("next_date", sa.Text),
        sa.Column("next_at", Instant),
        sa.Column("sending_date", sa.Text),
        sa.Column("sending_at", Instant),
        sa.Column("sent_at", Instant),
        sa.Column("ignored", Whole, nullable=False),
        sa.Column("stopped", sa.Text),
        sqlite_strict=True,
    )
    op.create_index("reminders_due", "reminders", ["next_at"])
    op.create_index("reminders_on_their_way", "reminders", ["sending_at"])
