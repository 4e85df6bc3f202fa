"""A question that was asked says whether it counts on boards; all that were asked before do."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Whole

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One column."""
    op.add_column("asked", sa.Column("counts", Whole, nullable=False, server_default="1"))
