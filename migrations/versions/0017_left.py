"""Who left a server: off its boards until they play there again."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, partial

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """One more column of names, and an index of those who left."""
    op.add_column("names", sa.Column("left_at", Instant))
    op.create_index("names_left", "names", ["guild_id", "player_id"], **partial("left_at IS NOT NULL"))
