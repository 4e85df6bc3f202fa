"""What keeps its key on a server, and a channel's latest tournament, are found by an index."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Two indexes."""
    op.create_index("keys_kept_by_guild", "keys_kept", ["guild_id"])
    op.create_index("tournaments_by_channel", "tournaments", ["channel_id", "game_id"])
