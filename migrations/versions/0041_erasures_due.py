"""Each shard of a cluster erases whom another one erased, also where its process did not hear of it."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Snowflake, Whole

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "erasures_due",
        sa.Column("part", Whole, primary_key=True, autoincrement=False),
        sa.Column("player_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("stand_in", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("games", sa.Text, nullable=False),
        sqlite_strict=True,
    )
