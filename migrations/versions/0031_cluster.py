"""Which processes run the bot together, and which of them has which part."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Whole

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "members",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("cluster", sa.Text, nullable=False),
        sa.Column("program", sa.Text, nullable=False),
        sa.Column("joined_at", Whole, nullable=False),
        sa.Column("beat_at", Whole, nullable=False),
        sa.Column("pid", Whole, nullable=False),
        sa.Column("began_us", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "leases",
        sa.Column("part", Whole, primary_key=True, autoincrement=False),
        sa.Column("owner", sa.Text),
        sa.Column("epoch", Whole, nullable=False),
        sa.Column("taken_at", Whole),
        sqlite_strict=True,
    )
