"""When what Discord refused is tried again, and until when a daily's post is open."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Whole

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
kind = "contract"
"""A daily without `closes_at`, as older programs post it, would never close."""
needs = "0.2.0"

_CLOSING = """
UPDATE daily_posts SET closes_at = COALESCE(
    (SELECT next_due_at FROM daily_schedules WHERE daily_schedules.guild_id = daily_posts.guild_id),
    (SELECT created_at + 86400000 FROM games WHERE games.id = daily_posts.game_id)
)
WHERE game_id IN (SELECT id FROM games WHERE kind = 'daily' AND ended_at IS NULL)
"""


def upgrade() -> None:
    """Add the columns; a post that is open closes when the next was to come, else after a day."""
    op.add_column("messages", sa.Column("refused", Whole, nullable=False, server_default="0"))
    op.add_column("messages", sa.Column("retry_at", Instant))
    op.add_column("daily_schedules", sa.Column("failed", Whole, nullable=False, server_default="0"))
    op.add_column("daily_schedules", sa.Column("retry_at", Instant))
    op.add_column("daily_posts", sa.Column("closes_at", Instant))
    op.create_index("daily_posts_closing", "daily_posts", ["closes_at"])
    op.execute(_CLOSING)
