"""A process of a cluster can go on with the session that another one had with Discord."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Whole

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "sessions",
        sa.Column("part", Whole, primary_key=True, autoincrement=False),
        sa.Column("epoch", Whole, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("sequence", Whole, nullable=False),
        sa.Column("gateway", sa.Text, nullable=False),
        sa.Column("servers", sa.Text, nullable=False),
        sa.Column("left_at", Whole),
        sa.Column("noted_at", Whole, nullable=False),
        sqlite_strict=True,
    )
