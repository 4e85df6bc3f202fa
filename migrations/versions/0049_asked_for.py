"""How many questions were asked for, where fewer could be had; and that an essay evening ended because nobody wrote."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Whole

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Three columns."""
    op.add_column("rounds", sa.Column("asked_for", Whole))
    op.add_column("duels", sa.Column("asked_for", Whole))
    op.add_column("evenings", sa.Column("unwritten", Whole, nullable=False, server_default="0"))
