"""Streaks of the daily, kept with the answer that moves them."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Snowflake, Whole

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Create the table; `recall db recount --mend` fills it from dailies that were played before."""
    op.create_table(
        "streaks",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("player_id", Snowflake, primary_key=True),
        sa.Column("number", Whole, nullable=False),
        sa.Column("length", Whole, nullable=False),
        sa.Column("best", Whole, nullable=False),
        sa.Column("freezes", Whole, nullable=False),
        sqlite_strict=True,
    )
