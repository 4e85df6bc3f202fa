"""When a reminder that did not arrive is tried again."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Add the column: what is on its way is tried at once."""
    op.add_column("reminders", sa.Column("retry_at", Instant))
