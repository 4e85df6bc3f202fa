"""A process of a cluster can be told to give away what it has."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Whole

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One column."""
    op.add_column("members", sa.Column("leaving", Whole, nullable=False, server_default="0"))
