"""A closed daily that somebody may still finish keeps its keys for a while."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Snowflake

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Create the table, which is empty but for the minutes after a post."""
    op.create_table(
        "keys_kept",
        sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True, autoincrement=False),
        sa.Column("guild_id", Snowflake, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sqlite_strict=True,
    )
