"""Running games by server, and servers by who has played there; how many questions of a game were asked lately."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Whole, partial

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Create the indexes and the columns."""
    for table in ("rounds", "daily_posts"):
        op.add_column(table, sa.Column("repeats", Whole, nullable=False, server_default="0"))
    op.create_index("games_running", "games", ["guild_id"], **partial("ended_at IS NULL AND kind != 'practice'"))
    op.create_index("names_by_player", "names", ["player_id"])
