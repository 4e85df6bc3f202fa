"""A duel whose ratings stay as they are says whose answers are too few; of those from before it is not known."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Whole

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One column."""
    op.add_column("duels", sa.Column("newcomers", Whole, nullable=False, server_default="0"))
