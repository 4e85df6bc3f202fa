"""A heartbeat of each shard, and the servers that were away by themselves."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake, Whole

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Create the table, and say of each beat of how many shards it was one."""
    op.add_column("heartbeat", sa.Column("shards", Whole))
    op.create_table(
        "absences",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("since", Instant, nullable=False),
        sqlite_strict=True,
    )
