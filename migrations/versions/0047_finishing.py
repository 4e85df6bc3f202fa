"""A daily's post says for how much longer it may be finished, since an outage took some of those minutes."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Whole

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One column."""
    op.add_column("daily_posts", sa.Column("given_back_ms", Whole, nullable=False, server_default="0"))
