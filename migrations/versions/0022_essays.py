"""Essays and the cards that people grade themselves."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Real, Snowflake, Whole

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "essay_attempts",
        sa.Column("id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("player_id", Snowflake, nullable=False),
        sa.Column("essay", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("marks", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("done_at", Instant),
        sqlite_strict=True,
    )
    op.create_index("essay_attempts_by_player", "essay_attempts", ["player_id"])
    op.create_table(
        "flashcards",
        sa.Column("player_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("card", sa.Text, primary_key=True),
        sa.Column("stability", Real),
        sa.Column("difficulty", Real),
        sa.Column("due", Instant, nullable=False),
        sa.Column("reviewed_at", Instant),
        sa.Column("lapses", Whole, nullable=False),
        sa.Column("ever_correct", Whole, nullable=False),
        sa.Column("suspended", Whole, nullable=False),
        sa.Column("begun_at", Instant, nullable=False),
        sqlite_strict=True,
    )
