"""When it was seen last that a server is away: a clock that leaps takes nothing from the time that it is kept for."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One column."""
    op.add_column("departures", sa.Column("seen_at", Instant))
