"""Which attempt at its module's checkpoint or drill a sitting is; nobody has two at once, wherever they are begun."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Whole

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """A column, NULL in what is no trial or was begun before, and its key."""
    op.add_column("course_sittings", sa.Column("attempt", Whole))
    key = ["player_id", "course", "module", "part", "attempt"]
    op.create_index("course_sittings_once", "course_sittings", key, unique=True)
