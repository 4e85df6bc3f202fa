"""Messages count how often they were marked as showing something else, so that no older drawing settles them."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Whole

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """None is marked yet."""
    op.add_column("messages", sa.Column("marked", Whole, nullable=False, server_default="0"))
