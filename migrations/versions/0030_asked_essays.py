"""What an essay evening asks stays as it was when it began."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Evenings that are there have none: they go by what the packs say. Where people write, their time ends as told."""
    op.add_column("evenings", sa.Column("asked", sa.Text))
    evenings = sa.table("evenings", sa.column("phase"), sa.column("ends_at"), sa.column("due_at"))
    op.execute(evenings.update().where(evenings.c.phase == "writing").values(due_at=evenings.c.ends_at))
