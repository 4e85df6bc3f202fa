"""Servers that the bot was removed from."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Create the table of departures."""
    op.create_table(
        "departures",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("noticed_at", Instant, nullable=False),
        sqlite_strict=True,
    )
