"""Which post waited to be made when a daily was switched off: switched on again, it still comes."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One column."""
    op.add_column("daily_schedules", sa.Column("held_date", sa.Text))
