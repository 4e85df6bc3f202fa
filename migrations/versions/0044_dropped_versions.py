"""A question that was dropped and is brought again goes on from the version that it had."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Whole

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One column."""
    op.add_column("own_dropped", sa.Column("version", Whole, nullable=False, server_default="0"))
