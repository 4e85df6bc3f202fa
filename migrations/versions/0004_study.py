"""Practice alone, learnt difficulties, what people told of themselves, reports of questions."""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Instant, Real, Snowflake, Whole

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
kind = "expand"


def upgrade() -> None:
    """Create the tables of practice and of what is learnt from answers."""
    op.create_table(
        "sittings",
        sa.Column("game_id", Snowflake, sa.ForeignKey("games.id"), primary_key=True),
        sa.Column("player_id", Snowflake, nullable=False),
        sa.Column("focus", sa.Text, nullable=False),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("exam", sa.Text),
        sa.Column("most", Whole),
        sa.Column("seed", Snowflake, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("active_at", Instant, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("sittings_by_player", "sittings", ["player_id"])
    op.create_table(
        "learnt_difficulties",
        sa.Column("question_id", sa.Text, primary_key=True),
        sa.Column("difficulty", Real, nullable=False),
        sa.Column("attempts", Whole, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "learners",
        sa.Column("player_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("exam_at", Instant),
        sqlite_strict=True,
    )
    op.create_index("asked_by_closing", "asked", ["closed_at"])
    _create_reports()


def _create_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("question_id", sa.Text, primary_key=True),
        sa.Column("reporter_id", Snowflake, primary_key=True),
        sa.Column("complaint", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("decided_at", Instant),
        sqlite_strict=True,
    )
    op.create_index("reports_by_reporter", "reports", ["reporter_id"])
    op.create_table(
        "mutes",
        sa.Column("guild_id", Snowflake, primary_key=True, autoincrement=False),
        sa.Column("question_id", sa.Text, primary_key=True),
        sa.Column("organiser_id", Snowflake, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sqlite_strict=True,
    )
