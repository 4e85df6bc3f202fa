"""Duels, tournaments, and quiz nights can be about one exam."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Those that are there are about all of them."""
    for table in ("duels", "tournaments", "nights"):
        op.add_column(table, sa.Column("exam", sa.Text))
