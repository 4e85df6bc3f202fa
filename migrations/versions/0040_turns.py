"""All processes of a cluster take turns out of one row."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Real

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One table. What it says is good for a second, so a server need not log it."""
    server = op.get_context().dialect.name == "postgresql"
    op.create_table(
        "turns",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("free_at", Real, nullable=False),
        prefixes=["UNLOGGED"] if server else [],
        sqlite_strict=True,
    )
