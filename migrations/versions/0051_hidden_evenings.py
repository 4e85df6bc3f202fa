"""Whether the card of an essay evening is gone and cannot be posted again, and whether its host has heard of that."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Whole

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One column."""
    op.add_column("evenings", sa.Column("hidden", Whole, nullable=False, server_default="0"))
